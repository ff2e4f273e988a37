"""`truenorth user`, in a process of its own: it starts Django only when it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def _user(folder: Path, *words: str, code: int = 0) -> str:
    environment = {**os.environ, "TRUENORTH_DATA": str(folder), "TRUENORTH_DATABASE_URL": ""}
    command = [sys.executable, "-m", "truenorth.cli.main", "user", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_people_are_added_listed_and_switched_off(tmp_path: Path) -> None:
    assert "Nobody yet" in _user(tmp_path, "list")
    assert "/welcome/" in _user(tmp_path, "add", "Chief@Acme.example", "--operator")
    assert "There is no workspace nowhere" in _user(
        tmp_path, "add", "ann@acme.example", "--workspace", "nowhere", "--role", "viewer", code=2
    )
    assert "/welcome/" in _user(tmp_path, "link", "chief@acme.example", "--forget-second-factor")
    assert "last operator" in _user(tmp_path, "off", "chief@acme.example", code=2)
    (chief,) = json.loads(_user(tmp_path, "list", "--json"))["people"]
    assert (chief["email"], chief["operator"], chief["active"]) == ("chief@acme.example", True, True)
    assert "needs an address" in _user(tmp_path, "off", code=2)
    assert "Nobody here has the address" in _user(tmp_path, "off", "cheif@acme.example", code=2)

"""`truenorth demo` before and after it loads: the port first, a demo that is there is used."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "truenorth.cli.main", "demo"]


def run(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the command printed."""
    environment = {**os.environ, "TRUENORTH_DATA": str(data)}
    return subprocess.run([*COMMAND, *words], env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_it_looks_at_the_port_before_it_loads_anything(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        done = run(tmp_path / "data", "--port", str(port))
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert f"truenorth demo --port {port + 1}" in done.stderr
    assert f"make demo PORT={port + 1}" in done.stderr
    assert "Loading" not in done.stdout
    assert list((tmp_path / "data").iterdir()) == []


def test_a_demo_that_is_there_is_used(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text(json.dumps({"address": "demo@truenorth.example", "password": "x"}))
    done = run(tmp_path, "--load-only")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Using the demo that is loaded in {tmp_path}; to start afresh, remove that folder.\n"

"""Every option is documented, and what `deploy/` names exists."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
from house_files import ROOT

from truenorth.app.config.options import NAMES, PREFIX
from truenorth.app.config.supervisor import GRACE
from truenorth.cli.main import COMMANDS

DEPLOY = ROOT / "deploy"
KNOWN = {f"{PREFIX}{name.upper()}" for name in (*NAMES, "data")}


def unit() -> configparser.ConfigParser:
    """The systemd unit, read as the INI file that it is."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have capitals
    parsed.read_string((DEPLOY / "truenorth.service").read_text("utf-8"))
    return parsed


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_option_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "how-to" / "run-it.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_only_options_and_commands_that_exist_are_named(path: Path) -> None:
    text = path.read_text("utf-8")
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text)) <= KNOWN
    commands = {module.__name__.rpartition(".")[2] for module in COMMANDS}
    assert set(re.findall(r"(?:bin/|exec truenorth |\[\")truenorth\W+(\w+)", text)) <= commands


def test_the_unit_starts_up_and_waits_for_its_end() -> None:
    service = unit()["Service"]
    assert service["ExecStart"].endswith("truenorth up")
    assert float(service["TimeoutStopSec"]) > GRACE
    assert service["RestartPreventExitStatus"] == "2"


def test_the_container_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    assert lines.index("USER truenorth") < lines.index('CMD ["truenorth", "up"]')

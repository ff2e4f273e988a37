"""Run the commands that a document shows, and put what they print below them.

A fenced block whose line before reads **`name`** is a file; in a `console` block each line that begins with `$ ` is a
command and the lines below it are its output. `make docs` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from command_line import run, usual_environment

ROOT = Path(__file__).resolve().parents[2]
WIDTH = "116"
DOCUMENTS = (
    "README.md",
    "docs/tutorial.md",
    "docs/explanation/signals.md",
    "docs/explanation/forecasts.md",
    "docs/explanation/why.md",
    "docs/explanation/kpi-check.md",
    "docs/explanation/targets.md",
    "docs/explanation/leading-indicators.md",
    "docs/explanation/four-examples.md",
)

_BLOCK = re.compile(
    r"(?:^\*\*`(?P<name>[^`\n]+)`\*\*\n\n)?^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
_SHELL = re.compile(r"[|&;<>*?$`~]")
_SECONDS = re.compile(r"\b\d+\.\d s\b")


def rerun(text: str, folder: Path) -> str:
    """The document with every output as it is now; its files are written into `folder` and its commands run there."""
    (folder / "examples").symlink_to(ROOT / "examples")
    return _BLOCK.sub(lambda block: _block(block, folder), text)


def steady(text: str) -> str:
    """The text without what differs from run to run: how long something took."""
    return _SECONDS.sub("… s", text)


def _block(block: re.Match[str], folder: Path) -> str:
    if block["name"]:
        path = folder / block["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["body"], encoding="utf-8")
        return block[0]
    if block["language"] != "console":
        return block[0]
    commands = [line for line in block["body"].splitlines() if line.startswith("$ ")]
    if any(not re.match(r"\$ (truenorth|mkdir|cd|head) ?", line) for line in commands):
        return block[0]
    said = "\n".join(part for line in commands for part in (line, *_output(line[2:], folder)))
    return f"```console\n{said}\n```"


def _output(command: str, folder: Path) -> list[str]:
    shown = command.partition("  #")[0]
    code, printed = (
        _here(shown, folder)
        if shown.startswith("truenorth ") and not _SHELL.search(shown)
        else _by_shell(shown, folder)
    )
    if code not in (0, 1, 2):
        raise RuntimeError(f"`{command}` failed, so nothing is written:\n{printed}")
    return [line.rstrip() for line in printed.strip("\n").splitlines()]


def _here(command: str, folder: Path) -> tuple[int, str]:
    """Exit code and output of one command of ours, run in this process."""
    done = run(*shlex.split(command)[1:], cwd=folder, together=True, COLUMNS=WIDTH)
    return done.returncode, done.stdout


def _by_shell(command: str, folder: Path) -> tuple[int, str]:
    settings = usual_environment() | {"COLUMNS": WIDTH}
    settings |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{settings['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=settings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    for document in DOCUMENTS:
        with tempfile.TemporaryDirectory() as name:
            written = (ROOT / document).read_text(encoding="utf-8")
            current = rerun(written, Path(name))
        if steady(current) != steady(written):
            (ROOT / document).write_text(current, encoding="utf-8")

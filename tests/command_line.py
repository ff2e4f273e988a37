"""`truenorth` run in this process, for tests of what it says, not of its being a process."""

from __future__ import annotations

import os
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from truenorth.cli.main import main

OF_A_TERMINAL = ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
"""What whoever runs the tests may have set, and no test wants."""


@dataclass(frozen=True)
class Done:
    """A finished command, as `subprocess.run` gives it."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, cwd: Path | None = None, together: bool = False, **environment: str) -> Done:
    """The finished command, run without a terminal; with `together` its errors stand in the output where they came."""
    out = StringIO()
    errors = out if together else StringIO()
    with (
        chdir(cwd or Path()),
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(errors),
    ):
        for name in OF_A_TERMINAL:
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            code = main(words)
        except SystemExit as ended:  # what argparse does after --help
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), "" if together else errors.getvalue())


def usual_environment() -> dict[str, str]:
    """Ours, without the colour settings and the width of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if name not in OF_A_TERMINAL}

"""Processes that a test begins and waits for."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

PATIENCE = 60.0
WORKER = (
    "import app_jobs, truenorth.app.config.kinds as kinds\nkinds.KINDS = app_jobs.KINDS\n"
    "from truenorth.app.config.work import main\nraise SystemExit(main())"
)
"""The program of a worker's process, with the work of the tests."""


def code_of(process: subprocess.Popen[str]) -> int:
    """The exit code of a process, waited for."""
    process.communicate(timeout=2 * PATIENCE)
    return process.returncode


def wait_until(true: Callable[[], object], what: str) -> None:
    """Come back once it is true; fail when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)

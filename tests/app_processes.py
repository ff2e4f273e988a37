"""An installation of its own for tests that need several processes: a data folder, a real database, our modules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
PATIENCE = 60.0
_START = (
    "from truenorth.app.config.start import *; start_django()\nimport truenorth.app.config.logs as l; l.set_up_logs()\n"
)
WORKER = (
    "import app_jobs, truenorth.app.config.kinds as kinds\nkinds.KINDS = app_jobs.KINDS\n"
    "from truenorth.app.config.work import main\nraise SystemExit(main())"
)
"""The program of a worker's process, with the work of the tests."""


@dataclass(frozen=True)
class Installation:
    """Where it is; what its processes have in their environment."""

    data: Path
    environment: dict[str, str]

    def run(self, code: str) -> Any:
        """What a process of its own prints as JSON, after Django is up."""
        done = subprocess.run(
            [sys.executable, "-c", _START + code], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def begin(self, code: str, errors: IO[str] | None = None) -> subprocess.Popen[str]:
        """A process that runs code after Django is up; its log goes to our standard error, or to a file."""
        command = [sys.executable, "-c", _START + code]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True)


def code_of(process: subprocess.Popen[str]) -> int:
    """The exit code of a process, waited for."""
    process.communicate(timeout=2 * PATIENCE)
    return process.returncode


def installation(data: Path) -> Installation:
    """A migrated one without jobs: SQLite in the data folder, or the PostgreSQL database these tests were given."""
    path = os.pathsep.join([str(HERE.parent / "src"), str(HERE)])
    environment = {**os.environ, "TRUENORTH_DATA": str(data), "PYTHONPATH": path}
    made = Installation(data, environment)
    made.run("migrate()\nfrom truenorth.app.models import *\nJob.objects.all().delete(); Worker.objects.all().delete()")
    return made


def wait_until(true: Callable[[], object], what: str) -> None:
    """Come back once it is true; fail when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)

"""An installation of its own for a test: a data folder, a database, and the commands run as their own processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
START = "from truenorth.app.config.start import migrate, start_django; start_django(); migrate()\n"
"""What code begins with that works on an installation."""
LOGGED = (
    "from truenorth.app.config.start import start_django; start_django()\n"
    "from truenorth.app.config.logs import set_up_logs; set_up_logs()\n"
)
"""What code begins with that works, as a worker does, on an installation whose tables are there."""


@dataclass(frozen=True)
class Installation:
    """Where an installation keeps its data, and its database (SQLite in the data folder without an URL)."""

    data: Path
    database_url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        known = {name: value for name, value in os.environ.items() if not name.startswith("TRUENORTH_")}
        known |= {"TRUENORTH_DATA": str(self.data), **self.more}
        for name in ("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"):  # the tests' own
            known.pop(name, None)
        return known | ({"TRUENORTH_DATABASE_URL": self.database_url} if self.database_url else {})

    def start(self, *words: str, log: Path | None = None) -> subprocess.Popen[str]:
        """A command of `truenorth`, running.

        What runs for long writes to a file, `log`: nobody reads its pipe meanwhile, and a full pipe stops who writes.
        """
        command = [sys.executable, "-m", "truenorth.cli.main", *words]
        if log is None:
            pipe = subprocess.PIPE
            return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=pipe, text=True)
        with log.open("a", encoding="utf-8") as file:
            return subprocess.Popen(command, env=self.environment, stdout=file, stderr=file, text=True)

    def run(self, *words: str, code: int = 0) -> str:
        """What a command printed; it has to end with that exit code."""
        running = self.start(*words)
        out, err = running.communicate(timeout=300)
        assert running.returncode == code, f"{words}: {running.returncode}\n{out}\n{err}"
        return out + err

    def python(self, code: str, *words: str) -> str:
        """What some code printed that ran with the application's tables made ready."""
        return self._printed([sys.executable, "-c", START + code, *words])

    def told(self, code: str) -> Any:
        """What some code printed last, as JSON, that ran on an installation whose tables are there; None if nothing."""
        printed = self._printed([sys.executable, "-c", LOGGED + code])
        return json.loads(printed.splitlines()[-1]) if printed.strip() else None

    def begin(self, code: str, errors: IO[str] | None = None) -> subprocess.Popen[str]:
        """The same code, running; its log goes to our standard error, or to a file."""
        command = [sys.executable, "-c", LOGGED + code]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, cwd=HERE, stdout=pipe, stderr=errors, text=True)

    def _printed(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=300, check=False, cwd=HERE
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self) -> dict[str, Any]:
        """Every row of every table that a backup keeps, as text, by table."""
        code = (
            "import json; from django.apps import apps; from truenorth.app.config.rows import lines_of, stored_models\n"
            "print(json.dumps({m._meta.label_lower: list(lines_of(m)) for m in stored_models(apps)}))"
        )
        found: dict[str, Any] = json.loads(self.python(code))
        return found

"""The application as an operator runs it: `truenorth up` over an installation with one workspace of real data."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from installation import Installation

PASSWORD = "correct horse battery"
FILL = """
from datetime import UTC, datetime
from app_examples import loaded, applied, EXAMPLES
from app_people import member
from truenorth.app.accounts.models import Role, User, Workspace
from truenorth.app.readings.refresh import refresh
workspace = applied("pizza", EXAMPLES / "pizza")
Workspace.objects.filter(pk=workspace.pk).update(name="Pizza place", clock=datetime(2016, 1, 1, 5, tzinfo=UTC))
workspace.refresh_from_db()
for month in (10, 11, 12):
    refresh(workspace, as_of=datetime(2015, month, 1, 5, tzinfo=UTC), cause="sample data")
refresh(workspace, cause="sample data")
for role in Role:
    member(workspace, role, f"{role.value}@pizza.example")
member(workspace, Role.CONTRIBUTOR, "aisha@pizza.example")
"""


@dataclass(frozen=True)
class Site:
    """A running application."""

    address: str
    installation: Installation

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return self.address + path


@dataclass(eq=False)
class Running:
    """An application that is started and stopped as a process."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def start(self, fill: str = FILL) -> Site:
        """Fill the installation, start it, and give it when it answers."""
        port = _free_port()
        installation = Installation(self.folder, more=self.more)
        installation.python(fill)
        log = self.folder / "log"
        self.process = installation.start("up", "--port", str(port), log=log)
        site = Site(f"http://127.0.0.1:{port}", installation)
        _answering(site.url("/account/login/"), self.process, log)
        return site

    def stop(self) -> None:
        """Ask it to end, and wait for it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _answering(address: str, process: subprocess.Popen[str], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the application ended: {log.read_text('utf-8')}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer")

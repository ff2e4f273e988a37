"""The application as an operator runs it: `truenorth up` over an installation with one workspace of real data."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
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
        _wait_for_address(self.process, log)
        return Site(f"http://127.0.0.1:{port}", installation)

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


def _wait_for_address(process: subprocess.Popen[str], log: Path) -> None:
    """Wait until the application has said where it is: the last thing it prints, once its pages are answered."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        said = log.read_text("utf-8")
        if "Truenorth is at" in said:
            assert "does not answer" not in said, said
            return
        if process.poll() is not None:
            raise RuntimeError(f"the application ended: {said}")
        time.sleep(0.1)
    raise RuntimeError(f"the application does not say where it is: {log.read_text('utf-8')}")

"""Debian's packages for tests that need a server or a browser: installed where they are missing and may be."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NotInstalled(Exception):
    """The package could not be installed; the text says why."""


def can_install() -> bool:
    """Whether packages may be installed here: as root, with apt-get."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(package: str) -> None:
    """Install a package. Raises NotInstalled. Of several test processes that want one at once, one after the other."""
    with _alone():
        _apt("update", "-qq")
        _apt("install", "-qq", "-y", "--no-install-recommends", package)


def _apt(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *words], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise NotInstalled(f"`apt-get {' '.join(words)}` failed: {done.stderr.strip()[-400:]}")


@contextmanager
def _alone() -> Iterator[None]:
    with Path(tempfile.gettempdir(), "truenorth-tests-apt.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

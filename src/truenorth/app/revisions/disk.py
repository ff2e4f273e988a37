"""Where a workspace's data lie on this machine: what relative addresses of sources lead to, uploads, extracts."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from django.conf import settings

from truenorth.app.accounts.models import Workspace

UPLOADS, ENTRIES = "uploads", "entries"
_NOT_DATA = frozenset({".git", ".truenorth"})


def home_of(workspace: Workspace) -> Path:
    """The workspace's own folder below the installation's data folder."""
    return Path(settings.OPTIONS.data) / "workspaces" / str(workspace.slug)


def root_of(workspace: Workspace, folder: str) -> Path:
    """The folder in which relative addresses resolve, brought up to date.

    It holds a link to each thing in the applied folder, and two real folders: `uploads`, in which the applied folder's
    own uploads are linked too, and `entries`. Several processes may do this at once.
    """
    root = home_of(workspace) / "root"
    uploads_of(workspace)
    entries_of(workspace)
    applied = Path(folder) if folder else None
    _link(root, applied, keep={UPLOADS, ENTRIES})
    _link(root / UPLOADS, applied / UPLOADS if applied else None, keep=set())
    return root


def uploads_of(workspace: Workspace) -> Path:
    """Where files that were uploaded in the page are kept."""
    return _made(home_of(workspace) / "root" / UPLOADS)


def entries_of(workspace: Workspace) -> Path:
    """Where the typed values of manual metrics are written before they are read."""
    return _made(home_of(workspace) / "root" / ENTRIES)


def extracts_of(workspace: Workspace) -> Path:
    """Where copies of sources are kept."""
    return _made(home_of(workspace) / "extracts")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _link(place: Path, folder: Path | None, keep: set[str]) -> None:
    """A link in `place` to everything in `folder`; links to what is no longer there go, real files stay."""
    wanted = {}
    if folder is not None and folder.is_dir():
        wanted = {each.name: each for each in folder.iterdir() if each.name not in keep | _NOT_DATA}
    for each in place.iterdir():
        if each.is_symlink() and each.name not in wanted:
            each.unlink(missing_ok=True)
    for name, target in wanted.items():
        link = place / name
        if link.is_symlink():
            with contextlib.suppress(FileNotFoundError):
                if link.readlink() == target:
                    continue
        elif link.exists():
            continue  # an uploaded file of the same name
        fresh = place / f".{secrets.token_hex(8)}"
        fresh.symlink_to(target)
        fresh.replace(link)

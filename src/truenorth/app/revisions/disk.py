"""Files on this machine: what relative addresses of sources lead to, uploads, extracts; folders of definitions."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.paths import ENTRIES, check_path, is_definitions
from truenorth.definitions import definition_texts, load_texts
from truenorth.definitions.inside import is_inside, leads_out
from truenorth.definitions.nodes import decode
from truenorth.errors import Place, refuse
from truenorth.project.bounds import Bounds, folders

UPLOADS = "uploads"
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


def bounds_of(folder: str) -> Bounds:
    """Where the files of a workspace's sources may lie besides: in the applied folder, and where the operator says.

    Nothing in the data folder is read but the workspace's own.
    """
    opened = (*([Path(folder)] if folder else []), *folders(settings.OPTIONS.source_folders))
    return Bounds(opened, (Path(settings.OPTIONS.data),))


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


def files_in(folder: Path) -> dict[str, str]:
    """The files of a project's folder that `apply` stores, verbatim: definitions, typed values of manual metrics.

    Raises Refused where one of them cannot be read.
    """
    files = definition_texts(folder)
    definitions = load_texts(files)
    manual = {key for key, metric in definitions.metrics.items() if metric.manual is not None}
    broken = {name.removeprefix("metric:") for name in definitions.broken if name.startswith("metric:")}
    for key in sorted(manual | broken):
        path = folder / ENTRIES / f"{key}.csv"
        if path.is_file():
            if not is_inside(path, folder):
                raise leads_out(f"{ENTRIES}/{key}.csv")
            data = path.read_bytes()
            decode(data, f"{ENTRIES}/{key}.csv")  # refuses other encodings, with the line
            files[f"{ENTRIES}/{key}.csv"] = data.decode("utf-8")
    return files


def write_files(files: Mapping[str, str], folder: Path, *, force: bool = False) -> tuple[str, ...]:
    """Write files verbatim below a folder; comes back with the definitions that lie there besides, left as they are.

    Raises Refused where the folder holds anything else, or other texts, unless forced, and never writes outside it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    inside = folder.resolve()
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if not each.is_dir()}
    differing = sorted(path for path in there if path not in files or not _holds(folder / path, files[path]))
    if differing and not force:
        raise refuse(
            "FOLDER_NOT_EMPTY",
            f"{str(folder)!r} holds something else, {differing[0]} for one, so nothing was written.",
            hint="name another folder, or write over it with --force",
        )
    for path, text in files.items():
        check_path(path)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve().is_relative_to(inside) or target.is_symlink():
            raise refuse(
                "BAD_PATH", f"{path} would be written outside of {str(folder)!r}, through a link.", Place(path)
            )
        if not _holds(target, text):
            fresh = target.with_name(f".{secrets.token_hex(8)}")
            fresh.write_bytes(text.encode())
            fresh.replace(target)
    return tuple(path for path in differing if path not in files and is_definitions(path))


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()

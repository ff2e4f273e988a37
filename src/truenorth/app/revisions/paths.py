"""Which paths a revision's files may have: those that a folder's walk would find again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from truenorth.definitions import HEAD_FILE
from truenorth.definitions.names import is_key
from truenorth.errors import Place, refuse

ENTRIES = "entries"
"""The folder of the files with typed values."""
LONGEST = 400


def is_definitions(path: str) -> bool:
    """Whether a file holds definitions, as opposed to typed values."""
    return path.endswith((".yml", ".yaml"))


def definitions_of(files: Mapping[str, str]) -> dict[str, str]:
    """Only the files that hold definitions."""
    return {path: text for path, text in files.items() if is_definitions(path)}


def entries_metric(path: str) -> str | None:
    """The metric whose typed values a file holds, by its path; None for other files."""
    parts = PurePosixPath(path)
    fits = len(parts.parts) == 2 and parts.parts[0] == ENTRIES and parts.suffix == ".csv" and is_key(parts.stem)
    return parts.stem if fits else None


def check_path(path: str) -> None:
    """Raises Refused where a path leads out of its folder, or to a place where definitions are not looked for."""
    parts = path.split("/")
    plain = path.isprintable() and "\\" not in path and len(path) <= LONGEST
    hidden = any(part.startswith(".") or part in ("", "node_modules", "__pycache__") for part in parts)
    known = is_definitions(path) or entries_metric(path) is not None
    if not plain or hidden or not known:
        raise refuse(
            "BAD_PATH",
            f"{path!r} cannot be the path of a file of definitions.",
            hint="write folder/name.yml: forward slashes, no hidden folders, not out of the project's folder",
        )
    if len(parts) > 1 and parts[-1] == HEAD_FILE:
        raise refuse(
            "BAD_PATH",
            f"{path} would begin a project inside the project.",
            Place(path),
            hint=f"call it otherwise; {HEAD_FILE} stands in the project's own folder",
        )

"""Whether a file lies where a project may read: links and ways up are followed before anything is opened."""

from __future__ import annotations

from pathlib import Path

from truenorth.errors import Place, Refused, refuse


def is_inside(path: Path, folder: Path) -> bool:
    """True if what a path leads to lies in the folder, once all links are followed."""
    return path.resolve().is_relative_to(folder.resolve())


def leads_out(file: str) -> Refused:
    """The refusal of a definition or of typed values that lie elsewhere, behind a link."""
    return refuse(
        "FILE_OUTSIDE",
        f"{file} is a link that leads out of the project's folder.",
        Place(file),
        hint="put the file itself there",
    )

"""Where the files of a project's sources may lie: below its folder, and where the operator says besides."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from truenorth.definitions.inside import is_inside
from truenorth.errors import Refused, refuse
from truenorth.model.tables import Source

VARIABLE = "TRUENORTH_SOURCE_FOLDERS"
_IN_FILES = frozenset({"files", "sqlite", "duckdb"})


@dataclass(frozen=True)
class Bounds:
    """`open` are the folders that sources may read besides the project's own; nothing in a `closed` one is read.

    The project's own folder is open wherever it lies.
    """

    open: tuple[Path, ...] = ()
    closed: tuple[Path, ...] = ()

    def check(self, source: Source, folder: Path) -> None:
        """Raises Refused where a file of a source lies elsewhere. Links are followed; the file need not be there."""
        if source.kind in _IN_FILES and not all(self._holds(path, folder) for path in _paths(source, folder)):
            raise _outside(source)

    def _holds(self, path: Path, folder: Path) -> bool:
        return is_inside(path, folder) or any(is_inside(path, one) and not self._shut(path, one) for one in self.open)

    def _shut(self, path: Path, opened: Path) -> bool:
        """Whether a path lies in a closed folder, and not because the open one lies there itself."""
        return any(is_inside(path, one) and not is_inside(opened, one) for one in self.closed)


def folders(written: str) -> tuple[Path, ...]:
    """The folders of a list as PATH is written."""
    return tuple(Path(text) for text in written.split(os.pathsep) if text)


def _paths(source: Source, folder: Path) -> Iterator[Path]:
    """What an address leads to: every match of a pattern, and in any case where the search begins."""
    path = folder / source.address
    if source.kind != "files" or path.is_file() or not glob.has_magic(source.address):
        yield path
        return
    parts = Path(source.address).parts
    plain = next(at for at, part in enumerate(parts) if glob.has_magic(part))
    yield folder.joinpath(*parts[:plain])
    if ".." in parts[plain:]:
        yield folder.parent  # goes up after its first star: whether anything matches there is not told
    pattern = str(Path(glob.escape(str(folder))) / source.address)
    yield from filter(Path.is_file, map(Path, glob.iglob(pattern, recursive=True)))  # noqa: PTH207  (absolute ones)


def _outside(source: Source) -> Refused:
    return refuse(
        "SOURCE_OUTSIDE",
        f"Source {source.key}: {source.address} leads out of the project's folder.",
        source.place,
        hint=f"put the file below the folder, or have the operator name its folder in {VARIABLE}",
    )

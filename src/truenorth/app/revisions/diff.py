"""Two revisions as texts: what lines of which files were taken away and put in; a revision as one ZIP."""

from __future__ import annotations

import difflib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from truenorth.app.revisions.values import StoredRevision

LONGEST = 5_000
"""Lines of a file beyond which no difference is worked out, for it takes too long."""
_WORDS = {"+": "added", "-": "removed", "@": "place", " ": "same"}


@dataclass(frozen=True)
class DiffLine:
    """One line of a difference: `kind` is added, removed, same, or place for a heading with line numbers."""

    kind: str
    text: str


@dataclass(frozen=True)
class FileDiff:
    """What happened to one file: added, changed, removed or taken over; `too_long` where its lines are not shown."""

    path: str
    change: str
    lines: tuple[DiffLine, ...] = ()
    too_long: bool = False

    @property
    def added(self) -> int:
        """How many lines were put in."""
        return sum(1 for each in self.lines if each.kind == "added")

    @property
    def removed(self) -> int:
        """How many lines were taken away."""
        return sum(1 for each in self.lines if each.kind == "removed")


def file_diffs(before: StoredRevision | None, after: StoredRevision) -> tuple[FileDiff, ...]:
    """Each file that differs between two revisions, by path."""
    old = {} if before is None else before.files
    managed = {} if before is None else before.managed_by
    found = []
    for path in sorted(old.keys() | after.files.keys()):
        was, now = old.get(path), after.files.get(path)
        taken = managed.get(path) == "page" and after.managed_by.get(path) == "code"
        if was == now and not taken:
            continue
        change = "added" if was is None else "removed" if now is None else "taken over" if taken else "changed"
        found.append(_file(path, change, was or "", now or ""))
    return tuple(found)


def _file(path: str, change: str, was: str, now: str) -> FileDiff:
    old, new = was.splitlines(), now.splitlines()
    if max(len(old), len(new)) > LONGEST:
        return FileDiff(path, change, too_long=True)
    return FileDiff(path, change, tuple(_lines(old, new)))


def _lines(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    for number, line in enumerate(difflib.unified_diff(old, new, lineterm="")):
        if number >= 2:  # the first two name the files
            yield DiffLine(_WORDS[line[0]], line if line[0] == "@" else line[1:])


def zipped(stored: StoredRevision) -> bytes:
    """A revision's files verbatim in one ZIP; the same revision always makes the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(stored.files):
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), stored.files[path].encode())
    return made.getvalue()

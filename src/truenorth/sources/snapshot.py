"""Files held still while they are loaded: what is hashed is what is loaded, whoever replaces or writes to them.

An extract is named by the hash of what it was made from and kept for good, so the two may never differ. A file is
therefore copied first (shared blocks where the file system can), the copy is hashed and the copy is loaded. That makes
the name right, not yet the content: a program that writes the file in place may be half through. So the file is looked
at once more when its rows are loaded; if it changed meanwhile, it is loaded anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from truenorth.engines.stamp import Stamp, stamp_of
from truenorth.errors import Finding, Place, Refused, SourceFailed

T = TypeVar("T")

MOST_TRIES = 3
PAUSE = 0.2
"""Seconds between two tries: a program that writes is given time to end."""
COARSEST_CLOCK = 2_000_000_000
"""Nanoseconds within which a file system may give two states of a file the same time."""


class Changed(Exception):
    """A file was replaced or written to while it was loaded."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


def load_steadily(load: Callable[[bool], T]) -> T:
    """What `load` gives, tried anew where a file changed under it; it is told whether this is the last try.

    Raises SourceFailed with code SOURCE_CHANGED where a file is written to again and again.
    """
    changed = ""
    for left in reversed(range(MOST_TRIES)):
        try:
            return load(left == 0)
        except Changed as found:
            changed = found.file
            threading.Event().wait(PAUSE if left else 0)
    raise SourceFailed(
        Finding(
            "SOURCE_CHANGED",
            f"{changed} was written to while it was read, {MOST_TRIES} times in a row.",
            Place(changed),
            hint="have it written under another name and renamed when it is whole; then ask again",
        )
    )


@dataclass(frozen=True)
class Watched:
    """Files by their names for people, and the state each was in when the watch began.

    `logs` are what databases keep beside a file while somebody writes to it; most often there is none.
    """

    files: tuple[tuple[str, Path], ...]
    logs: tuple[tuple[str, Path], ...]
    states: Mapping[Path, Stamp | None]

    def check(self, hashes: Mapping[Path, str], since: Path, *, last: bool = False) -> None:
        """Raises Changed where a file is in another state now.

        `hashes` are those of what was read. A time stamp tells nothing where the file was written just before `since`
        was made: such a file is read again. At the last try a file put in another's place is no change: what was read
        of the other one is whole.
        """
        begun = stamp_of(since)
        for name, path in (*self.files, *self.logs):
            before, now = self.states[path], _state(path)
            if now != before:
                if not last or (before is not None and before.is_same_file(now)):
                    raise Changed(name)
            elif before is not None and begun is not None and begun.written - before.written < COARSEST_CLOCK:
                with gone_is_changed(name):
                    if hash_of(path) != hashes[path]:
                        raise Changed(name)

    @contextmanager
    def mistakes_may_pass(self) -> Iterator[None]:
        """Within it, a refusal is one only if the files stayed as they were; else they are to be read again."""
        try:
            yield
        except Refused:
            for name, path in (*self.files, *self.logs):
                if _state(path) != self.states[path]:
                    raise Changed(name) from None
            raise


def watch(files: Iterable[tuple[str, Path]], logs: Iterable[tuple[str, Path]] = ()) -> Watched:
    """The files, and their states now."""
    listed, beside = tuple(dict.fromkeys(files)), tuple(logs)
    return Watched(listed, beside, {path: _state(path) for _, path in (*listed, *beside)})


def _state(path: Path) -> Stamp | None:
    """The stamp of a file with something in it; an empty one is like none: who reads a database may make one."""
    found = stamp_of(path)
    return found if found is not None and found.size else None


def hashes_of(watched: Watched) -> dict[Path, str]:
    """The hash of each file's bytes, and of each log's that is there. Raises Changed where one is gone."""
    hashes = {}
    for name, path in (*watched.files, *(log for log in watched.logs if watched.states[log[1]] is not None)):
        with gone_is_changed(name):
            hashes[path] = hash_of(path)
    return hashes


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def gone_is_changed(name: str) -> Iterator[None]:
    """Within it, a file that is not there any more has changed."""
    try:
        yield
    except FileNotFoundError:
        raise Changed(name) from None


def copy_files(watched: Watched, hashes: Mapping[Path, str], work: Path) -> dict[Path, Path]:
    """A copy of each file in `work`, whose bytes are those that were hashed. Raises Changed where they are others."""
    copies = {}
    for number, (name, path) in enumerate(watched.files):
        copy = work / f"copy_{number}" / path.name  # the loaders look at the ending
        copy.parent.mkdir()
        with gone_is_changed(name):
            _copy(path, copy)
        if hash_of(copy) != hashes[path]:
            raise Changed(name)
        copies[path] = copy
    return copies


def _copy(path: Path, target: Path) -> None:
    """The file copied inside the kernel, which shares its blocks where the file system can; else as everywhere."""
    if hasattr(os, "copy_file_range"):
        with suppress(OSError), path.open("rb") as source, target.open("wb") as out:
            while os.copy_file_range(source.fileno(), out.fileno(), 1 << 30):
                pass
            return
    shutil.copyfile(path, target)

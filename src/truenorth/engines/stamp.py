"""What tells one state of a file from another without reading it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """A file's identity and the marks that change when somebody writes to it, renames it or puts another in its place.

    `changed` (ctime) is set by the file system alone: who copies an older file over this one cannot set it back.
    """

    device: int
    inode: int
    size: int
    written: int
    changed: int

    def is_same_file(self, other: Stamp | None) -> bool:
        """True if both are states of one file, not of two that had its name one after the other."""
        return other is not None and (self.device, self.inode) == (other.device, other.inode)

    def __str__(self) -> str:
        return "-".join(map(str, (self.device, self.inode, self.size, self.written, self.changed)))


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

"""The plain file inside an archive, or the file itself."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from pathlib import Path

from truenorth.sources.find import Part, unreadable


def unpack(part: Part, work: Path, number: int) -> Path:
    """The path of the part's plain bytes: its own, or a copy in `work` where it lies in a zip or gzip archive."""
    if part.member is None:
        return part.path
    target = work / f"unpacked_{number}{part.suffix}"
    try:
        if part.member == "":
            with gzip.open(part.path) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
        else:
            with zipfile.ZipFile(part.path) as archive, archive.open(part.member) as inner, target.open("wb") as out:
                shutil.copyfileobj(inner, out, 1 << 20)
    except (OSError, EOFError, KeyError, zlib.error, zipfile.BadZipFile, NotImplementedError) as problem:
        raise unreadable(part, str(problem)) from None
    return target

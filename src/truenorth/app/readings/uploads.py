"""Files that people upload: what is accepted, under which name they are kept, what an archive may hold."""

from __future__ import annotations

import gzip
import os
import re
import secrets
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.disk import UPLOADS as UPLOADS
from truenorth.app.revisions.disk import uploads_of
from truenorth.errors import Place, Refused, SourceFailed, refuse
from truenorth.sources.find import ARCHIVES, SUFFIXES, Format
from truenorth.sql.text import quote

MEGABYTE = 1024 * 1024
MOST_INFLATED = 2048 * MEGABYTE
SURELY_FINE = 64 * MEGABYTE
MOST_RATIO = 200
"""An archive may hold what is small, or what is not packed suspiciously tight; never more than MOST_INFLATED."""
MOST_ROWS_A_BYTE = 8
"""A Parquet file may hold few cells, or not more rows than so many times its bytes."""

LONGEST_STEM = 80
LEFT_AFTER = 24 * 60 * 60
"""Seconds after which a file that was never named is taken for left over."""
_ZIP, _OLE, _PARQUET, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x1f\x8b"
_NO_TEXT = (_ZIP, _OLE, _PARQUET, _GZIP, b"%PDF", b"\x7fELF", b"MZ", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"SQLite")
_ZIPPED_BOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"})
ENDINGS = tuple(sorted({*SUFFIXES, *ARCHIVES}))


@dataclass(frozen=True)
class Upload:
    """A file in the workspace's uploads: its address in a source, its size, and when it came."""

    address: str
    size: int
    at: datetime


def keep(workspace: Workspace, name: str, chunks: Iterable[bytes], most_megabytes: int) -> str:
    """The address at which the file was kept, such as `uploads/sales.csv`; a name that is taken gets a number.

    The file appears under its name whole or not at all. Raises Refused where it is empty, too large, of a kind that
    is not read, not what its name says, or an archive that would burst.
    """
    folder = uploads_of(workspace)
    _sweep(folder)
    stem, ending = safe_name(name)
    fresh = folder / f".{secrets.token_hex(8)}"
    try:
        _write(fresh, name, chunks, most_megabytes)
        sniff(fresh, ending, name)
        check_archive(fresh, name)
        return f"{UPLOADS}/{_named(fresh, folder, stem, ending)}"
    finally:
        fresh.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Take away what uploads left that were cut off long ago, by a process that died."""
    long_ago = time.time() - LEFT_AFTER
    for path in folder.glob(".*"):
        if path.is_file() and path.stat().st_mtime < long_ago:
            path.unlink(missing_ok=True)


def too_large(name: str, most_megabytes: int) -> Refused:
    """The refusal of a file that is larger than the installation takes."""
    return refuse(
        "UPLOAD_TOO_LARGE",
        f"{name} is larger than {most_megabytes} MB.",
        hint="upload it compressed (.csv.gz), as Parquet, or have the operator raise TRUENORTH_UPLOAD_LIMIT_MB",
    )


def _write(path: Path, name: str, chunks: Iterable[bytes], most_megabytes: int) -> None:
    size = 0
    with path.open("xb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > most_megabytes * MEGABYTE:
                raise too_large(name, most_megabytes)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise refuse("UPLOAD_EMPTY", f"{name or 'The file'} is empty.", hint="save it again where it was made")


def _named(fresh: Path, folder: Path, stem: str, ending: str) -> str:
    """The name that the file got; a link fails where the name is taken, so two uploads never meet."""
    number = 1
    while True:
        name = f"{stem}{'' if number == 1 else f'-{number}'}{ending}"
        try:
            os.link(fresh, folder / name)
        except FileExistsError:
            number += 1
            continue
        return name


def safe_name(name: str) -> tuple[str, str]:
    """A stem of letters, digits, `_` and `-`, and the ending in small letters; Refused where the ending is not read.

    >>> safe_name("../../etc/Sales (May).CSV"), safe_name("C:\\\\data\\\\a.b.csv.gz")
    (('Sales_May', '.csv'), ('a_b', '.csv.gz'))
    """
    plain = unicodedata.normalize("NFKC", name).replace("\\", "/").rpartition("/")[2]
    path = PurePosixPath(plain.strip() or "upload")
    ending = path.suffix.lower()
    stem = path.stem
    if ending in ARCHIVES:
        inner = PurePosixPath(stem).suffix.lower()
        if inner in SUFFIXES:
            stem, ending = PurePosixPath(stem).stem, inner + ending
    known = ending in SUFFIXES or ending == ".zip" or (ending.endswith(ARCHIVES) and ending not in ARCHIVES)
    packed_book = ending.endswith(ARCHIVES) and SUFFIXES.get(PurePosixPath("x" + ending).stem[1:]) is Format.WORKBOOK
    if not known or packed_book:
        raise refuse(
            "UPLOAD_KIND",
            f"{path.name} is of a kind that Truenorth does not read.",
            hint=f"save it as one of {' '.join(ENDINGS)}",
        )
    clean = re.sub(r"[^\w-]+", "_", stem).strip("_-")
    return clean[:LONGEST_STEM] or "upload", ending


def sniff(path: Path, ending: str, name: str) -> None:
    """Raises Refused where the first bytes are not those of the kind that the name's ending says."""
    with path.open("rb") as stream:
        head = stream.read(64)
    outer = PurePosixPath("x" + ending).suffix
    wanted = _wanted(outer)
    if outer in _ZIPPED_BOOKS and head.startswith(_OLE):
        raise refuse(
            "SOURCE_ENCRYPTED",
            f"{name} is protected by a password, or an old workbook with a new ending.",
            hint="save a copy without password as XLSX",
        )
    if wanted and not head.startswith(wanted):
        raise _not_what_it_says(name, outer)
    if not wanted and head.startswith(_NO_TEXT):
        raise _not_what_it_says(name, outer)


def _wanted(ending: str) -> tuple[bytes, ...]:
    if ending in _ZIPPED_BOOKS or ending == ".zip":
        return (_ZIP,)
    if ending == ".xls":
        return (_OLE, _ZIP, b"\x09")
    if ending == ".gz":
        return (_GZIP,)
    return (_PARQUET,) if SUFFIXES.get(ending) is Format.PARQUET else ()


def _not_what_it_says(name: str, ending: str) -> Refused:
    return refuse(
        "UPLOAD_NOT_AS_NAMED",
        f"{name} ends in {ending}, but its content is of another kind.",
        hint="give it its own ending, or save it again where it was made",
    )


def check_archive(path: Path, name: str) -> None:
    """Raises Refused where an archive says that it holds more than is safe to unpack, or cannot be read."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise _broken(name, problem) from None
    if _bursts(total, path.stat().st_size):
        raise _burst(name)


def check_inflated(path: Path, name: str) -> None:
    """Raises Refused where unpacking an archive would yield more than is safe, whatever it says; for the worker."""
    packed = path.stat().st_size
    total = 0
    if SUFFIXES.get(path.suffix.lower()) is Format.PARQUET:
        _check_rows(path, packed, name)
        return
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    with archive.open(entry) as stream:
                        total = _read(stream, total, packed, name)
        elif path.suffix == ".gz":
            with gzip.open(path, "rb") as stream:
                _read(stream, total, packed, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as problem:
        raise _broken(name, problem) from None


def _check_rows(path: Path, packed: int, name: str) -> None:
    """Raises Refused where a Parquet file holds far more rows than bytes: run lengths pack a row into none."""
    from truenorth.engines.duck import open_duckdb

    columns = "coalesce(sum(row_group_num_rows) filter (column_id = 0), 0)::bigint, count(distinct column_id)"
    try:
        with open_duckdb({}, [path.parent], timeout=60) as engine:
            ((rows, wide),) = engine.run(f"select {columns} from parquet_metadata({quote(str(path))})")
    except SourceFailed:
        return  # not Parquet at all: whoever reads it says so
    if int(str(rows)) * int(str(wide)) > SURELY_FINE and int(str(rows)) > MOST_ROWS_A_BYTE * packed:
        raise refuse(
            "UPLOAD_BURSTS",
            f"{name} holds {int(str(rows)):,} rows, far more than a file of its size does.",
            hint="upload fewer rows a file, or load them into a database and add that",
        )


def _read(stream: object, total: int, packed: int, name: str) -> int:
    while block := stream.read(1 << 20):  # type: ignore[attr-defined]
        total += len(block)
        if _bursts(total, packed):
            raise _burst(name)
    return total


def _bursts(total: int, packed: int) -> bool:
    return total > MOST_INFLATED or (total > SURELY_FINE and total > MOST_RATIO * packed)


def _burst(name: str) -> Refused:
    return refuse(
        "UPLOAD_BURSTS",
        f"{name} would unpack to far more than an archive of its size holds.",
        hint="upload the files themselves, or as Parquet",
    )


def _broken(name: str, problem: Exception) -> Refused:
    return refuse(
        "SOURCE_UNREADABLE", f"{name} is a damaged archive: {problem}.", hint="pack it again where it was made"
    )


def uploads(workspace: Workspace) -> tuple[Upload, ...]:
    """The workspace's own uploaded files, the newest first."""
    found = []
    for path in uploads_of(workspace).iterdir():
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            seen = path.stat()
            found.append(Upload(f"{UPLOADS}/{path.name}", seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC)))
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def path_of(workspace: Workspace, address: str) -> Path:
    """Where an upload lies; Refused where the address is none of an uploaded file."""
    folder, _, name = address.partition("/")
    path = uploads_of(workspace) / name
    plain = folder == UPLOADS and name and "/" not in name and "\\" not in name and not name.startswith(".")
    if not plain or path.is_symlink() or not path.is_file():
        raise refuse(
            "UPLOAD_MISSING",
            f"There is no uploaded file {address}.",
            Place(address),
            hint="upload it again; someone may have removed it",
        )
    return path


def take_place(workspace: Workspace, fresh: str, old: str) -> None:
    """Put one upload into the place of another, at once; from then on the old rows are gone from the source."""
    new, there = path_of(workspace, fresh), path_of(workspace, old)
    if "".join(new.suffixes) != "".join(there.suffixes):
        raise refuse(
            "UPLOAD_OTHER_KIND",
            f"{fresh} is of another kind than {old}.",
            Place(old),
            hint=f"save the new file as {there.suffix} too, or add it as a source of its own",
        )
    new.replace(there)


def remove(workspace: Workspace, address: str) -> None:
    """Take an uploaded file away."""
    path_of(workspace, address).unlink()

"""A source's address to the tables it holds: files, sheets of workbooks, members of archives."""

from __future__ import annotations

import glob
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from truenorth.errors import Finding, Place, Refused, nearest_names, refuse
from truenorth.model.tables import Source
from truenorth.sources.options import Options


class Format(StrEnum):
    """How a file's bytes are laid out."""

    TEXT = "text"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    JSON = "json"


SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt", ".psv", ".dat", ".asc"), Format.TEXT),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), Format.WORKBOOK),
    **dict.fromkeys((".parquet", ".pq"), Format.PARQUET),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), Format.JSON),
}
ARCHIVES = (".zip", ".gz")


@dataclass(frozen=True)
class Part:
    """One file, sheet or archive member that holds rows. `file` is its path for people, relative to the project."""

    path: Path
    file: str
    format: Format
    suffix: str
    member: str | None = None
    sheet: str | None = None
    block: int = 1  # which of a sheet's tables

    @property
    def name(self) -> str:
        """The full name of the table of a sheet: its file, its sheet, and its number where it is not the first."""
        return f"{_stem(self.path)}.{self.sheet}" + (f".{self.block}" if self.block > 1 else "")

    @property
    def label(self) -> str:
        inner = self.sheet if self.sheet is not None else self.member
        return self.file if inner is None else f"{self.file} ({inner})"


def find_tables(source: Source, options: Options, folder: Path) -> Mapping[str, tuple[Part, ...]]:
    """The tables of a `files:` source by name, each with the parts its rows come from.

    A file is a table named by its stem; a sheet or member is `stem.sheet`, and `stem` alone where there is one.
    With `as:` all files together are one table.
    """
    paths = matching(source, folder)
    if options.one_table is not None:
        parts = [_only(source, path, list(_parts(source, path, folder, options))) for path in paths]
        return {options.one_table: tuple(parts)}
    tables: dict[str, tuple[Part, ...]] = {}
    for path in paths:
        for name, part in _named(path, list(_parts(source, path, folder, options))):
            if name in tables:
                raise refuse(
                    "SOURCE_NAME_TWICE",
                    f"Source {source.key} has two tables named {name}: {tables[name][0].label} and {part.label}.",
                    source.place,
                    hint="rename a file, or address them by two sources",
                )
            tables[name] = (part,)
    return tables


def matching(source: Source, folder: Path) -> Sequence[Path]:
    """The data files at the address of a `files:` source; `Refused` if there is none."""
    exact = folder / source.address
    wild = glob.has_magic(source.address) and not exact.is_file()  # report[1].csv may be a name
    pattern = str(Path(glob.escape(str(folder))) / source.address)
    found = glob.iglob(pattern, recursive=True) if wild else (str(exact),)  # noqa: PTH207  (absolute patterns too)
    files = [path for path in map(Path, sorted(found)) if path.is_file() and not path.name.startswith((".", "~$"))]
    if wild:
        files = [path for path in files if suffixes(path)[0] in SUFFIXES or suffixes(path)[1] == ".zip"]
    if not files:
        raise _missing(source, folder, wild=wild)
    return files


def _missing(source: Source, folder: Path, *, wild: bool) -> Refused:
    parent = (folder / source.address).parent
    if glob.has_magic(str(parent)) or not parent.is_dir():
        parent = folder
    known = sorted(path.name for path in parent.iterdir() if path.is_file()) if parent.is_dir() else []
    name = PurePosixPath(source.address).name
    what = "no data file matches" if wild else "there is no file"
    return refuse(
        "SOURCE_MISSING",
        f"Source {source.key}: {what} {source.address}.",
        source.place,
        nearest=nearest_names(name, known) or tuple(known[:3]),
        hint="paths are relative to the project's folder",
    )


def suffixes(path: PurePosixPath | Path) -> tuple[str, str]:
    """The suffix that tells the format, and that of the archive around it."""
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        return Path(path.stem).suffix.lower(), suffix
    return suffix, ""


def _stem(path: Path) -> str:
    inner, archive = suffixes(path)
    stem = path.stem if archive else path.name
    return stem[: -len(inner)] if inner and (inner in SUFFIXES or not archive) else stem


def _parts(source: Source, path: Path, folder: Path, options: Options) -> Iterator[Part]:
    file = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
    inner, archive = suffixes(path)
    part = Part(path, file, SUFFIXES.get(inner, Format.TEXT), inner)
    if archive == ".zip":
        yield from _members(part)
    elif part.format is Format.WORKBOOK and not archive:
        yield from _sheets(source, part, options)
    else:
        yield replace(part, member="" if archive == ".gz" else None)


def _members(part: Part) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(part.path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as problem:
        raise unreadable(part, str(problem)) from None
    for entry in entries:
        inner = PurePosixPath(entry.filename)
        if entry.is_dir() or inner.name.startswith(".") or "__MACOSX" in inner.parts:
            continue
        format_ = SUFFIXES.get(inner.suffix.lower())
        if format_ is None or format_ is Format.WORKBOOK:
            continue
        if entry.flag_bits & 1:
            raise encrypted(part)
        yield replace(part, format=format_, suffix=inner.suffix.lower(), member=entry.filename)


def _sheets(source: Source, part: Part, options: Options) -> Iterator[Part]:
    from truenorth.sources.workbook import sheet_names

    names = sheet_names(part)
    if options.sheet is not None:
        if options.sheet not in names:
            raise refuse(
                "SHEET_MISSING",
                f"{part.file} has no sheet {options.sheet!r}.",
                source.place,
                nearest=nearest_names(options.sheet, names) or names[:3],
            )
        names = (options.sheet,)
    for name in names:
        yield replace(part, sheet=name)


def _named(path: Path, parts: Sequence[Part]) -> Iterator[tuple[str, Part]]:
    stem = _stem(path)
    if len(parts) == 1:
        yield stem, parts[0]
    for part in parts:
        if part.sheet is not None:
            yield f"{stem}.{part.sheet}", part
        elif part.member:
            yield f"{stem}.{PurePosixPath(part.member).stem}", part


def _only(source: Source, path: Path, parts: Sequence[Part]) -> Part:
    if len(parts) != 1:
        inner = [part.sheet or part.member or "" for part in parts]
        raise refuse(
            "SHEET_NEEDED",
            f"Source {source.key}: {path.name} holds {len(parts)} tables ({', '.join(inner[:5])}).",
            source.place,
            hint="say which one by `sheet:`, or leave out `as:`",
        )
    return parts[0]


def unreadable(part: Part, why: str) -> Refused:
    """The refusal of a file that is not what its name says, or is damaged."""
    return refuse(
        "SOURCE_UNREADABLE",
        f"{part.label} cannot be read as {part.format.value}: {why}.",
        Place(part.file),
        hint="open it where it was made and save it again",
    )


@contextmanager
def damaged(part: Part) -> Iterator[None]:
    """What the engine cannot read of a Parquet file, and what takes more memory than there is, is refused in words."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise unreadable(part, "it takes more memory than there is") from None
    except duckdb.Error:
        if part.format is not Format.PARQUET:
            raise
        raise unreadable(part, "its data are damaged") from None


def no_column(label: str, file: str, unusable: Mapping[str, Finding]) -> Refused:
    """The refusal of a table none of whose columns can be used; it says why of the first."""
    first = next(iter(unusable.values()), None)
    why = f" {first.message}" if first else ""
    return refuse(
        "SOURCE_NO_COLUMN",
        f"{label} has no column that can be used.{why}",
        first.place if first else Place(file),
        hint=first.hint if first else "give it a header and rows",
    )


def find_block(name: str, tables: Mapping[str, tuple[Part, ...]]) -> tuple[Part, ...] | None:
    """The second, third … table of a sheet: `sheet.2`; None if the name means none."""
    base, _, number = name.rpartition(".")
    parts = tables.get(base, ())
    if len(parts) != 1 or parts[0].sheet is None or not number.isdigit() or int(number) < 2:
        return None
    return (replace(parts[0], block=int(number)),)


def no_block(part: Part, count: int) -> Refused:
    """The refusal of a table that a sheet does not hold."""
    sheet = replace(part, block=1)
    tables = "1 table" if count == 1 else f"{count} tables"
    return refuse(
        "TABLE_MISSING",
        f"{sheet.label} holds {tables}, and none called {part.name}.",
        Place(part.file),
        nearest=(sheet.name, *(replace(part, block=number).name for number in range(2, count + 1))),
    )


def encrypted(part: Part) -> Refused:
    """The refusal of a file under a password."""
    return refuse(
        "SOURCE_ENCRYPTED",
        f"{part.file} is protected by a password.",
        Place(part.file),
        hint="save a copy without password",
    )

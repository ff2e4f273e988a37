"""What the files of a source hold: tables by file, sheet and block, and what is no table."""

from __future__ import annotations

import glob
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from truenorth.errors import Finding, Refused
from truenorth.model.tables import Source, Table
from truenorth.sources.facts import Dropped, Facts
from truenorth.sources.find import SUFFIXES, Format, Part, find_tables, matching, suffixes
from truenorth.sources.locate import extract_table
from truenorth.sources.members import for_dimensions
from truenorth.sources.options import read_options
from truenorth.sources.sqlite import database_tables
from truenorth.sources.workbook import other_sheets, sheet_blocks, sheet_is_hidden, sheet_names
from truenorth.sources.written import NOTHING_WRITTEN, spellings


@dataclass(frozen=True)
class Held:
    """A table that a source holds. `names` are all it may be called by, the usual one first.

    `address` is the source's own, or that of the one file it is in. `block` is its number on a sheet of several tables.
    """

    names: tuple[str, ...]
    address: str
    files: tuple[str, ...] = ()
    member: str | None = None
    sheet: str | None = None
    block: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Inventory:
    """The tables of a source, the files that could not be opened, and what in the files is no table.

    `finding` is why no table of the source can be asked for, though each file by itself may be sound.
    """

    tables: tuple[Held, ...]
    broken: Mapping[str, Finding]
    files: frozenset[Path] = frozenset()
    dropped: tuple[Dropped, ...] = ()
    finding: Finding | None = None


def take_inventory(source: Source, folder: Path) -> Inventory:
    """The inventory of a `files:` or `sqlite:` source; `Refused` where nothing lies at its address."""
    if source.kind == "sqlite":
        names = database_tables(source, folder)
        held = tuple(Held((name,), source.address, (source.address,)) for name in names)
        return Inventory(held, {}, frozenset({(folder / source.address).resolve()}))
    paths = matching(source, folder)
    files = frozenset(path.resolve() for path in paths)
    options = read_options(source)
    if options.one_table is not None:
        ((name, parts),) = find_tables(source, options, folder).items()
        told = tuple(each for path in paths for each in _not_tables(path, _address(path, folder), options.sheet))
        labels = tuple(part.label for part in parts)
        sheet = parts[0].sheet if len(parts) == 1 else None
        return Inventory((Held((name,), source.address, labels, sheet=sheet),), {}, files, told)
    tables: list[Held] = []
    broken: dict[str, Finding] = {}
    dropped: list[Dropped] = []
    for path in paths:
        address = _address(path, folder)
        try:
            tables += _held(replace(source, address=address), folder)
            dropped += _not_tables(path, address, options.sheet)
        except Refused as refused:
            broken[address] = refused.finding
    return Inventory(tuple(tables), broken, files, tuple(dropped), _together(source, folder))


def _address(path: Path, folder: Path) -> str:
    """The file's path for people, relative to the project."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _together(source: Source, folder: Path) -> Finding | None:
    """Why the files of a source cannot be read side by side."""
    try:
        find_tables(source, read_options(source), folder)
    except Refused as refused:
        return refused.finding
    return None


def _held(source: Source, folder: Path) -> Iterator[Held]:
    """The tables of one file."""
    names: dict[tuple[Part, ...], list[str]] = {}
    for name, parts in find_tables(source, read_options(source), folder).items():
        names.setdefault(parts, []).append(name)
    for (part, *_), called in names.items():
        held = Held(tuple(called), source.address, (part.file,), member=part.member or None, sheet=part.sheet)
        if part.format is not Format.WORKBOOK or part.sheet is None:
            yield held
            continue
        held, count = replace(held, hidden=sheet_is_hidden(part)), 1
        with suppress(Refused):  # a sheet that cannot be read says so when it is
            count = sheet_blocks(part)
        yield replace(held, block=1 if count > 1 else None)
        for number in range(2, count + 1):
            yield replace(held, names=tuple(f"{name}.{number}" for name in called), block=number)


def _not_tables(path: Path, address: str, only: str | None) -> Iterator[Dropped]:
    """Members of an archive and sheets of a workbook that hold no rows."""
    inner, archive = suffixes(path)
    if archive == ".zip":
        with zipfile.ZipFile(path) as held:
            names = [entry.filename for entry in held.infolist() if not entry.is_dir()]
        for name in names:
            kind = SUFFIXES.get(PurePosixPath(name).suffix.lower())
            if kind is None or kind is Format.WORKBOOK:
                why = "by its name it is no data file" if kind is None else "workbooks in archives are not read"
                yield Dropped(f"file in {address}", why, text=name)
    elif not archive and SUFFIXES.get(inner) is Format.WORKBOOK:
        book = Part(path, address, Format.WORKBOOK, inner)
        for name in sheet_names(book) if only is not None else ():
            if name != only:
                yield Dropped(f"sheet of {address}", f"the source reads sheet {only} alone", text=name)
        for name, kind_of_sheet in other_sheets(book):
            yield Dropped(f"sheet of {address}", f"a {kind_of_sheet} holds no rows", text=name)


def beside(source: Source, folder: Path) -> Iterator[tuple[Path, bool]]:
    """The visible files that lie in the folders of a source's files; True for those that its address matches."""
    folders = {path.parent for path in matching(source, folder)}
    pattern = str(Path(glob.escape(str(folder))) / source.address)
    matched = set(map(Path, glob.iglob(pattern, recursive=True)))  # noqa: PTH207  (absolute patterns too)
    for each in sorted(folders):
        for path in sorted(each.iterdir()):
            if path.is_file() and not path.name.startswith((".", "~$")):
                yield path, path in matched


def is_data_file(path: Path) -> bool:
    """Whether files of such a name can be read."""
    inner, archive = suffixes(path)
    return inner in SUFFIXES or archive == ".zip"


def load_facts(held: Held, source: Source, table: Table | None, *, folder: Path, store: Path) -> Facts:
    """What was learnt while the table was loaded, as a definition reads it if there is one; loaded if it is not yet."""
    name, sql = (held.names[0], None) if table is None or table.sql is None else (None, table.sql)
    alone = source if read_options(source).one_table is not None else replace(source, address=held.address)
    written = NOTHING_WRITTEN if table is None else spellings(table)
    facts = extract_table(alone, name, sql=sql, folder=folder, store=store, written=written).facts
    if table is None:
        return facts
    findings = for_dimensions(facts.findings, [each.column or each.name for each in table.dimensions])
    return replace(facts, findings=findings)

"""A table of a source to its Relation: found, loaded into an extract if it is not there yet, described."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.errors import Refused, nearest_names, refuse
from truenorth.model.relations import Relation
from truenorth.model.tables import Source, Table
from truenorth.sources.extract import Extract, fingerprint, loading_folder, make_extract
from truenorth.sources.find import Format, Part, damaged, find_block, find_tables
from truenorth.sources.load import Loaded, load_parts
from truenorth.sources.members import for_dimensions
from truenorth.sources.offered import has_rows
from truenorth.sources.options import Options, read_options
from truenorth.sources.parquet import load_parquet
from truenorth.sources.snapshot import copy_files, hash_of, hashes_of, load_steadily, watch
from truenorth.sources.sqlite import Wanted, copy_database, database_files, database_tables, load_database
from truenorth.sources.workbook import sheet_blocks
from truenorth.sources.written import NOTHING_WRITTEN, Written, spellings

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

COPIED = frozenset({"files", "sqlite"})  # the kinds of source this room copies; the others stay on their engines


def locate(table: Table, source: Source, *, folder: Path, store: Path) -> Relation:
    """The Relation of a table of a `files:` or `sqlite:` source, its rows in an extract in `store`.

    Paths are relative to `folder`. Raises `Refused` where the file, the table or an option is not right.
    """
    said = spellings(table)
    extract = extract_table(source, table.name, own=table.key, sql=table.sql, folder=folder, store=store, written=said)
    return Relation(
        table=table.key,
        engine="duckdb",
        columns={column.name: column.type for column in extract.facts.columns},
        extract=str(extract.path),
        fingerprint=extract.fingerprint,
        findings=for_dimensions(extract.facts.findings, [each.column or each.name for each in table.dimensions]),
        unusable=extract.facts.unusable,
        repeated=extract.facts.repeated,
    )


def table_names(source: Source, *, folder: Path) -> tuple[str, ...]:
    """The names of the tables a `files:` or `sqlite:` source holds."""
    if source.kind == "sqlite":
        return database_tables(source, folder)
    tables = find_tables(source, read_options(source), folder)
    return tuple(block for name in _own_names(tables) for block in _block_names(name, tables[name]))


def _block_names(name: str, parts: tuple[Part, ...]) -> Iterator[str]:
    """The name, and those of further tables on the same sheet."""
    yield name
    if len(parts) == 1 and parts[0].format is Format.WORKBOOK and parts[0].sheet is not None:
        with suppress(Refused):  # a sheet that cannot be read says so when it is
            yield from (f"{name}.{number}" for number in range(2, sheet_blocks(parts[0]) + 1))


def extract_table(
    source: Source,
    name: str | None,
    *,
    own: str | None = None,
    sql: str | None,
    folder: Path,
    store: Path,
    written: Written = NOTHING_WRITTEN,
) -> Extract:
    """The extract of a source's table by name.

    The name may be left out where the source has one table, or one called as the table itself (`own`). `written`
    says how the dates of a column are spelled.
    """
    if source.kind == "sqlite":
        chosen = "query" if sql is not None else choose(source, name, own, database_tables(source, folder))
        wanted = Wanted(chosen, sql, written)
        return load_steadily(lambda last: _from_database(source, wanted, folder=folder, store=store, last=last))
    if source.kind != "files":
        raise ValueError(f"{source.kind} sources are attached by their engine; sources copies {', '.join(COPIED)} only")
    if sql is not None:
        raise refuse(
            "SQL_OVER_FILES",
            f"Source {source.key} is made of files, which know no SQL.",
            source.place,
            hint="name its table by `source:`, and say `filter:` or a formula where the rows need more",
        )
    return load_steadily(
        lambda last: _from_files(source, name, own=own, folder=folder, store=store, written=written, last=last)
    )


def _from_files(
    source: Source,
    name: str | None,
    *,
    own: str | None,
    folder: Path,
    store: Path,
    written: Written,
    last: bool,
) -> Extract:
    options = read_options(source)
    tables = find_tables(source, options, folder)
    parts, chosen = _parts(source, tables, name, own)
    inner = [f"{part.member}/{part.sheet}" + (f"/{part.block}" if part.block > 1 else "") for part in parts]
    watched = watch((part.file, part.path) for part in parts)
    hashes = hashes_of(watched)
    contents = ((part.file, hashes[part.path]) for part in parts)
    mark = fingerprint(contents, options, f"files {inner} {_key(written)}")

    def load(con: Connection, work: Path) -> Loaded:
        copies = copy_files(watched, hashes, work)
        held = [replace(part, path=copies[part.path]) for part in parts]
        return _loader(source, held, options, written)(con, work)

    with watched.mistakes_may_pass(), damaged(parts[0]):
        return make_extract(chosen, mark, store, load, lambda begun: watched.check(hashes, begun, last=last))


def _parts(
    source: Source, tables: Mapping[str, tuple[Part, ...]], name: str | None, own: str | None
) -> tuple[tuple[Part, ...], str]:
    """The parts of the table meant, and its name; `Refused` with the nearest names if there is none such."""
    names = _own_names(tables)
    wanted = own if name is None and len(names) > 1 else name
    block = find_block(wanted, tables) if wanted is not None and wanted not in tables else None
    if block is not None and wanted is not None:
        return block, wanted
    parts = tables[name] if name is not None and name in tables else tables[_chosen(source, name, own, tables)]
    return parts, next(known for known in names if tables[known] == parts)


def _key(written: Written) -> str:
    return f"{sorted(written.spelled.items())} {sorted(written.texts)}"


def _own_names(tables: Mapping[str, tuple[Part, ...]]) -> tuple[str, ...]:
    """One name per table: where a workbook's only sheet may be called `stem` or `stem.sheet`, the shorter."""
    own: dict[tuple[Part, ...], str] = {}
    for name, parts in tables.items():
        own.setdefault(parts, name)
    return tuple(own.values())


def _loader(
    source: Source, parts: Sequence[Part], options: Options, written: Written
) -> Callable[[Connection, Path], Loaded]:
    formats = {part.format for part in parts}
    if formats != {Format.PARQUET}:
        if Format.PARQUET in formats:
            raise refuse(
                "SOURCE_MIXED",
                f"Source {source.key} unites Parquet files with others; their columns are typed differently.",
                source.place,
                hint="make them two tables",
            )
        return lambda con, work: load_parts(con, source, parts, options, work, written=written)
    if options.unpivot is not None:
        raise refuse("SOURCE_OPTION", f"Source {source.key}: unpivot: is not for Parquet files.", source.place)
    return lambda con, work: load_parquet(con, parts, work, written, trim=options.trim)


def _from_database(source: Source, wanted: Wanted, *, folder: Path, store: Path, last: bool) -> Extract:
    """The extract of a database's table, read where it lies, or from a copy where others never stop writing to it."""
    read_options(source)
    what = f"sqlite {wanted.table} {wanted.sql} {_key(wanted.written)}"
    if last:
        with loading_folder(store) as held:
            copy = copy_database(source, folder, held)
            mark = fingerprint([(copy.name, hash_of(copy))], Options(), what)
            return make_extract(
                wanted.table, mark, store, lambda con, work: load_database(con, source, wanted, path=copy, work=work)
            )
    database, log = database_files(source, folder)
    watched = watch([database], [log])
    hashes = hashes_of(watched)
    mark = fingerprint(((name, hashes[path]) for name, path in (database, log) if path in hashes), Options(), what)

    def load(con: Connection, work: Path) -> Loaded:
        with watched.mistakes_may_pass():
            return load_database(con, source, wanted, path=database[1], work=work)

    return make_extract(wanted.table, mark, store, load, lambda begun: watched.check(hashes, begun))


def _chosen(source: Source, name: str | None, own: str | None, tables: Mapping[str, tuple[Part, ...]]) -> str:
    """The name of the table meant; where there is none such, those that hold rows are offered before empty ones."""
    names = _own_names(tables)
    try:
        return choose(source, name, own, names)
    except Refused:
        filled = [each for each in names if has_rows(tables[each])]
        if not filled or len(filled) == len(names):
            raise
        raise _unknown(source, name, tuple(sorted(names, key=lambda each: each not in filled)), filled) from None


def choose(source: Source, name: str | None, own: str | None, known: Iterable[str]) -> str:
    """The name of the table meant; `Refused` with the nearest names if there is none such."""
    names = tuple(known)
    if name is None and len(names) == 1:
        return names[0]
    wanted = own if name is None else name
    if wanted in names:
        return str(wanted)
    raise _unknown(source, name, names)


def _unknown(source: Source, name: str | None, names: tuple[str, ...], first: Sequence[str] = ()) -> Refused:
    said = f"has no table {name}" if name is not None else f"holds {len(names)} tables; say which one"
    near = nearest_names(name, names) if name else ()
    nearest = tuple(sorted(near, key=lambda each: each not in first)) if near else names[:3]
    return refuse(
        "TABLE_MISSING",
        f"Source {source.key} {said}.",
        source.place,
        nearest=nearest,
        hint=f"write `source: {source.key}.{nearest[0]}`, for one" if nearest else None,
    )

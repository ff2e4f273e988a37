"""A table of a source to its Relation: found, loaded into an extract if it is not there yet, described."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from truenorth.errors import Refused, nearest_names, refuse
from truenorth.model.relations import Relation
from truenorth.model.tables import Source, Table
from truenorth.sources.extract import Extract, fingerprint, make_extract
from truenorth.sources.find import Format, find_tables
from truenorth.sources.load import load_parts
from truenorth.sources.options import read_options

COPIED = frozenset({"files", "sqlite"})  # the kinds of source this room copies; the others stay on their engines


def locate(table: Table, source: Source, *, folder: Path, store: Path) -> Relation:
    """The Relation of a table of a `files:` or `sqlite:` source, its rows in an extract in `store`.

    Paths are relative to `folder`. Raises `Refused` where the file, the table or an option is not right.
    """
    extract = extract_table(source, table.name, sql=table.sql, folder=folder, store=store)
    return Relation(
        table=table.key,
        engine="duckdb",
        columns={column.name: column.type for column in extract.facts.columns},
        extract=str(extract.path),
        fingerprint=extract.fingerprint,
        findings=extract.facts.findings,
        unusable=extract.facts.unusable,
    )


def table_names(source: Source, *, folder: Path) -> tuple[str, ...]:
    """The names of the tables a `files:` or `sqlite:` source holds."""
    return tuple(find_tables(source, read_options(source), folder))


def extract_table(source: Source, name: str | None, *, sql: str | None, folder: Path, store: Path) -> Extract:
    """The extract of a source's table by name; the name may be left out where there is one table only."""
    options = read_options(source)
    tables = find_tables(source, options, folder)
    chosen = choose(source, name, tables)
    parts = tables[chosen]
    inner = [f"{part.member}/{part.sheet}" for part in parts]
    mark = fingerprint(((part.file, part.path) for part in parts), options, f"files {inner}")
    return make_extract(chosen, mark, store, lambda con, work: load_parts(con, source, parts, options, work))


def choose(source: Source, name: str | None, known: Iterable[str]) -> str:
    """The name of the table meant; `Refused` with the nearest names if there is none such."""
    names = tuple(known)
    if name is None and len(names) == 1:
        return names[0]
    if name in names:
        return str(name)
    raise _unknown(source, name, names)


def _unknown(source: Source, name: str | None, names: tuple[str, ...]) -> Refused:
    said = f"has no table {name}" if name is not None else f"holds {len(names)} tables; say which one"
    return refuse(
        "TABLE_MISSING",
        f"Source {source.key} {said}.",
        source.place,
        nearest=(nearest_names(name, names) if name else ()) or names[:3],
        hint=f"write `source: {source.key}.{names[0]}`, for one" if names else None,
    )


__all__ = ["COPIED", "Format", "choose", "extract_table", "locate", "table_names"]

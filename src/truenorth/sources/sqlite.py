"""Tables of an SQLite database, read-only, by their declared types."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from truenorth.errors import Finding, Level, Place, Refused, nearest_names, refuse
from truenorth.model.tables import Source
from truenorth.sources import duck
from truenorth.sources.columns import Staged, TypedColumn
from truenorth.sources.declared import declared_column
from truenorth.sources.facts import ColumnFacts, Facts
from truenorth.sources.find import no_column
from truenorth.sources.load import Loaded, select_typed
from truenorth.sources.members import TRIM_SQL, staged_members
from truenorth.sources.parse import Row
from truenorth.sources.staging import stage_rows
from truenorth.sources.written import NOTHING_WRITTEN, Written, apply_spellings, texts_of

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


def database_files(source: Source, folder: Path) -> tuple[tuple[str, Path], tuple[str, Path]]:
    """The database's file and the log of writes not yet in it (if there are such), named; `Refused` if there is none.

    A link is followed once, here, so that what is hashed and what is read lie at one place.
    """
    path = folder / source.address
    if not path.is_file():
        known = [other.name for other in path.parent.iterdir() if other.is_file()] if path.parent.is_dir() else []
        raise refuse(
            "SOURCE_MISSING",
            f"Source {source.key}: there is no file {source.address}.",
            source.place,
            nearest=nearest_names(path.name, known) or tuple(sorted(known)[:3]),
            hint="paths are relative to the project's folder",
        )
    real = path.resolve()
    return (path.name, real), (f"{path.name}-wal", real.with_name(f"{real.name}-wal"))


@contextmanager
def _reading(source: Source, path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one moment of the database, from its first read to its end."""
    con = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        con.execute("BEGIN")
        con.set_authorizer(_allow)
        with duck.interruptible(con.interrupt) as running:
            try:
                yield con
            except sqlite3.OperationalError:
                if running.stopped is None:
                    raise
                raise duck.stopped(running.stopped) from None
    except sqlite3.DatabaseError as problem:
        raise _unreadable(source, problem) from None
    finally:
        con.close()


def copy_database(source: Source, folder: Path, work: Path) -> Path:
    """A copy of one moment of the database, made by SQLite itself while others write to it."""
    ((name, path), _) = database_files(source, folder)
    copy = work / name
    con = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    held = sqlite3.connect(copy)
    try:
        con.backup(held)
        held.execute("PRAGMA journal_mode = DELETE")  # read-only, a copy in the other mode wants a file beside it
    except sqlite3.DatabaseError as problem:
        raise _unreadable(source, problem) from None
    finally:
        held.close()
        con.close()
    return copy


def _allow(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Reading only: SELECT, columns, functions but load_extension, and the pragmas that list a table's columns."""
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first == "table_xinfo" else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and second == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in ALLOWED else sqlite3.SQLITE_DENY


def _unreadable(source: Source, problem: sqlite3.Error) -> Refused:
    return refuse(
        "SOURCE_UNREADABLE",
        f"Source {source.key}: {source.address} cannot be read as SQLite: {problem}.",
        Place(source.address),
        hint="it may be damaged, encrypted or another kind of file",
    )


def database_tables(source: Source, folder: Path) -> tuple[str, ...]:
    """The names of the tables and views of the database."""
    ((_, path), _) = database_files(source, folder)
    with _reading(source, path) as con:
        rows = con.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
    return tuple(name for (name,) in rows)


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a database: the table's name or a SELECT, and what the table says of its dates."""

    table: str
    sql: str | None = None
    written: Written = NOTHING_WRITTEN


def load_database(con: Connection, source: Source, wanted: Wanted, *, path: Path, work: Path) -> Loaded:
    """A table typed as declared, or the rows of a SELECT typed by what they hold, copied."""
    table, sql, written = wanted.table, wanted.sql, wanted.written
    with _reading(source, path) as database:
        declared = {} if sql is not None else _declared(database, table)
        cursor = database.execute(f"SELECT * FROM {_name(table)}") if sql is None else _select(database, source, sql)
        names = tuple(column[0] for column in cursor.description)
        binary: set[int] = set()
        floats: set[int] = set()
        rows = (Row(n, tuple(_texts(cells, binary, floats))) for n, cells in enumerate(cursor, start=1))
        stage_rows(con, "part_0", rows, len(names), work)
    con.execute("CREATE VIEW staged AS SELECT 0 AS part, * FROM part_0")
    place = Place(source.address)
    unusable = _unusable(names, binary, place)
    columns = [(name, f"c{i}") for i, name in enumerate(names) if name not in unusable]
    staged = Staged(con, "staged", columns, [source.address])
    noisy = {f"c{index}" for index in floats}
    held = [
        declared_column(staged, name, column, declared.get(name, ""), floats=column in noisy)
        for name, column in columns
    ]
    typed, unfit = apply_spellings(staged, held, written.spelled, own_nulls=True)
    typed += texts_of(staged, typed, written.texts)
    unusable |= unfit
    if not typed:
        raise no_column(f"{source.address} ({table})", source.address, unusable)
    facts = _facts(con, source, table, typed, unusable)
    alike = staged_members(staged, typed, TRIM_SQL)
    return Loaded(select_typed("staged", typed), replace(facts, findings=(*facts.findings, *alike)))


def _select(database: sqlite3.Connection, source: Source, sql: str) -> sqlite3.Cursor:
    """The cursor of the user's SELECT; `Refused` if it is none."""
    try:
        cursor = database.execute(sql)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as problem:
        if "not authorized" in str(problem) or "prohibited" in str(problem):
            sentence = f"The `sql:` over source {source.key} does more than read."
            raise refuse("SQL_NOT_READING", sentence, source.place, hint="one SELECT") from None
        raise _wrong(source, str(problem).rstrip(".")) from None
    if cursor.description is None:
        raise _wrong(source, "it returns no rows")
    return cursor


def _wrong(source: Source, why: str) -> Refused:
    sentence = f"The `sql:` over source {source.key} is not a SELECT that SQLite understands: {why}."
    return refuse("SQL_WRONG", sentence, source.place)


def _declared(database: sqlite3.Connection, table: str) -> Mapping[str, str]:
    rows = database.execute(f"PRAGMA table_xinfo({_name(table)})").fetchall()
    return {name: str(declared or "") for _, name, declared, *_ in rows}


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _texts(cells: Sequence[Any], binary: set[int], floats: set[int]) -> Iterator[str | None]:
    """The cells as text; the columns with binary values and with floats are added to the sets."""
    for index, value in enumerate(cells):
        if isinstance(value, bytes):
            binary.add(index)
            yield None
        elif isinstance(value, float):
            floats.add(index)
            yield re.sub(r"\.0$", "", format(Decimal(repr(value)), "f")) if abs(value) < 1e16 else repr(value)
        else:
            yield None if value is None else str(value)


def _unusable(names: Sequence[str], binary: set[int], place: Place) -> dict[str, Finding]:
    folded = [name.casefold() for name in names]
    found: dict[str, Finding] = {}
    for index, name in enumerate(names):
        if folded.count(name.casefold()) > 1:
            sentence = f"{folded.count(name.casefold())} columns are named {name}, so none of them can be used."
            found[name] = Finding(
                "COLUMN_TWICE", sentence, place, Level.WARNING, hint="give each an alias in the `sql:`"
            )
        elif index in binary:
            found[name] = Finding(
                "COLUMN_BINARY", f"Column {name} holds binary data; it is left out.", place, Level.NOTE
            )
    return found


def _facts(
    con: Connection, source: Source, table: str, typed: Sequence[TypedColumn], unusable: Mapping[str, Finding]
) -> Facts:
    return Facts(
        columns=tuple(ColumnFacts(column.name, column.type, column.why) for column in typed),
        rows=int(con.execute("SELECT count(*) FROM staged").fetchall()[0][0]),
        unusable=unusable,
        findings=(*unusable.values(), *(finding for column in typed for finding in column.told)),
        about={"file": f"{source.address} ({table})"},
    )

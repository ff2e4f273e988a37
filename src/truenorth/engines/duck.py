"""DuckDB in memory over read-only database files and Parquet extracts, shut off from everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from truenorth.engines.base import Capabilities, Row
from truenorth.engines.data_refused import value_refused
from truenorth.engines.stamp import Stamp, stamp_of
from truenorth.engines.stopping import Watch
from truenorth.engines.values import Change, changed, finite, instant, nearest_date, nearest_moment, text
from truenorth.errors import Finding, Refused, SourceFailed, nearest_names, refuse
from truenorth.model.relations import Relation
from truenorth.model.types import BOOLEAN, DATE, FLOAT, INSTANT, INTEGER, TEXT, TIME, TIMESTAMP, Type, decimal

TYPES: dict[str, Type] = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), INTEGER),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"), INTEGER),
    **dict.fromkeys(("float", "double"), FLOAT),
    **dict.fromkeys(("varchar", "enum", "uuid"), TEXT),
    **dict.fromkeys(("timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"), TIMESTAMP),
    "timestamp with time zone": INSTANT,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
}
CHANGES: dict[str, Change] = {
    "float": finite,
    "double": finite,
    "uuid": text,
    "date": nearest_date,
    **dict.fromkeys(("timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"), nearest_moment),
}

MOST_SEEN = 1000
MOST_TRIES = 3
"""So often a file is attached anew that changed in the moment it was attached."""

# What DuckDB says of a file it cannot open, in its own words → our finding, which goes on after the file's name.
ATTACH_FAILURES = (
    (
        ("Could not set lock", "Unique file handle conflict"),
        Finding(
            "SOURCE_LOCKED",
            "is open for writing in another program",
            hint="close that program, or point the source at a copy of the file",
        ),
    ),
    (
        ("database does not exist",),
        Finding("SOURCE_MISSING", "does not exist", hint="paths are relative to the project's folder"),
    ),
    (
        ("we can only read versions", "created with a newer version", "storage version"),
        Finding(
            "SOURCE_NEWER",
            "is written in a format that the installed DuckDB cannot read",
            hint="install the DuckDB that wrote it, or export and import the file with the installed one",
        ),
    ),
    (
        ("not a valid DuckDB database",),
        Finding(
            "SOURCE_UNREADABLE",
            "is not a DuckDB database",
            hint="for csv, xlsx and parquet write `files:`, for SQLite `sqlite:`",
        ),
    ),
)


def open_duckdb(
    attach: Mapping[str, Path],
    folders: Sequence[Path] = (),
    *,
    threads: int | None = None,
    memory: str | None = None,
    timezone: str = "UTC",
    timeout: float | None = None,
    spill: Path | None = None,
) -> DuckDBEngine:
    """A session that sees the database files under their source keys and the Parquet files in `folders`, only.

    `memory` such as `2GB` and `threads` are DuckDB's own when None. `timeout` in seconds a query. Large queries write
    temporary files to the folder `spill`; without one they fail when memory is full. A file that cannot be attached
    fails only its own tables: `columns` raises what is wrong with it.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            **({} if threads is None else {"threads": str(threads)}),
            **({} if memory is None else {"memory_limit": memory}),
        },
    )
    try:
        connection.execute("set enable_progress_bar = false")  # it would write to our output
        connection.execute(f"set global TimeZone = {_literal(timezone)}")
        connection.execute(f"set temp_directory = {_literal('' if spill is None else str(spill.absolute()))}")
        tried = {key: _attach_still(connection, key, path) for key, path in attach.items()}
        _shut(connection, folders)
    except BaseException:
        connection.close()
        raise
    return DuckDBEngine(connection, tried, timeout)


class DuckDBEngine:
    """An open session; see `open_duckdb`. Each query has a cursor of its own, so threads do not meet."""

    key = "duckdb"
    dialect = "duckdb"
    capabilities = Capabilities(extracts=True)
    findings: tuple[Finding, ...] = ()

    def __init__(
        self, connection: Any, attached: Mapping[str, Attached | Refused | SourceFailed], timeout: float | None
    ) -> None:
        self._connection = connection
        self._attached = attached
        self._watch = Watch(timeout)
        self._seen: dict[str, Prepared] = {}

    def columns(self, relation: Relation) -> Mapping[str, Type]:
        """See `Engine.columns`."""
        found = {name: _type(kind) for name, kind in self._described(relation)}
        return {name: kind for name, kind in found.items() if kind is not None}

    def unread_columns(self, relation: Relation) -> Mapping[str, str]:
        """See `Engine.unread_columns`."""
        return {name: str(kind) for name, kind in self._described(relation) if _type(kind) is None}

    def tables(self) -> tuple[str, ...]:
        """See `Engine.tables`."""
        return tuple(".".join(part for part in name if part != "main") for name in self._names)

    def run(self, sql: str) -> tuple[Row, ...]:
        """See `Engine.run`."""
        try:
            return self._run(sql)
        except duckdb.InterruptException:  # Ctrl-C, which DuckDB takes for itself while it works
            raise KeyboardInterrupt from None
        except duckdb.OutOfMemoryException as error:
            raise SourceFailed(
                Finding(
                    "QUERY_OUT_OF_MEMORY",
                    f"DuckDB ran out of memory: {_first_line(error)}",
                    hint="ask for a shorter period or fewer dimensions, or allow more memory",
                )
            ) from error
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            raise value_refused(_first_line(error)) from error
        except duckdb.Error as error:
            raise SourceFailed(
                Finding("QUERY_FAILED", f"DuckDB could not run the query: {_first_line(error)}")
            ) from error

    def fingerprint(self, source: str) -> str | None:
        """What changes whenever the rows of an attached file may have; None if the file could not be attached."""
        attached = self._attached.get(source)
        return str(attached.stamp) if isinstance(attached, Attached) else None

    def check_attached(self, source: str) -> None:
        """Raises why the file of a source could not be attached, if it could not."""
        failure = self._attached.get(source)
        if isinstance(failure, Exception):
            raise failure

    def cancel(self) -> None:
        """See `Engine.cancel`."""
        self._watch.cancel()

    def close(self) -> None:
        """See `Engine.close`."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, sql: str) -> tuple[Row, ...]:
        with self._connection.cursor() as cursor, self._watch.over(cursor.interrupt, deadline=True) as running:
            try:
                rows, prepared = self._rows(cursor, sql)
            except duckdb.InterruptException as error:
                if running.stopped is None:
                    raise
                raise self._watch.failure(running.stopped) from error
            finally:
                self._check_still(sql)
        return changed(changed(rows, prepared.changes), prepared.instants)

    def _rows(self, cursor: Any, sql: str) -> tuple[list[Any], Prepared]:
        """The rows of a SELECT, and what is to be done to their columns: the result itself tells their types.

        One whose types the driver cannot hand over is asked again in a form that it can, from then on at once.
        """
        known = self._seen.get(sql)
        if known is not None:
            return cursor.execute(known.sql).fetchall(), known
        cursor.execute(_statement(cursor, sql))
        prepared = _prepare(sql, [kind.id for _, kind, *_ in cursor.description])
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen[sql] = prepared
        if prepared.sql != sql:
            cursor.execute(prepared.sql)
        return cursor.fetchall(), prepared

    def _check_still(self, sql: str) -> None:
        """Raise where a file that a SELECT may have read was written to since it was attached.

        DuckDB reads blocks when it needs them, so the rows would be those of two states. A file that was put in the
        place of the attached one does no harm: this session goes on reading the one it opened.
        """
        for key, attached in self._attached.items():
            if not isinstance(attached, Attached) or key.casefold() not in sql.casefold():
                continue
            now = stamp_of(attached.path)
            if now != attached.stamp and attached.stamp.is_same_file(now):
                raise _changed(key, attached.path)

    def _described(self, relation: Relation) -> list[tuple[str, Any]]:
        with self._connection.cursor() as cursor:
            try:
                found = _one_select(cursor, f"select * from {self._from(relation)}")
                return list(zip(found.columns, found.types, strict=True))
            except duckdb.InterruptException:
                raise KeyboardInterrupt from None
            except duckdb.Error as error:
                if relation.view is not None:
                    self._raise_unattached(str(error))
                    raise refuse("VIEW_REFUSED", f"DuckDB refuses the view: {_first_line(error)}") from error
                code = "NO_SUCH_TABLE" if relation.extract is None else "NO_SUCH_EXTRACT"
                raise refuse(code, f"DuckDB cannot read {relation.table}: {_first_line(error)}") from error

    def _from(self, relation: Relation) -> str:
        if relation.view is not None:
            return f"({relation.view}\n) as seen"
        if relation.extract is not None:
            return f"read_parquet({_literal(relation.extract)})"
        if relation.name is None:
            raise ValueError(f"the relation of {relation.table} has neither a name, an extract nor a view")
        self.check_attached(relation.name[0])
        name = relation.name if len(relation.name) != 2 else (relation.name[0], "main", relation.name[1])
        names = self._names
        if name not in names:  # DuckDB overlooks case; here names are exact
            told = ".".join(relation.name)
            hint = None if names else "the database file holds no table"
            nearest = nearest_names(told, self.tables())
            raise refuse("NO_SUCH_TABLE", f"there is no table {told}", hint=hint, nearest=nearest)
        return ".".join(_quoted(part) for part in name)

    def _raise_unattached(self, said: str) -> None:
        """Raise what is wrong with a source that DuckDB missed, if it says so."""
        for key, failure in self._attached.items():
            if isinstance(failure, Exception) and (f'"{key}"' in said or f'"{key}.' in said):
                raise failure

    @cached_property  # attached read-only, the files cannot change while we look
    def _names(self) -> tuple[tuple[str, ...], ...]:
        listed = (
            "select database_name, schema_name, table_name from duckdb_tables() where not internal union all "
            "select database_name, schema_name, view_name from duckdb_views() where not internal order by all"
        )
        with self._connection.cursor() as cursor:
            return tuple(row for row in cursor.execute(listed).fetchall() if row[0] in self._attached)


@dataclass(frozen=True)
class Attached:
    """An attached file, and the state it was in."""

    path: Path
    stamp: Stamp


def _attach_still(connection: Any, key: str, path: Path) -> Attached | Refused | SourceFailed:
    """The attached file, surely in the state of its stamp; or why it could not be attached."""
    for _ in range(MOST_TRIES):
        before = stamp_of(path)
        failure = _attach(connection, key, path)
        if failure is not None:
            return failure
        if before is not None and before == stamp_of(path):
            return Attached(path, before)
        connection.execute(f"detach {_quoted(key)}")
    return _changed(key, path)


def _changed(key: str, path: Path) -> SourceFailed:
    return SourceFailed(
        Finding(
            "SOURCE_CHANGED",
            f"{path}, the database of source {key}, was written to while it was read",
            hint="have it written under another name and renamed when it is whole; then ask again",
        )
    )


def _attach(connection: Any, key: str, path: Path) -> Refused | SourceFailed | None:
    """None, or why the file could not be attached."""
    try:
        connection.execute(f"attach {_literal(str(path))} as {_quoted(key)} (type duckdb, read_only)")
    except duckdb.BinderException:
        return refuse(
            "SOURCE_NAME_TAKEN",
            f"DuckDB cannot attach a database under the name {key}: it is its own, or another source's but for case",
            hint="give the source another name",
        )
    except duckdb.Error as error:
        return _attach_failure(key, path, error)
    return None


def _attach_failure(key: str, path: Path, error: duckdb.Error) -> Refused | SourceFailed:
    """What is wrong with the file: the user's to mend where it is the wrong file, else the operator's."""
    said = str(error)
    for words, finding in ATTACH_FAILURES:
        if any(word in said for word in words):
            told = replace(finding, message=f"{path}, the database of source {key}, {finding.message}")
            return SourceFailed(told) if told.code == "SOURCE_LOCKED" else Refused(told)
    finding = Finding(
        "SOURCE_UNREADABLE", f"{path}, the database of source {key}, cannot be read: {_first_line(error)}"
    )
    return SourceFailed(finding)


def _shut(connection: Any, folders: Sequence[Path]) -> None:
    """Leave only `folders` readable, for good. Attached files are open already and need no folder."""
    spelled = dict.fromkeys(str(way) for folder in folders for way in (folder.absolute(), folder.resolve()))
    connection.execute(f"set allowed_directories = [{', '.join(_literal(folder) for folder in spelled)}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


@dataclass(frozen=True)
class Prepared:
    """A SELECT as it is run, and what is done to the columns that come back."""

    sql: str
    changes: Mapping[int, Change]
    instants: Mapping[int, Change]


def _prepare(sql: str, kinds: Sequence[str]) -> Prepared:
    zoned = {place for place, kind in enumerate(kinds) if kind == "timestamp with time zone"}
    changes = {place: CHANGES[kind] for place, kind in enumerate(kinds) if kind in CHANGES}
    changes.update(dict.fromkeys(zoned, nearest_moment))
    # The driver can hand over instants only with another package's help; wall clocks in UTC it can.
    return Prepared(_in_utc(sql, len(kinds), zoned) if zoned else sql, changes, dict.fromkeys(zoned, instant))


def _one_select(cursor: Any, sql: str) -> Any:
    """The relation that a single SELECT stands for: its columns and types are known, no row is read."""
    return cursor.sql(_statement(cursor, sql))


def _statement(cursor: Any, sql: str) -> Any:
    """The single SELECT of a text; Refused where it is anything else."""
    statements = cursor.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise refuse("NOT_A_SELECT", "only a single SELECT can be run on a source")
    return statements[0]


def _in_utc(sql: str, width: int, zoned: set[int]) -> str:
    names = [f"c{place}" for place in range(width)]
    wanted = (f"timezone('UTC', {name})" if place in zoned else name for place, name in enumerate(names))
    return f"select {', '.join(wanted)} from ({sql}\n) as told({', '.join(names)})"


def _type(kind: Any) -> Type | None:
    if kind.id == "decimal":
        parts = dict(kind.children)
        return decimal(parts["scale"], parts["precision"])
    return TYPES.get(kind.id)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    """What DuckDB says of it, without its own name for the kind of mistake."""
    return re.sub(r"^([A-Z][A-Za-z]* )+Error: ", "", str(error).strip().partition("\n")[0])

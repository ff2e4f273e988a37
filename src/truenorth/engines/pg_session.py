"""A session on PostgreSQL: every query in a transaction of its own that can only read and is rolled back.

A session's read-only default can be switched back by a query (`set_config`), a transaction's cannot; and rolling
back undoes whatever a query set.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql as written
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from truenorth.engines.base import Capabilities, Row
from truenorth.engines.pg_failures import query_failure, unreachable
from truenorth.engines.pg_values import TYPES, change_of, register_loaders
from truenorth.engines.stopping import Stop, Watch
from truenorth.engines.values import changed
from truenorth.errors import Finding, Level, Refused, SourceFailed, nearest_names, refuse
from truenorth.model.relations import Relation
from truenorth.model.types import Type, decimal

SETTINGS = {
    "default_transaction_read_only": "on",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "standard_conforming_strings": "on",
    "extra_float_digits": "1",
}
# Tables, views and their like outside the system's own schemas.
RELATIONS = """
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
"""
READABLE = f"""
select n.nspname, c.relname {RELATIONS}
and has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') order by 1, 2
"""
POWERS = f"""
select rolsuper, (
    select n.nspname || '.' || c.relname {RELATIONS}
    and (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') or pg_has_role(c.relowner, 'MEMBER'))
    order by 1 limit 1
) from pg_catalog.pg_roles where rolname = current_user
"""
TYPE_NAMES = """
select oid, case typtype when 'e' then 'enum' else typname end from pg_catalog.pg_type where oid = any(%s)
"""
SCALE_UNSAID = 12  # a bare NUMERIC keeps any number of digits behind the point; this is how many we tell


class PostgresEngine:
    """An open session; see `pg.open_postgres`. Threads take turns."""

    dialect = "postgres"
    capabilities = Capabilities()

    def __init__(self, source: str, url: str, timeout: float | None, connect_timeout: int) -> None:
        self.key = f"postgres:{source}"
        self._source = source
        self._address = _address(source, url, connect_timeout)
        self._timeout = timeout
        self._watch = Watch(timeout)
        self._turn = threading.Lock()
        self._type_names: dict[int, str] = {}
        self._connection = self._connect()
        try:
            self.findings = self._powers()
        except BaseException:
            self.close()
            raise

    def columns(self, relation: Relation) -> Mapping[str, Type]:
        """See `Engine.columns`."""
        return {name: kind for name, _, kind in self._described(relation) if kind is not None}

    def unread_columns(self, relation: Relation) -> Mapping[str, str]:
        """See `Engine.unread_columns`."""
        return {name: own for name, own, kind in self._described(relation) if kind is None}

    def tables(self) -> tuple[str, ...]:
        """See `Engine.tables`."""
        names = self.run(READABLE)
        return tuple(".".join((self._source, *(str(part) for part in name if part != "public"))) for name in names)

    def run(self, sql: str) -> tuple[Row, ...]:
        """See `Engine.run`."""
        try:
            with self._reading() as connection, self._watch.over(self._interrupt, deadline=False) as running:
                try:
                    # Binary results go by the extended protocol, which takes one statement only.
                    cursor = connection.execute(sql.encode(), binary=True)
                except psycopg.errors.QueryCanceled as error:
                    raise self._watch.failure(running.stopped or Stop.TIMED_OUT) from error
                if cursor.description is None:
                    raise refuse("NOT_A_SELECT", "only a single SELECT can be run on a source")
                rows = cursor.fetchall()
                kinds = self._kinds(connection, cursor.description)
        except psycopg.Error as error:
            raise query_failure(self._source, error) from error
        changes = {place: change for place, kind in enumerate(kinds) if (change := change_of(kind))}
        return changed(rows, changes)

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

    def _connect(self) -> psycopg.Connection[Row]:
        try:
            connection: psycopg.Connection[Row] = psycopg.connect(make_conninfo("", **self._address), autocommit=True)
        except psycopg.Error as error:
            raise unreachable(self._source, self._address, error) from None
        settings = dict(SETTINGS)
        if self._timeout is not None:
            settings["statement_timeout"] = str(max(1, round(self._timeout * 1000)))
        for name, value in settings.items():
            connection.execute("select pg_catalog.set_config(%s, %s, false)", [name, value])
        connection.autocommit = False
        connection.read_only = True
        register_loaders(connection)
        return connection

    @contextmanager
    def _reading(self) -> Iterator[psycopg.Connection[Row]]:
        """The connection in a transaction that can only read and leaves nothing behind; made anew if it was lost."""
        with self._turn:
            if self._connection.broken:
                self._connection = self._connect()
            try:
                yield self._connection
            finally:
                with suppress(psycopg.OperationalError):  # a lost connection has nothing to roll back
                    self._connection.rollback()

    def _described(self, relation: Relation) -> list[tuple[str, str, Type | None]]:
        """Each column with PostgreSQL's name of its type and ours, if there is one."""
        try:
            with self._reading() as connection:
                described = connection.execute(_no_row_of(relation), binary=True).description or []
                kinds = self._kinds(connection, described)
        except psycopg.Error as error:
            raise self._cannot_see(relation, error) from error
        return [(each.name, kind, _type(kind, each.scale)) for each, kind in zip(described, kinds, strict=True)]

    def _interrupt(self) -> None:
        with suppress(psycopg.Error):
            self._connection.cancel()

    def _kinds(self, connection: psycopg.Connection[Row], described: Sequence[psycopg.Column]) -> list[str]:
        """The names of the columns' types; those the driver does not know are looked up once."""
        unknown = {column.type_code for column in described} - self._type_names.keys()
        for code in tuple(unknown):
            if (known := connection.adapters.types.get(code)) is not None and known.oid == code:
                self._type_names[code] = known.name
                unknown.discard(code)
        if unknown:
            rows = connection.execute(TYPE_NAMES, [list(unknown)]).fetchall()
            self._type_names.update((int(str(code)), str(name)) for code, name in rows)
        return [self._type_names[column.type_code] for column in described]

    def _cannot_see(self, relation: Relation, error: psycopg.Error) -> Refused | SourceFailed:
        """Why a table's columns could not be told."""
        said = error.diag.message_primary or ""
        if relation.view is not None and (error.sqlstate or "").startswith("42"):
            return refuse("VIEW_REFUSED", f"PostgreSQL of source {self._source} refuses the view: {said}")
        if not isinstance(error, (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName)):
            return query_failure(self._source, error)
        told = ".".join((self._source, *(relation.name or ())))
        return refuse("NO_SUCH_TABLE", f"there is no table {told}", nearest=nearest_names(told, self.tables()))

    def _powers(self) -> tuple[Finding, ...]:
        """A warning if the role could do more than read."""
        (superuser, writable), *_ = self.run(POWERS)
        if not superuser and writable is None:
            return ()
        what = "is a superuser" if superuser else f"may write to {writable}"
        return (
            Finding(
                "ROLE_CAN_WRITE",
                f"the role of source {self._source} {what}; Truenorth only reads, and every query runs read-only",
                level=Level.WARNING,
                hint="use a role that can only SELECT",
            ),
        )


def _address(source: str, url: str, connect_timeout: int) -> dict[str, Any]:
    try:
        address = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise refuse(
            "POSTGRES_ADDRESS",
            f"the address of source {source} is not one PostgreSQL understands",
            hint="write postgresql://USER:PASSWORD@HOST:PORT/DATABASE; in a password, @ : / and % are written as "
            "%40 %3A %2F %25",
        ) from None
    return {"connect_timeout": connect_timeout, "application_name": "truenorth", **address}


def _no_row_of(relation: Relation) -> bytes:
    if relation.view is not None:
        return f"select * from ({relation.view}\n) as seen limit 0".encode()
    if relation.name is None:
        raise ValueError(f"PostgreSQL reads tables and views; {relation.table} has neither a name nor a view")
    return written.SQL("select * from {} limit 0").format(written.Identifier(*relation.name)).as_bytes()


def _type(kind: str, scale: int | None) -> Type | None:
    if kind == "numeric":
        return decimal(SCALE_UNSAID if scale is None else scale)
    return TYPES.get(kind)

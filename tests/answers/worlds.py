"""Small worlds for the tests: typed rows, the database that holds them, and the project folder over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg

Value = Decimal | int | float | str | bool | date | datetime | time | None

DUCKDB_TYPES = {
    "integer": "BIGINT",
    "float": "DOUBLE",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "instant": "TIMESTAMP WITH TIME ZONE",
}
POSTGRES_TYPES = DUCKDB_TYPES | {"float": "DOUBLE PRECISION", "text": "TEXT"}


@dataclass(frozen=True)
class Rows:
    """A table's rows: column types by name (`integer`, `decimal(p,s)`, `float`, `text`, …) and typed values."""

    columns: Mapping[str, str]
    rows: Sequence[tuple[Value, ...]]


def typed(text: str | None, kind: str) -> Value:
    """The value written as `text` in a column of this type; `null` is None."""
    if text is None or text == "null":
        return None
    if kind.startswith("decimal"):
        return Decimal(text)
    return _READ[kind](text)


_READ: Mapping[str, Callable[[str], Value]] = {
    "integer": int,
    "float": float,
    "text": str,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "instant": datetime.fromisoformat,
}


def write_duckdb(path: Path, schema: str, tables: Mapping[str, Rows]) -> None:
    """Write the tables into a new DuckDB file."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE SCHEMA {quoted(schema)}")
        for name, table in tables.items():
            connection.execute(_create(schema, name, table, DUCKDB_TYPES))
            if table.rows:
                marks = ", ".join("?" for _ in table.columns)
                connection.executemany(f"INSERT INTO {quoted(schema, name)} VALUES ({marks})", list(table.rows))


def write_postgres(url: str, schema: str, tables: Mapping[str, Rows]) -> None:
    """Write the tables into a schema of a PostgreSQL database, in place of what it held."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {quoted(schema)} CASCADE".encode())
        connection.execute(f"CREATE SCHEMA {quoted(schema)}".encode())
        connection.execute(f"GRANT USAGE ON SCHEMA {quoted(schema)} TO PUBLIC".encode())
        for name, table in tables.items():
            connection.execute(_create(schema, name, table, POSTGRES_TYPES).encode())
            marks = ", ".join("%s" for _ in table.columns)
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {quoted(schema, name)} VALUES ({marks})".encode(), list(table.rows))
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {quoted(schema)} TO PUBLIC".encode())


def write_project(folder: Path, source: str, definitions: str) -> Path:
    """Write a project of one file whose source `shop` is `source`; returns the folder.

    The file of a DuckDB source gets a second name there: a project reads nothing outside its folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if found := re.fullmatch(r"duckdb: '(.+)'", source):
        inside = folder / "shop.duckdb"
        if inside != Path(found[1]):
            inside.unlink(missing_ok=True)
            inside.hardlink_to(found[1])
        source = "duckdb: shop.duckdb"
    text = f"version: 1\nname: Test\nsources: {{ shop: {{ {source} }} }}\n{definitions}"
    (folder / "truenorth.yml").write_text(text, encoding="utf-8")
    return folder


def duckdb_source(path: Path) -> str:
    """The source's line for a DuckDB file."""
    return f"duckdb: '{path}'"


def postgres_source(url: str) -> str:
    """The source's line for a PostgreSQL database."""
    return f"postgres: '{url}'"


def quoted(*names: str) -> str:
    """A name as SQL writes it."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def expanded(rows: Iterable[object], columns: Mapping[str, str]) -> list[tuple[Value, ...]]:
    """Typed rows from rows as text, the repeated ones (`every_day`, `every_hour`) written out."""
    result = []
    for row in rows:
        for cells in _repeated(row) if isinstance(row, Mapping) else [row]:
            assert isinstance(cells, Sequence) and len(cells) == len(columns), f"{cells} does not fit {list(columns)}"
            result.append(tuple(typed(cell, kind) for cell, kind in zip(cells, columns.values(), strict=True)))
    return result


def _repeated(row: Mapping[str, object]) -> list[list[object]]:
    step, moments = (timedelta(days=1), "DAY") if "every_day" in row else (timedelta(hours=1), "HOUR")
    first, last = str(row["every_day" if moments == "DAY" else "every_hour"]).split("..")
    cells = row["row"]
    assert isinstance(cells, Sequence)
    now, number, result = datetime.fromisoformat(first), 0, []
    while now <= datetime.fromisoformat(last):
        written = str(now.date() if moments == "DAY" else now)
        turn = [cell[number % len(cell)] if isinstance(cell, list) else cell for cell in cells]
        result.append([written if cell == moments else cell for cell in turn])
        now, number = now + step, number + 1
    return result


def _create(schema: str, name: str, table: Rows, types: Mapping[str, str]) -> str:
    columns = ", ".join(f"{quoted(column)} {_type(kind, types)}" for column, kind in table.columns.items())
    return f"CREATE TABLE {quoted(schema, name)} ({columns})"


def _type(kind: str, types: Mapping[str, str]) -> str:
    return kind.upper() if re.fullmatch(r"decimal\(\d+,\d+\)", kind) else types[kind]

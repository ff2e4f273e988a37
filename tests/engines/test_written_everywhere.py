"""`written:` means the same wherever the rows lie: CSV, SQLite, Parquet, DuckDB and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loaded_tables import Project
from private_postgres import Database
from truenorth.model.tables import DateRule, Table
from truenorth.model.types import TEXT
from truenorth.sql.dates import dated
from truenorth.sql.dialects import DIALECTS

DAY, AT = dt.date, dt.datetime
CASES: list[tuple[str, list[str], list[Any]]] = [
    ("d/m/yyyy", ["1/2/2024", "31/12/2024", "30/2/2024"], [DAY(2024, 2, 1), DAY(2024, 12, 31), None]),
    ("dd.mm.yy", ["01.02.24", "31.12.99", "x"], [DAY(2024, 2, 1), DAY(1999, 12, 31), None]),
    ("mmm-yy", ["Oct-14", "sept-15", ""], [DAY(2014, 10, 1), DAY(2015, 9, 1), None]),
    ("yyyymmdd", ["20240131", "20240230", "20241301"], [DAY(2024, 1, 31), None, None]),
    (
        "m/d/yyyy h:mm am/pm",
        ["6/1/2026 9:22 AM", "2/1/2026 12:30 am", "2/1/2026 12:30 PM", "2/1/2026 13:30 PM", "2/1/2026 1:05PM"],
        [AT(2026, 6, 1, 9, 22), AT(2026, 2, 1, 0, 30), AT(2026, 2, 1, 12, 30), None, AT(2026, 2, 1, 13, 5)],
    ),
    ("d.m.yyyy hh:mm:ss", ["1.2.2024 08:05:09", "1.2.2024 25:05:09"], [AT(2024, 2, 1, 8, 5, 9), None]),
    (
        "yyyy-mm-ddThh:mm:ssz",
        ["2024-01-31T23:30:00+02:00", "2024-01-31T23:30:00Z", "2024-01-31T23:30:00-0530"],
        [
            AT(2024, 1, 31, 21, 30, tzinfo=dt.UTC),
            AT(2024, 1, 31, 23, 30, tzinfo=dt.UTC),
            AT(2024, 2, 1, 5, 0, tzinfo=dt.UTC),
        ],
    ),
    ("seconds since 1970", ["1706743800", "5"], [AT(2024, 1, 31, 23, 30, tzinfo=dt.UTC), None]),
    ("milliseconds since 1970", ["1706743800250"], [AT(2024, 1, 31, 23, 30, 0, 250000, tzinfo=dt.UTC)]),
    ("serial number", ["45322", "45322.5", "7"], [AT(2024, 1, 31), AT(2024, 1, 31, 12), None]),
]
EACH = pytest.mark.parametrize(("spelling", "cells", "moments"), CASES, ids=[case[0] for case in CASES])


def utc(values: list[Any]) -> list[Any]:
    return [v.astimezone(dt.UTC) if isinstance(v, dt.datetime) and v.tzinfo else v for v in values]


def read_by(dialect: str, spelling: str) -> str:
    return dated(DIALECTS[dialect], "UTC", DateRule("x", written=spelling), "x", TEXT)[0]


@EACH
def test_texts_of_an_attached_duckdb(spelling: str, cells: list[str], moments: list[Any]) -> None:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute("CREATE TABLE t AS SELECT unnest($1) AS x", [cells])
    table = con.sql(f"SELECT {read_by('duckdb', spelling)} AS x FROM t").to_arrow_table()
    assert utc(table.column("x").to_pylist()) == moments


@EACH
def test_texts_of_postgres(postgres_database: Database, spelling: str, cells: list[str], moments: list[Any]) -> None:
    with psycopg.connect(postgres_database.admin_url) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("CREATE TEMP TABLE t (n int, x text)")
        con.cursor().executemany("INSERT INTO t VALUES (%s, %s)", list(enumerate(cells)))
        rows = con.execute(f"SELECT {read_by('postgres', spelling)} FROM t ORDER BY n".encode()).fetchall()
    assert utc([value for (value,) in rows]) == moments


@EACH
def test_texts_of_files_and_sqlite(tmp_path: Path, spelling: str, cells: list[str], moments: list[Any]) -> None:
    table = Table("t", source="sheets", date=DateRule("x", written=spelling))
    pq.write_table(pa.table({"x": cells}), tmp_path / "data.parquet")
    with sqlite3.connect(tmp_path / "data.sqlite") as con:
        con.execute("CREATE TABLE t (x TEXT)")
        con.executemany("INSERT INTO t VALUES (?)", [(cell,) for cell in cells])
    for kind, address in (("files", "data.parquet"), ("sqlite", "data.sqlite")):
        loaded = Project(tmp_path, kind).load_table(table, address, {})
        assert utc(loaded.column("x")) == moments, address
        assert ("WRITTEN_CELL" in loaded.codes) == any(
            moment is None and cell for moment, cell in zip(moments, cells, strict=True)
        )


def test_numbers_are_spelled_too(tmp_path: Path) -> None:
    seconds = [1706743800, 1706743801]
    pq.write_table(pa.table({"x": seconds, "f": [float(each) for each in seconds]}), tmp_path / "data.parquet")
    with sqlite3.connect(tmp_path / "data.sqlite") as con:
        con.execute("CREATE TABLE t (x INTEGER)")
        con.executemany("INSERT INTO t VALUES (?)", [(each,) for each in seconds])
    places = [("x", "files", "data.parquet"), ("f", "files", "data.parquet"), ("x", "sqlite", "data.sqlite")]
    for column, kind, address in places:
        table = Table("t", source="sheets", date=DateRule(column, written="seconds since 1970"))
        loaded = Project(tmp_path, kind).load_table(table, address, {})
        assert utc(loaded.column(column))[0] == AT(2024, 1, 31, 23, 30, tzinfo=dt.UTC)


def test_days_with_a_clock_behind_them_are_read_by_the_spelling_of_the_day(postgres_database: Database) -> None:
    sql = read_by("postgres", "m/d/yyyy")
    with psycopg.connect(postgres_database.admin_url) as con:
        rows = con.execute(f"SELECT {sql} FROM (VALUES ('1/31/2024 11:59 PM')) t (x)".encode()).fetchall()
    assert rows == [(DAY(2024, 1, 31),)]
    sql = read_by("duckdb", "m/d/yyyy")
    assert duckdb.sql(f"SELECT {sql} FROM (VALUES ('1/31/2024 11:59 PM')) t (x)").fetchall() == rows

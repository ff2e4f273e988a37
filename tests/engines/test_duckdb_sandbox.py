"""What DuckDB is kept from, and what it says of files it cannot open."""

from __future__ import annotations

import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from truenorth.engines.duck import DuckDBEngine, open_duckdb
from truenorth.errors import Refused, SourceFailed, TruenorthError
from truenorth.model.relations import Relation
from truenorth.model.types import INTEGER, TEXT, TIMESTAMP, decimal

WRITER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table t as select 1 as i")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "it's shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table orders as select range::integer as id from range(300000)")
    return path


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    folder = tmp_path / "extracts"
    folder.mkdir()
    duckdb.execute(f"copy (select 1 as id, 2.50::decimal(10, 2) as price) to '{folder}/a.parquet' (format parquet)")
    duckdb.execute(f"copy (select 1 as id) to '{tmp_path}/outside.parquet' (format parquet)")
    (tmp_path / "outside.csv").write_text("password\nsecret\n")
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    return folder


@pytest.fixture
def engine(shop: Path, extracts: Path) -> Iterator[DuckDBEngine]:
    with open_duckdb({"shop": shop}, [extracts]) as engine:
        yield engine


def code_of(error: pytest.ExceptionInfo[TruenorthError]) -> str:
    return error.value.finding.code


def test_attached_files_and_extracts_are_read(engine: DuckDBEngine, extracts: Path) -> None:
    assert engine.run("select count(*), max(id) from shop.orders") == ((300000, 299999),)
    assert engine.run(f"select price from read_parquet('{extracts}/a.parquet')") == ((Decimal("2.50"),),)
    seen = engine.columns(Relation("a", "duckdb", {}, extract=f"{extracts}/a.parquet"))
    assert seen == {"id": INTEGER, "price": decimal(2)}


def test_an_extract_made_later_is_read(engine: DuckDBEngine, extracts: Path) -> None:
    duckdb.execute(f"copy (select 7 as id) to '{extracts}/later.parquet' (format parquet)")
    assert engine.run(f"select id from read_parquet('{extracts}/later.parquet')") == ((7,),)


def test_a_missing_extract_is_refused(engine: DuckDBEngine, extracts: Path) -> None:
    with pytest.raises(Refused) as refused:
        engine.columns(Relation("a", "duckdb", {}, extract=f"{extracts}/gone.parquet"))
    assert code_of(refused) == "NO_SUCH_EXTRACT"


@pytest.mark.parametrize(
    "reading",
    [
        "read_parquet('{out}/outside.parquet')",
        "'{out}/outside.parquet'",
        "read_csv('{out}/outside.csv')",
        "read_text('{out}/outside.csv')",
        "read_blob('{out}/outside.csv')",
        "read_json('{out}/outside.csv')",
        "read_parquet('{out}/extracts/../outside.parquet')",
        "read_csv('{out}/extracts/link.csv')",
        "read_csv('/etc/passwd')",
        "read_csv('http://127.0.0.1:9/x.csv')",
        "read_csv('s3://bucket/x.csv')",
        "glob('{out}/*')",
        "sniff_csv('{out}/outside.csv')",
        "sqlite_scan('{out}/x.db', 't')",
        "duckdb_secrets()",
    ],
)
def test_nothing_outside_can_be_read(engine: DuckDBEngine, tmp_path: Path, reading: str) -> None:
    for sql in (f"select * from {reading}", f"select (select count(*) from {reading})"):
        with pytest.raises(SourceFailed) as failed:
            engine.run(sql.format(out=tmp_path))
        assert code_of(failed) == "QUERY_FAILED"
        assert "secret" not in str(failed.value).replace("duckdb_secrets", "").replace("stored_secrets", "")


@pytest.mark.parametrize(
    "statement",
    [
        "copy (select 1) to '{out}/extracts/new.parquet' (format parquet)",
        "copy (select 1) to '{out}/new.csv'",
        "export database '{out}/extracts/x'",
        "attach '{out}/new.duckdb' as new",
        "detach shop",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset allowed_directories",
        "set TimeZone = 'Europe/Rome'",
        "pragma database_list",
        "call pragma_version()",
        "create secret (type s3)",
        "checkpoint",
        "prepare p as select 1",
        "explain analyze select 1",
        "insert into shop.orders values (1)",
        "with gone as (delete from shop.orders returning *) select * from gone",
        "select * from query('drop table shop.orders')",
    ],
)
def test_nothing_can_be_written_loaded_or_set(engine: DuckDBEngine, tmp_path: Path, statement: str) -> None:
    with pytest.raises(TruenorthError) as error:
        engine.run(statement.format(out=tmp_path))
    assert code_of(error) in ("NOT_A_SELECT", "QUERY_FAILED")
    assert sorted(path.name for path in (tmp_path / "extracts").iterdir()) == ["a.parquet", "link.csv"]


def test_the_lock_holds_below_the_check_for_selects(engine: DuckDBEngine) -> None:
    for sql in (
        "select current_setting('enable_external_access')",
        "select current_setting('python_enable_replacements')",
        "select current_setting('autoload_known_extensions')",
        "select current_setting('enable_progress_bar')",
    ):
        assert engine.run(sql) == ((False,),)
    assert engine.run("select current_setting('lock_configuration'), current_setting('TimeZone')") == ((True, "UTC"),)


def test_python_variables_are_no_tables(engine: DuckDBEngine) -> None:
    orders_here = duckdb.sql("select 1 as id")
    with pytest.raises(SourceFailed):
        engine.run("select * from orders_here")
    orders_here.close()


def test_zones_work_without_a_network(engine: DuckDBEngine) -> None:
    sql = "select timestamptz '2024-07-01 12:00:00+00' at time zone 'Europe/Rome'"
    assert engine.run(sql) == ((datetime(2024, 7, 1, 14),),)


def test_own_types_of_duckdb(engine: DuckDBEngine) -> None:
    view = """
        select 'a'::enum('a', 'b') as e, 1::uhugeint as h, 2::utinyint as t, timestamp_ns '2024-01-01 00:00:00' as n,
            timestamp_s '2024-01-01 00:00:00' as s, [1] as l, {x: 1} as st, interval 1 day as iv, 'x'::blob as b
    """
    assert engine.columns(Relation("v", "duckdb", {}, view=view)) == {
        "e": TEXT, "h": INTEGER, "t": INTEGER, "n": TIMESTAMP, "s": TIMESTAMP,
    }  # fmt: skip
    assert engine.run("select e, h, n, uuid '12345678-1234-1234-1234-123456789012' from (" + view + ")") == (
        ("a", 1, datetime(2024, 1, 1), "12345678-1234-1234-1234-123456789012"),
    )
    assert engine.run("select date '0044-03-15 (BC)', timestamp_s '290000-01-01 00:00:00'") == (
        (date.min, datetime.max),
    )


def test_memory_is_limited_and_spilling_needs_a_folder(shop: Path, tmp_path: Path) -> None:
    greedy = (
        "select count(*) from (select a.id, md5(a.id::varchar) as m from shop.orders a order by m, id limit 290000)"
    )
    with open_duckdb({"shop": shop}, memory="12MB", threads=1) as engine, pytest.raises(SourceFailed) as failed:
        engine.run(greedy)
    assert code_of(failed) == "QUERY_OUT_OF_MEMORY"
    spill = tmp_path / "spill"
    with open_duckdb({"shop": shop}, memory="64MB", threads=1, spill=spill) as engine:
        assert engine.run(greedy) == ((290000,),)
        assert engine.run("select current_setting('threads')") == ((1,),)


# ---------------------------------------------------------------- files that cannot be opened


def failing(attach: dict[str, Path]) -> tuple[type[TruenorthError], str, str]:
    """What the last of the files says when one of its tables is wanted."""
    *_, key = attach
    with open_duckdb(attach) as engine, pytest.raises(TruenorthError) as error:
        engine.columns(Relation("t", "duckdb", {}, name=(key, "t")))
    return error.type, code_of(error), error.value.finding.message


def test_a_broken_file_fails_only_its_own_tables(shop: Path, tmp_path: Path) -> None:
    with open_duckdb({"gone": tmp_path / "none.duckdb", "shop": shop}) as engine:
        assert engine.tables() == ("shop.orders",)
        assert engine.columns(Relation("orders", "duckdb", {}, name=("shop", "orders"))) == {"id": INTEGER}
        with pytest.raises(Refused) as refused:
            engine.columns(Relation("v", "duckdb", {}, view="select * from gone.main.orders"))
        assert code_of(refused) == "SOURCE_MISSING"


def test_a_missing_file(tmp_path: Path) -> None:
    kind, code, message = failing({"shop": tmp_path / "none.duckdb"})
    assert (kind, code) == (Refused, "SOURCE_MISSING")
    assert "shop" in message and "none.duckdb" in message
    assert not (tmp_path / "none.duckdb").exists()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    text, empty = tmp_path / "text.duckdb", tmp_path / "empty.duckdb"
    text.write_text("not a database\n" * 1000)
    empty.touch()
    lite = tmp_path / "lite.duckdb"
    with closing(sqlite3.connect(lite)) as connection:
        connection.execute("create table t (i)")
        connection.commit()
    for path in (text, empty, lite):
        assert failing({"shop": path})[:2] == (Refused, "SOURCE_UNREADABLE")


def test_a_truncated_or_damaged_file(shop: Path, tmp_path: Path) -> None:
    data = bytearray(shop.read_bytes())
    (tmp_path / "short.duckdb").write_bytes(data[:5000])
    data[20] ^= 255
    (tmp_path / "damaged.duckdb").write_bytes(data)
    for name in ("short", "damaged"):
        assert failing({"shop": tmp_path / f"{name}.duckdb"})[:2] == (SourceFailed, "SOURCE_UNREADABLE")


def test_a_file_of_a_newer_version(shop: Path, tmp_path: Path) -> None:
    # The header is a checksum, DUCK and a version; the checksum of a version to come is worked out from this one's.
    data = bytearray(shop.read_bytes())
    (checksum, _, version) = struct.unpack_from("<QIQ", data)
    words = struct.unpack_from("<QQ", data, 8)
    struct.pack_into("<Q", data, 12, version + 1)
    for before, after in zip(words, struct.unpack_from("<QQ", data, 8), strict=True):
        checksum ^= (before * 0xBF58476D1CE4E5B9 ^ after * 0xBF58476D1CE4E5B9) & (1 << 64) - 1
    struct.pack_into("<Q", data, 0, checksum)
    (tmp_path / "newer.duckdb").write_bytes(data)
    assert failing({"shop": tmp_path / "newer.duckdb"})[:2] == (Refused, "SOURCE_NEWER")


def test_a_file_that_another_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "busy.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == "open\n"
        kind, code, message = failing({"shop": path})
        assert writer.stdin is not None
        writer.stdin.close()
    assert (kind, code) == (SourceFailed, "SOURCE_LOCKED")
    assert "another program" in message
    with open_duckdb({"shop": path}) as engine:
        assert engine.tables() == ("shop.t",)


def test_a_file_that_this_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "busy.duckdb"
    with duckdb.connect(str(path)):
        assert failing({"shop": path})[:2] == (SourceFailed, "SOURCE_LOCKED")


@pytest.mark.parametrize("key", ["main", "memory", "temp", "system"])
def test_a_source_named_like_a_schema_of_duckdb(shop: Path, key: str) -> None:
    assert failing({key: shop})[:2] == (Refused, "SOURCE_NAME_TAKEN")


def test_two_sources_may_be_one_file_but_not_one_name(shop: Path) -> None:
    with open_duckdb({"shop": shop, 'odd "name': shop}) as engine:
        assert engine.tables() == ('odd "name.orders', "shop.orders")
        seen = engine.columns(Relation("orders", "duckdb", {}, name=('odd "name', "orders")))
        assert seen == {"id": INTEGER}
    assert failing({"shop": shop, "SHOP": shop})[:2] == (Refused, "SOURCE_NAME_TAKEN")


def test_reading_leaves_the_file_as_it_was(shop: Path) -> None:
    before = shop.read_bytes()
    with open_duckdb({"shop": shop}) as engine:
        engine.run("select count(*) from shop.orders")
    assert shop.read_bytes() == before
    assert [path.name for path in shop.parent.glob("*.wal")] == []

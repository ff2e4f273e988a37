"""What a session on PostgreSQL is kept from, and what it says when something is wrong."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time as clock
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from urllib.parse import urlsplit

import psycopg
import pytest

from private_postgres import READER, Database, PrivatePostgres
from truenorth.engines.pg import open_postgres
from truenorth.engines.pg_session import PostgresEngine
from truenorth.errors import Level, Refused, SourceFailed, TruenorthError
from truenorth.model.relations import Relation
from truenorth.model.types import INTEGER, TEXT, decimal

TABLES = """
create table orders as select 1 as id;
create schema hidden; create table hidden.salaries as select 1 as id
"""


@pytest.fixture
def engine(postgres_database: Database) -> Iterator[PostgresEngine]:
    postgres_database.load(TABLES)
    with open_postgres("shop", postgres_database.reader_url) as engine:
        yield engine


@pytest.fixture
def mighty(postgres_database: Database) -> Iterator[PostgresEngine]:
    """A session of the administrator, whom only the session itself keeps from writing."""
    postgres_database.load(TABLES)
    with open_postgres("shop", postgres_database.admin_url) as engine:
        yield engine


def code_of(error: pytest.ExceptionInfo[TruenorthError]) -> str:
    return error.value.finding.code


@pytest.mark.parametrize(
    "statement",
    [
        "insert into orders values (2)",
        "with more as (insert into orders values (2) returning *) select * from more",
        "create table mine (i int)",
        "drop table orders",
        "select 1; commit; insert into orders values (2)",
        "copy orders from program 'echo 2'",
        "set default_transaction_read_only = off",
        "set session characteristics as transaction read write",
        "set transaction read write",
        "begin read write",
        "commit",
        "select set_config('transaction_read_only', 'off', false)",
        "select setval(pg_get_serial_sequence('numbered', 'id'), 5)",
        "do $$ begin insert into orders values (2); end $$",
    ],
)
def test_not_even_a_superuser_writes(mighty: PostgresEngine, postgres_database: Database, statement: str) -> None:
    postgres_database.load("create table numbered (id serial)")
    with pytest.raises(TruenorthError) as error:
        mighty.run(statement)
    assert code_of(error) in ("NOT_A_SELECT", "QUERY_FAILED")
    with pytest.raises(TruenorthError):
        mighty.run("insert into orders values (2)")
    assert mighty.run("select id from orders") == ((1,),)


def test_what_a_query_sets_is_gone_with_it(mighty: PostgresEngine) -> None:
    for name, value in (
        ("default_transaction_read_only", "off"),
        ("timezone", "Europe/Rome"),
        ("statement_timeout", "7ms"),
    ):
        assert mighty.run(f"select set_config('{name}', '{value}', false)") == ((value,),)
    told = mighty.run(
        "select current_setting('default_transaction_read_only'), current_setting('timezone'), "
        "current_setting('statement_timeout'), current_setting('transaction_read_only')"
    )
    assert told == (("on", "UTC", "0", "on"),)


def test_a_role_that_could_write_is_a_warning(mighty: PostgresEngine, postgres_database: Database) -> None:
    (finding,) = mighty.findings
    assert (finding.code, finding.level) == ("ROLE_CAN_WRITE", Level.WARNING)
    assert "superuser" in finding.message
    with open_postgres("shop", postgres_database.reader_url) as engine:
        assert engine.findings == ()
    postgres_database.load(f"grant update on hidden.salaries to {READER}")
    with open_postgres("shop", postgres_database.reader_url) as engine:
        (finding,) = engine.findings
        assert "hidden.salaries" in finding.message
        assert engine.run("select id from orders") == ((1,),)


def test_a_table_the_role_may_not_read(postgres_server: PrivatePostgres, postgres_database: Database) -> None:
    postgres_database.load(TABLES + "; create role clerk login password 'clerk'; create table salaries (id int)")
    postgres_database.load(
        f"grant select on orders to clerk; grant connect on database {postgres_database.name} to clerk"
    )
    try:
        with open_postgres("shop", postgres_database.admin_url, timeout=20) as admin:
            assert admin.tables() == ("shop.hidden.salaries", "shop.orders", "shop.salaries")
        parts = urlsplit(postgres_database.reader_url)
        with open_postgres("shop", f"postgresql://clerk:clerk@{parts.hostname}:{parts.port}{parts.path}") as engine:
            assert engine.tables() == ("shop.orders",)
            for name in (("salaries",), ("hidden", "salaries")):
                with pytest.raises(SourceFailed) as failed:
                    engine.columns(Relation("salaries", engine.key, {}, name=name))
                assert code_of(failed) == "ROLE_CANNOT_READ"
            with pytest.raises(SourceFailed) as failed:
                engine.run("select * from salaries")
            assert code_of(failed) == "ROLE_CANNOT_READ"
    finally:
        postgres_database.load("drop owned by clerk; drop role clerk")


def test_own_types_of_postgres(postgres_database: Database) -> None:
    postgres_database.load("""
        create type mood as enum ('sad', 'happy');
        create domain price as numeric(10, 2);
        create table odd (m mood, p price, n numeric, j jsonb, a text[], i interval, b bytea, c char(4), t time, o oid);
        insert into odd values ('happy', 2.5, 1.2345678, '{}', '{x}', '1 day', 'x', 'ab', '24:00', 7)
    """)
    with open_postgres("shop", postgres_database.reader_url) as engine:
        found = engine.columns(Relation("odd", engine.key, {}, name=("odd",)))
        assert {name: kind for name, kind in found.items() if name != "t"} == {
            "m": TEXT, "p": decimal(2), "n": decimal(12), "c": TEXT,
        }  # fmt: skip
        assert engine.run("select m, p, n, c, t, null::mood from odd") == (
            ("happy", Decimal("2.50"), Decimal("1.2345678"), "ab  ", time.max, None),
        )
        assert engine.run("select 'NaN'::numeric, date '0044-03-15 BC', '5874897-12-31'::date") == (
            (None, date.min, date.max),
        )


def test_the_role_s_search_path_holds(postgres_database: Database) -> None:
    postgres_database.load("create schema sales; create table sales.orders as select 7 as id")
    with open_postgres("shop", postgres_database.reader_url + "?options=-csearch_path%3Dsales") as engine:
        assert engine.columns(Relation("orders", engine.key, {}, name=("orders",))) == {"id": INTEGER}
        assert engine.run("select id from orders") == ((7,),)


def test_percent_signs_are_only_text(engine: PostgresEngine) -> None:
    assert engine.run("select '100 %s' like '100 %', 7 % 4") == ((True, 3),)


def test_a_lost_connection_is_told_and_made_anew(engine: PostgresEngine, postgres_database: Database) -> None:
    ((process,),) = engine.run("select pg_backend_pid()")
    postgres_database.load(f"select pg_terminate_backend({process})")
    with pytest.raises(SourceFailed) as failed:
        engine.run("select 1")
    assert code_of(failed) == "SOURCE_LOST"
    assert engine.run("select 1") == ((1,),)


# ---------------------------------------------------------------- connecting

SECRET = "s3cr3t-w0rd"


def refused_connection(url: str) -> TruenorthError:
    with pytest.raises(TruenorthError) as error:
        open_postgres("shop", url, connect_timeout=2)
    trace = "".join(str(link) for link in (error.value, error.value.__cause__, error.value.finding.as_error()))
    for piece in (SECRET, "s3cr3t", "w0rd"):
        assert piece not in trace
    assert error.value.__suppress_context__
    return error.value


def test_a_wrong_password_is_told_without_it(postgres_url: str) -> None:
    parts = urlsplit(postgres_url)
    error = refused_connection(f"postgresql://{parts.username}:{SECRET}@{parts.hostname}:{parts.port}/postgres")
    assert isinstance(error, SourceFailed) and error.finding.code == "SOURCE_UNREACHABLE"
    assert "password is wrong" in error.finding.message and f":{parts.port}/postgres" in error.finding.message


def test_a_database_that_is_not_there(postgres_url: str) -> None:
    error = refused_connection(postgres_url.removesuffix("postgres") + "nowhere")
    assert "no such database or role" in error.finding.message


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        error = refused_connection(f"postgresql://me:{SECRET}@127.0.0.1:{port}/shop")
    assert error.finding.code == "SOURCE_UNREACHABLE"
    assert "nothing answers" in error.finding.message


def test_a_server_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        error = refused_connection(f"host=127.0.0.1 port={port} user=me password={SECRET} dbname=shop")
    assert "did not answer in time" in error.finding.message


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"postgresql://me:x@{SECRET}@127.0.0.1:1/shop", "SOURCE_UNREACHABLE"),  # an @ in the password
        (f"postgresql://me:x/{SECRET}@127.0.0.1:1/shop", "SOURCE_UNREACHABLE"),  # a slash in the password
        (f"postgresql://me:x%{SECRET}@127.0.0.1:1/shop", "POSTGRES_ADDRESS"),
        (f"mysql://me:{SECRET}@127.0.0.1/shop", "POSTGRES_ADDRESS"),
        (f"postgresql+psycopg://me:{SECRET}@127.0.0.1/shop", "POSTGRES_ADDRESS"),
        (f"host=127.0.0.1 passwort={SECRET}", "POSTGRES_ADDRESS"),
    ],
)
def test_a_mistyped_address_tells_no_piece_of_the_password(url: str, code: str) -> None:
    error = refused_connection(url)
    assert error.finding.code == code
    assert isinstance(error, Refused if code == "POSTGRES_ADDRESS" else SourceFailed)


def test_without_the_driver_the_extra_is_named() -> None:
    program = """
import sys
sys.modules["psycopg"] = None  # what Python has when a package is not there
from truenorth.engines.pg import open_postgres
from truenorth.errors import Refused
try:
    open_postgres("shop", "postgresql://localhost/shop")
except Refused as refused:
    print(refused.finding.code, refused.finding.hint)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "DRIVER_MISSING pip install 'truenorth[postgres]'"


def test_no_connection_is_left_behind(postgres_database: Database) -> None:
    with open_postgres("shop", postgres_database.reader_url) as engine:
        threads = [threading.Thread(target=engine.run, args=("select 1",)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    left = "select count(*) from pg_stat_activity where application_name = 'truenorth'"
    with psycopg.connect(postgres_database.admin_url, autocommit=True) as admin:
        deadline = clock.monotonic() + 10  # the server notices a moment later
        while admin.execute(left).fetchall() != [(0,)]:
            assert clock.monotonic() < deadline
            clock.sleep(0.01)

"""Fixtures that every test may use: a real PostgreSQL, and every engine that is executed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest
from django.conf import settings

from app_databases import MigratedData, MigratedPostgres
from effort import choose_profile
from private_postgres import READER, Database, Missing, PrivatePostgres
from truenorth.engines.base import Engine
from truenorth.engines.duck import open_duckdb
from truenorth.engines.pg import open_postgres


def pytest_configure() -> None:
    """Django made fit for tests.

    Passwords of the tests' people cost no time; `test_accounts.py` looks at how real ones are kept. And the browser's
    driver leaves a running event loop in the process, by which Django would take each later test for asynchronous code.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    settings.PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]


choose_profile()
LONGEST_FIRST = ("browser", "crash", "journeys", "app", "answers")
"""Folders in the order of their tests' length: side by side, the last to end should be short."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests first, unless their order is to be of chance."""
    if config.pluginmanager.hasplugin("randomly"):
        return
    rank = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path.relative_to(HERE).parts[0], len(rank)))


HERE = Path(__file__).parent
EngineWith = Callable[..., Engine]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PrivatePostgres]:
    """A server of our own; where there can be none, skipped, but in continuous integration (CI=true) a failure."""
    try:
        server = PrivatePostgres()
    except Missing as missing:
        if os.environ.get("CI", "").casefold() == "true":
            pytest.fail(f"PostgreSQL is missing: {missing}")
        pytest.skip(f"PostgreSQL is missing: {missing}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PrivatePostgres) -> str:
    """The address of the server's maintenance database, for its administrator."""
    return postgres_server.url()


@pytest.fixture
def postgres_database(postgres_server: PrivatePostgres) -> Iterator[Database]:
    """A fresh database of the test's own: `.admin_url` and `.load()` to fill it, `.reader_url` to only read it."""
    database = postgres_server.database()
    yield database
    postgres_server.drop(database)


@pytest.fixture(scope="session")
def migrated_data(tmp_path_factory: pytest.TempPathFactory) -> MigratedData:
    """A data folder with the application's tables, to copy."""
    return MigratedData.made(tmp_path_factory.mktemp("migrated") / "data")


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PrivatePostgres, tmp_path_factory: pytest.TempPathFactory) -> MigratedPostgres:
    """A PostgreSQL database with the application's tables, to copy."""
    return MigratedPostgres.made(postgres_server, tmp_path_factory.mktemp("migrated") / "data")


def duckdb_with(request: pytest.FixtureRequest, statements: str, timeout: float | None) -> Engine:
    """DuckDB over a file in which the statements ran."""
    folder: Path = request.getfixturevalue("tmp_path")
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute(statements or "select 1")
    return open_duckdb({"shop": folder / "shop.duckdb"}, timeout=timeout)


def postgres_with(request: pytest.FixtureRequest, statements: str, timeout: float | None) -> Engine:
    """PostgreSQL, read by a role that can only SELECT, in a database in which the statements ran."""
    if not statements:  # a database of the test's own costs 0.2 s
        server: PrivatePostgres = request.getfixturevalue("postgres_server")
        return open_postgres("shop", server.url(role=READER), timeout=timeout)
    database: Database = request.getfixturevalue("postgres_database")
    database.load(statements)
    return open_postgres("shop", database.reader_url, timeout=timeout)


ENGINES = {"duckdb": duckdb_with, "postgres": postgres_with}  # a new engine is one line here


@pytest.fixture(params=ENGINES)
def engine_with(request: pytest.FixtureRequest) -> Iterator[EngineWith]:
    """Every engine in turn: a function from SQL statements, and perhaps a timeout, to an engine that sees their tables.

    The source is called `shop`.
    """
    opened = ENGINES[request.param]
    with ExitStack() as stack:

        def engine(statements: str = "", timeout: float | None = None) -> Engine:
            return stack.enter_context(opened(request, statements, timeout))

        yield engine


@pytest.fixture
def engine(engine_with: EngineWith) -> Engine:
    """Every engine in turn, over no tables."""
    return engine_with()

"""Fixtures that every test may use: a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from private_postgres import Database, Missing, PrivatePostgres


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

"""The tests' own PostgreSQL keeps what it promises."""

from __future__ import annotations

import psycopg
import pytest

from private_postgres import Database


def test_each_test_has_a_database_of_its_own_that_the_reader_can_only_read(postgres_database: Database) -> None:
    postgres_database.load("create schema sales; create table sales.orders as select 1 as id; create table t (i int)")
    with psycopg.connect(postgres_database.reader_url, autocommit=True) as reader:
        assert reader.execute("select id from sales.orders").fetchall() == [(1,)]
        for attempt in (
            "insert into t values (1)",
            "delete from sales.orders",
            "create table u (i int)",
            "create temp table u (i int)",
            "create schema mine",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(attempt.encode())


def test_a_second_database_is_empty(postgres_database: Database, postgres_url: str) -> None:
    with psycopg.connect(postgres_database.admin_url) as admin:
        assert admin.execute("select count(*) from pg_tables where schemaname = 'public'").fetchall() == [(0,)]
    with psycopg.connect(postgres_url) as admin:
        assert admin.execute("select 1").fetchall() == [(1,)]

"""The database goes away while a worker runs: it waits, and goes on when the database is back."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from app_processes import WORKER, wait_until
from installation import Installation
from private_postgres import Database

NOTE = "from truenorth.app.jobs.write import enqueue\nenqueue('note', None, {{'file': {file!r}, 'word': {word!r}}})"


def _let_in(database: Database, yes: bool) -> None:
    """Open or close a database; closing ends every session in it."""
    elsewhere = urlsplit(database.admin_url)._replace(path="/postgres").geturl()
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(allow.format(sql.Identifier(database.name), sql.Literal(yes)))
        if not yes:
            ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(ending, [database.name])


def test_a_worker_outlives_its_database(postgres_database: Database, tmp_path: Path) -> None:
    ours = Installation(tmp_path / "data", postgres_database.admin_url)
    words, log = tmp_path / "words", tmp_path / "log"
    ours.python("from truenorth.app.models import *\nJob.objects.all().delete()")
    with log.open("w") as errors:
        worker = ours.begin(WORKER, errors)
    try:
        ours.told(NOTE.format(file=str(words), word="before"))
        wait_until(words.exists, "the first job")
        _let_in(postgres_database, False)
        wait_until(lambda: log.read_text().count("the database did not answer") >= 2, "the worker to notice")
        _let_in(postgres_database, True)
        ours.told(NOTE.format(file=str(words), word="after"))
        wait_until(lambda: words.read_text().split() == ["before", "after"], "the second job")
        assert worker.poll() is None, "it is the same process"
        worker.terminate()
        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.communicate()

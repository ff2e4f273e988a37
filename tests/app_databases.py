"""The application's tables made once a test process, for SQLite a file and for PostgreSQL a database to copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from installation import Installation
from private_postgres import Database, PrivatePostgres
from truenorth.app.config.options import Options
from truenorth.app.config.options import database as described

DATABASES = ("sqlite", "postgresql")
EMPTIED = "from truenorth.app.models import *\nJob.objects.all().delete(); Worker.objects.all().delete()"
"""Scheduled jobs would run in the middle of a test."""


@dataclass(frozen=True)
class MigratedData:
    """A data folder whose SQLite database has the application's tables, and no jobs."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> MigratedData:
        """One in a new folder."""
        Installation(folder).python(EMPTIED)
        return cls(folder)

    def copy(self, to: Path) -> Path:
        """Another data folder like it, with a key of its own to come."""
        to.mkdir(parents=True)
        shutil.copyfile(self.folder / "truenorth.sqlite3", to / "truenorth.sqlite3")
        return to


@dataclass(frozen=True)
class MigratedPostgres:
    """A database with the application's tables, and no jobs, on the tests' own server."""

    server: PrivatePostgres
    template: Database

    @classmethod
    def made(cls, server: PrivatePostgres, folder: Path) -> MigratedPostgres:
        """One in a new database; the folder is its installation's."""
        template = server.database()
        Installation(folder, template.admin_url).python(EMPTIED)
        return cls(server, template)

    def copy(self) -> Database:
        """Another database like it."""
        return self.server.database(self.template.name)


def installation_on(request: pytest.FixtureRequest, database: str, data: Path) -> Installation:
    """An installation of a test's own on one of DATABASES, whose tables are there; removed at the test's end."""
    if database == "sqlite":
        migrated: MigratedData = request.getfixturevalue("migrated_data")
        return Installation(migrated.copy(data))
    server: MigratedPostgres = request.getfixturevalue("migrated_postgres")
    copy = server.copy()
    request.addfinalizer(lambda: server.server.drop(copy))
    return Installation(data, copy.admin_url)


@contextmanager
def connected(url: str) -> Iterator[None]:
    """A stretch in which Django's default connection, in every thread, is to the PostgreSQL database of an URL."""
    usual, kept = connections.settings["default"], connections["default"]
    wanted = {"default": described(Options(Path(), database_url=url))}
    connections.settings["default"] = connections.configure_settings(wanted)["default"]
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = usual
        connections["default"] = kept

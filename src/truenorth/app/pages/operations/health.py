"""Whether the installation works: the database, its tables, a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from truenorth.app.jobs import read as jobs

SEEN = timedelta(seconds=60)
"""A worker that gave no sign of life for so long counts as gone."""


@dataclass(frozen=True)
class Health:
    """What was found; a later one is only looked at when those before it are good."""

    database: bool
    migrations: bool = False
    workers: int = 0

    @property
    def good(self) -> bool:
        """Whether all is well."""
        return self.database and self.migrations and self.workers > 0


def health() -> Health:
    """The state now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        if not _migrated():
            return Health(database=True)
        return Health(database=True, migrations=True, workers=len(jobs.workers_seen(SEEN)))
    except DatabaseError:
        return Health(database=False)


def _migrated() -> bool:
    """Whether the database has every table of this version."""
    loader = MigrationLoader(connection)
    return set(loader.disk_migrations) <= set(loader.applied_migrations)

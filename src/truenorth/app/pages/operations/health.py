"""Whether the installation works: the database, its tables, a worker."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from truenorth.app.jobs import read as jobs

LEAST = 20 * 1024 * 1024
"""With fewer free bytes the next write may fail."""
SEEN = timedelta(seconds=60)
"""A worker that gave no sign of life for so long counts as gone."""


@dataclass(frozen=True)
class Health:
    """What was found; a later one is only looked at when those before it are good."""

    database: bool
    migrations: bool = False
    workers: int = 0
    room: bool = True

    @property
    def good(self) -> bool:
        """Whether all is well."""
        return self.database and self.migrations and self.workers > 0 and self.room


def health() -> Health:
    """The state now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        if not _migrated():
            return Health(database=True)
        return Health(database=True, migrations=True, workers=len(jobs.workers_seen(SEEN)), room=_room())
    except DatabaseError:
        return Health(database=False)


def _room() -> bool:
    """Whether the disk of the data folder has room to write."""
    data = Path(settings.OPTIONS.data)
    return not data.exists() or shutil.disk_usage(data).free > LEAST


def _migrated() -> bool:
    """Whether the database has every table of this version."""
    loader = MigrationLoader(connection)
    return set(loader.disk_migrations) <= set(loader.applied_migrations)

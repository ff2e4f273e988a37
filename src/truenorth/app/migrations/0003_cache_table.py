"""The table of Django's database cache: the counters of tries, shared by all processes."""

from __future__ import annotations

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "truenorth_cache"


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make it."""
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    editor.execute(f"drop table if exists {TABLE}")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("truenorth", "0002_append_only")]
    operations = [migrations.RunPython(make, drop)]

"""Rows that nobody may change or take away: the database itself refuses it."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = (
    "auditevent",
    "blob",
    "revision",
    "revisionfile",
    "definitionversion",
    "reading",
    "statusrow",
    "transition",
    "publication",
    "entry",
    "checkin",
)
"""Of these no row is ever changed or deleted."""

_PG_FUNCTION = """
create or replace function truenorth_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are only added', tg_table_name using errcode = 'restrict_violation';
end $$
"""


def protect(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse updates and deletes."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_PG_FUNCTION, None)  # no parameters: % stands for itself
    for table in TABLES:
        name = f"truenorth_{table}"
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"create trigger {name}_append_only before update or delete on {name} "
                "for each row execute function truenorth_append_only()"
            )
            continue
        for event in ("update", "delete"):
            editor.execute(
                f"create trigger {name}_no_{event} before {event} on {name} "
                f"begin select raise(abort, 'rows of {name} are only added'); end"
            )


def release(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the refusals away."""
    for table in TABLES:
        name = f"truenorth_{table}"
        if editor.connection.vendor == "postgresql":
            editor.execute(f"drop trigger if exists {name}_append_only on {name}")
            continue
        for event in ("update", "delete"):
            editor.execute(f"drop trigger if exists {name}_no_{event}")
    if editor.connection.vendor == "postgresql":
        editor.execute("drop function if exists truenorth_append_only")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("truenorth", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]

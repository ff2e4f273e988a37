"""Secrets of second factors that were kept plainly are sealed."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from truenorth.app.accounts.sealing import is_sealed, seal, unseal


def seal_all(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal each secret that is not."""
    for row in apps.get_model("mfa", "Authenticator")._base_manager.all():
        kept = {name: row.data[name] for name in ("secret", "seed") if name in row.data}
        fresh = {name: seal(text) for name, text in kept.items() if not is_sealed(text)}
        if fresh:
            row.data = {**row.data, **fresh}
            row.save(update_fields=["data"])


def unseal_all(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep them plainly again."""
    for row in apps.get_model("mfa", "Authenticator")._base_manager.all():
        row.data = {k: unseal(v) or v if k in ("secret", "seed") else v for k, v in row.data.items()}
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """After the library's own tables."""

    dependencies = [("truenorth", "0004_restated_readings"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal_all, unseal_all)]

"""Django made ready, for commands and workers."""

from __future__ import annotations

import os


def start_django() -> None:
    """Set Django up once in this process. Raises Refused where the options cannot be understood."""
    import django
    from django.apps import apps

    from truenorth.app.config.options import keep_secret_key, read_options

    keep_secret_key(read_options())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truenorth.app.config.settings")
    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Bring the database to this version's tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)

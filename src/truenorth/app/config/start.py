"""Django made ready, for commands and workers."""

from __future__ import annotations

import gc
import os

YOUNG = 50_000
"""So many new objects are made before the collector looks at them."""


def start_django() -> None:
    """Set Django up once in this process, whose files are its owner's alone from now on.

    Raises Refused where the options cannot be understood.
    """
    import django
    from django.apps import apps

    from truenorth.app.config.options import OTHERS, keep_secret_key, read_options

    os.umask(OTHERS)
    keep_secret_key(read_options())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truenorth.app.config.settings")
    if not apps.ready:
        django.setup()


def calm_collector() -> None:
    """Let the garbage collector pass over what was loaded by now, and look less often at what a run makes.

    A run's answers are many small frozen values without cycles: the collector would walk over them again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)


def migrate() -> None:
    """Bring the database to this version's tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)

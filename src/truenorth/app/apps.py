"""How Django knows the application."""

from __future__ import annotations

from django.apps import AppConfig


class TruenorthConfig(AppConfig):
    """One app, one migration history."""

    name = "truenorth.app"
    label = "truenorth"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the audit trail hear of every sign-in."""
        from truenorth.app.accounts.signals import connect

        connect()

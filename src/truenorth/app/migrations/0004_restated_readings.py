"""Readings that took the place of others are found by when they became known."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("truenorth", "0003_cache_table")]
    operations = [
        migrations.AddIndex(
            "reading", models.Index(fields=["cause", "known_from"], name="truenorth_r_cause_9cf149_idx")
        )
    ]

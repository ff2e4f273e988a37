"""What an operator watches: the last run of each workspace, and how many readings there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from truenorth.app.readings.models import Reading, Run


@dataclass(frozen=True)
class LastRun:
    """The newest run of a workspace that is over, and how many KPIs it could not compute."""

    workspace: str
    state: str
    ended_at: datetime
    failures: int


def last_runs() -> list[LastRun]:
    """One for each workspace with a run that is over, by workspace."""
    over = Run.objects.filter(ended_at__isnull=False)
    newest = over.order_by().values("workspace").annotate(newest=Max("id")).values("newest")
    found = Run.objects.filter(pk__in=newest).order_by("workspace__slug")
    rows = found.values_list("workspace__slug", "state", "ended_at", "failures")
    return [LastRun(slug, state, ended, len(failures)) for slug, state, ended, failures in rows if ended is not None]


def readings_count() -> int:
    """How many readings are kept."""
    return Reading.objects.count()

"""Asking for numbers anew where people's work changes them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import count

from truenorth.app.jobs.models import Job, JobState
from truenorth.app.jobs.write import enqueue
from truenorth.app.readings import read as readings
from truenorth.app.work.models import Annotation
from truenorth.app.work.write import Author


def values_changed(author: Author, metrics: Iterable[str]) -> Job | None:
    """The job that computes anew every KPI that stands on some metrics' typed values; call it after the commit."""
    wanted = frozenset(metrics)
    if not wanted:
        return None
    rows = readings.rows(author.workspace, "kpi")
    kpis = sorted(row["key"] for row in rows if wanted & frozenset(row["entry_metrics"]))
    return _ask(author, kpis, f"values of {', '.join(sorted(wanted))}")


def limits_changed(author: Author, annotation: Annotation) -> Job | None:
    """The job that draws the limits anew, where the annotation leaves points out or begins a level."""
    if not (annotation.excluded or annotation.new_level):
        return None
    return _ask(author, [annotation.kpi] if annotation.kpi else [], "an annotation")


def _ask(author: Author, kpis: list[str], cause: str) -> Job:
    """A job that has not begun yet: one that runs may have read its rows before this change was kept."""
    payload: dict[str, object] = {"cause": f"{cause}, {author.user.email}"}
    if kpis:
        payload["kpis"] = kpis
    mark = sha256("\n".join(kpis).encode()).hexdigest()[:16] if kpis else "all"
    name = f"refresh:{author.workspace.pk}:{mark}"
    for turn in count():
        job = enqueue(
            "refresh", author.workspace, payload, dedup_key=f"{name}:{turn}", by=author.user.email, priority=5
        )
        if job.state == JobState.QUEUED:
            return job
    raise AssertionError("counting ends never")

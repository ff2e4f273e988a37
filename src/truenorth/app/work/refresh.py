"""Asking for numbers anew where people's work changes them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from truenorth.app.jobs.models import Job
from truenorth.app.jobs.write import enqueue_unbegun
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
    payload: dict[str, object] = {"cause": f"{cause}, {author.user.email}"}
    if kpis:
        payload["kpis"] = kpis
    mark = sha256("\n".join(kpis).encode()).hexdigest()[:16] if kpis else "all"
    name = f"refresh:{author.workspace.pk}:{mark}"
    return enqueue_unbegun("refresh", author.workspace, payload, name=name, by=author.user.email, priority=5)

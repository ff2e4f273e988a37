"""The kinds of jobs that compute: refresh, ask, check."""

from __future__ import annotations

from typing import Any

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.context import JobContext
from truenorth.app.readings import asking
from truenorth.app.readings import refresh as refreshing
from truenorth.app.readings.schedules import keep_schedules


def refresh(context: JobContext) -> dict[str, Any]:
    """One run. Payload: `as_of` (a date, meaning its end, or an instant), `kpis` (only these), `cause`."""
    words = context.payload
    run = refreshing.refresh(
        _workspace(context),
        as_of=words.get("as_of") or None,
        context=context,
        cause=str(words.get("cause", "")),
        kpis=words.get("kpis") or None,
    )
    if not words.get("kpis"):
        keep_schedules(_workspace(context))
    return {"run": run.pk, "as_of": run.as_of.isoformat(), "failures": run.failures}


def check(context: JobContext) -> dict[str, Any]:
    """The KPI check made again: it looks at every KPI, so it is a whole run."""
    return refresh(context)


def ask(context: JobContext) -> dict[str, Any]:
    """The answer to a question of a page, as JSON."""
    return asking.answered(_workspace(context), context.payload)


def _workspace(context: JobContext) -> Workspace:
    if context.workspace is None:
        raise ValueError("a job that computes belongs to a workspace: enqueue it with one")
    return context.workspace

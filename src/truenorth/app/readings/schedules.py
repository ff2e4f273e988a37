"""When a workspace is refreshed by itself: once a day, and what was promised fresher than a day as often as that."""

from __future__ import annotations

from datetime import timedelta

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs import schedules
from truenorth.app.readings.basis import basis_of
from truenorth.app.readings.tree import tables_of
from truenorth.app.revisions.read import project_of
from truenorth.model.kpis import Kpi
from truenorth.periods import Duration
from truenorth.project import Project

PREFIX = "refresh:"
DAILY = f"{PREFIX}daily"
AT = "daily at 06:00"
RULES = (
    (timedelta(minutes=5), "every minute"),
    (timedelta(hours=1), "every 5 minutes"),
    (timedelta(days=1), "hourly"),
)
"""How often the KPIs are looked at whose rows were promised to be no older than so long; the first that holds."""


def keep_schedules(workspace: Workspace) -> list[str]:
    """The keys of the schedules in force: everything once a day, live KPIs by their tables' `fresh_within`.

    A workspace with a fixed clock (sample data) has none: its numbers do not change by themselves.
    """
    basis = basis_of(workspace)
    keys: list[str] = []
    if basis is not None and workspace.clock is None:
        with project_of(basis.stored, workspace) as project:
            if project.definitions.as_of is None and "*" not in project.definitions.broken:
                keys = _put(workspace, project)
    schedules.keep_only(workspace, PREFIX, keys)
    return keys


def _put(workspace: Workspace, project: Project) -> list[str]:
    calendar = project.definitions.calendar
    live = _live(project)
    wanted = {DAILY: (AT, None)} | {f"{PREFIX}{rule}": (rule, kpis) for rule, kpis in live.items()}
    for key, (rule, kpis) in wanted.items():
        payload = {"cause": "schedule"} | ({"kpis": kpis} if kpis else {})
        schedules.put(workspace, key, "refresh", payload, rule, calendar.zone, holidays=calendar.holidays or "")
    return list(wanted)


def _live(project: Project) -> dict[str, list[str]]:
    """The KPIs to be looked at more often than once a day, by rule."""
    found: dict[str, list[str]] = {}
    promised = {key: each.fresh_within for key, each in project.definitions.tables.items() if each.fresh_within}
    short = {key: within for key, within in promised.items() if within.unit in ("minute", "hour")}
    for kpi in project.definitions.kpis.values():
        rule = _rule(project, kpi, short) if short and kpi.state == "active" else None
        if rule is not None:
            found.setdefault(rule, []).append(kpi.key)
    return found


def _rule(project: Project, kpi: Kpi, short: dict[str, Duration]) -> str | None:
    if kpi.metric not in project.definitions.metrics:
        return None
    within = [short[table].elapsed for table in tables_of(project.asking, kpi.metric) if table in short]
    return next((rule for limit, rule in RULES if within and min(within) <= limit), None)

"""When a workspace is refreshed by itself: by the grains of its KPIs, in its own zone."""

from __future__ import annotations

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs import schedules
from truenorth.app.readings.basis import basis_of
from truenorth.app.revisions.read import project_of
from truenorth.periods import Grain

PREFIX = "refresh:"
DAILY, LIVE = f"{PREFIX}daily", f"{PREFIX}live"
AT = "daily at 06:00"
MINUTELY = "every minute"


def keep_schedules(workspace: Workspace) -> list[str]:
    """The keys of the schedules in force: once a day everything, every minute the KPIs of an hour's grain.

    A workspace with a fixed clock (sample data) has none: its numbers do not change by themselves.
    """
    basis = basis_of(workspace)
    keys: list[str] = []
    if basis is not None and workspace.clock is None:
        with project_of(basis.stored, workspace) as project:
            definitions = project.definitions
            if definitions.as_of is None and "*" not in definitions.broken:
                active = [kpi for kpi in definitions.kpis.values() if kpi.state == "active"]
                hourly = [kpi.key for kpi in active if kpi.grain is Grain.HOUR]
                zone, holidays = definitions.calendar.zone, definitions.calendar.holidays or ""
                schedules.put(workspace, DAILY, "refresh", {"cause": "schedule"}, AT, zone, holidays=holidays)
                keys.append(DAILY)
                if hourly:
                    payload = {"cause": "schedule", "kpis": hourly}
                    schedules.put(workspace, LIVE, "refresh", payload, MINUTELY, zone, holidays=holidays)
                    keys.append(LIVE)
    schedules.keep_only(workspace, PREFIX, keys)
    return keys

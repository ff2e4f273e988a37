"""The KPI check as its page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from truenorth.app.readings.cards.spelled import Owners, finding_shown
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.shapes import CheckRow
from truenorth.errors import Finding, Level
from truenorth.model.kpis import Kpi

_BY: dict[str, Callable[[Kpi], str | None]] = {
    "timing": lambda kpi: kpi.timing,
    "stage": lambda kpi: kpi.stage,
    "nature": lambda kpi: kpi.nature,
    "horizon": lambda kpi: kpi.horizon,
    "level": lambda kpi: kpi.level,
    "role": lambda kpi: kpi.role,
}


def sorted_out(scene: Scene, findings: Sequence[Finding]) -> None:
    """Each finding put beside the definition that it is about."""
    owners = Owners(scene.definitions)
    for finding in findings:
        scene.found.setdefault(owners.of(finding.place), []).append(finding)


def check_row(scene: Scene) -> CheckRow:
    """The findings, the worst first, and how the KPIs are spread."""
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTE: 2}
    told = [(noun, key, each) for (noun, key), findings in scene.found.items() for each in findings]
    told.sort(key=lambda one: (order[one[2].level], str(one[2].place.file), one[2].place.line or 0, one[2].code))
    counts = Counter(each.level.value for _, _, each in told)
    return {
        "counts": {level.value: counts.get(level.value, 0) for level in Level},
        "findings": [finding_shown(each, noun, key) for noun, key, each in told],
        "balance": _balance(scene),
        "checked_at": scene.now.isoformat(),
        "suppressed": [
            {"rule": each.rule, "on": each.on or "", "reason": each.reason, "until": each.until.isoformat()}
            for each in (scene.definitions.check.suppress if scene.definitions.check else ())
        ],
    }


def _balance(scene: Scene) -> dict[str, dict[str, int]]:
    kpis = [kpi for kpi in scene.definitions.kpis.values() if kpi.state == "active"]
    objectives = scene.definitions.objectives
    found = {name: dict(Counter(of(kpi) or "" for kpi in kpis)) for name, of in _BY.items()}
    lanes = (objectives.get(kpi.objective or "") for kpi in kpis)
    found["perspective"] = dict(Counter((each.perspective if each else None) or "" for each in lanes))
    return found

"""PORT_TOO_MANY: too many KPIs."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.kpis import Kpi

LIMITS = {"individual": 3, "project": 5, "team": 7, "department": 7, "company": 12}


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    settings = facts.definitions.check
    limits = {**LIMITS, **(settings.limits if settings else {})}
    groups: dict[tuple[str, str], list[Kpi]] = {}
    for kpi in facts.active:
        if kpi.level in limits:
            named = {"team": kpi.team, "department": kpi.department, "individual": kpi.owner}.get(kpi.level) or ""
            groups.setdefault((kpi.level, named), []).append(kpi)
    for (level, named), kpis in groups.items():
        if len(kpis) > limits[level]:
            whose = f" {named}" if named else ""
            message = f"{len(kpis)} KPIs of the {level}{whose}, {limits[level]} are the most that can be steered by."
            yield Hit(None, kpis[-1].place, message)


RULE = Rule(
    code="PORT_TOO_MANY",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Too many KPIs",
    why="Whoever steers by twenty numbers steers by none.",
    remedy="Keep those that decisions depend on; the rest are supporting metrics. `check: limits:` sets other numbers.",
    bad=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, level: individual }\n"
        "  k1: { label: K1, metric: revenue, level: individual }\n"
        "  k2: { label: K2, metric: revenue, level: individual }\n"
        "  k3: { label: K3, metric: revenue, level: individual }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, level: individual }\n"
        "  k1: { label: K1, metric: revenue, level: individual }\n"
        "  k2: { label: K2, metric: revenue, level: individual }\n",
    ),
    find=find,
)

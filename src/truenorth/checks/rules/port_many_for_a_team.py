"""PORT_MANY_FOR_A_TEAM: a team has more than five KPIs."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.kpis import Kpi

FIT = 5


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    groups: dict[str, list[Kpi]] = {}
    for kpi in facts.active:
        if kpi.level == "team":
            groups.setdefault(kpi.team or "", []).append(kpi)
    for team, kpis in groups.items():
        if len(kpis) > FIT:
            message = f"The team {team or '(none)'} has {len(kpis)} KPIs; {FIT} can be kept in mind."
            yield Hit(None, kpis[-1].place, message)


RULE = Rule(
    code="PORT_MANY_FOR_A_TEAM",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A team has more than five KPIs",
    why="Five fit into a head, seven into a list.",
    remedy="Ask which two nobody would miss.",
    bad=Example(
        "teams:\n"
        "  crew: { label: Crew }\n"
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, level: team, team: crew }\n"
        "  k1: { label: K1, metric: revenue, level: team, team: crew }\n"
        "  k2: { label: K2, metric: revenue, level: team, team: crew }\n"
        "  k3: { label: K3, metric: revenue, level: team, team: crew }\n"
        "  k4: { label: K4, metric: revenue, level: team, team: crew }\n"
        "  k5: { label: K5, metric: revenue, level: team, team: crew }\n",
    ),
    good=Example(
        "teams:\n"
        "  crew: { label: Crew }\n"
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, level: team, team: crew }\n"
        "  k1: { label: K1, metric: revenue, level: team, team: crew }\n"
        "  k2: { label: K2, metric: revenue, level: team, team: crew }\n"
        "  k3: { label: K3, metric: revenue, level: team, team: crew }\n"
        "  k4: { label: K4, metric: revenue, level: team, team: crew }\n",
    ),
    find=find,
)

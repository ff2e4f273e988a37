"""PORT_KPI_WITHOUT_OBJECTIVE: a KPI has no objective."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.objective:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} has no objective.")


RULE = Rule(
    code="PORT_KPI_WITHOUT_OBJECTIVE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI has no objective",
    why="A KPI serves a goal; without one it is a metric.",
    remedy="Say its `objective`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "objectives:\n"
        "  growth: { label: Growth }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: growth\n",
    ),
    find=find,
)

"""DEF_SAME_LABEL: two KPIs have the same label."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    seen: dict[str, str] = {}
    for kpi in facts.kpis:
        first = seen.setdefault(kpi.label.strip().lower(), kpi.key)
        if first != kpi.key:
            yield Hit(kpi.key, at(kpi, "label"), f"{kpi.key} has the same label as {first}: {kpi.label}.")


RULE = Rule(
    code="DEF_SAME_LABEL",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Two KPIs have the same label",
    why="In a meeting nobody can tell which of the two is meant.",
    remedy="Say what sets them apart: the segment, the grain, the department.",
    bad=Example(
        "kpis:\n  one: { label: Sales, metric: revenue }\n  two: { label: Sales, metric: orders }\n",
    ),
    good=Example(
        "kpis:\n  one: { label: Sales, metric: revenue }\n  two: { label: Orders, metric: orders }\n",
    ),
    find=find,
)

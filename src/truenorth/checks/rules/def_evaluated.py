"""DEF_EVALUATED: a KPI is never reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.review:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} has no rhythm in which it is reviewed.")


RULE = Rule(
    code="DEF_EVALUATED",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI is never reviewed",
    why="SMARTER, E: a number that is not looked at on fixed days is looked at when it is too late.",
    remedy="Say `review`: how often it is looked at.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    review: monthly\n",
    ),
    find=find,
)

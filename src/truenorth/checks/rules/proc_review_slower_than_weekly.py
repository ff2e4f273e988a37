"""PROC_REVIEW_SLOWER_THAN_WEEKLY: an operational KPI is reviewed less than weekly."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if kpi.horizon == "operational" and kpi.review == "monthly":
            yield Hit(kpi.key, at(kpi, "review"), f"{kpi.label} is operational and reviewed monthly.")


RULE = Rule(
    code="PROC_REVIEW_SLOWER_THAN_WEEKLY",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="An operational KPI is reviewed less than weekly",
    why="A month is a long time on the floor.",
    remedy="Look at it every week.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    horizon: operational\n    review: monthly\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    horizon: operational\n    review: every Monday\n",
    ),
    find=find,
)

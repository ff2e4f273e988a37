"""STAT_SHORT: a series is too short for limits."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        count = sum(1 for value in facts.values(kpi) if value is not None)
        if 0 < count < 12:
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: {count} points, 12 are needed to tell signal from noise.")


RULE = Rule(
    code="STAT_SHORT",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A series is too short for limits",
    why="Below twelve points signal and noise look alike.",
    remedy="Ask by a finer grain, or load the past.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
        values=STEADY[:8],
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
        values=STEADY,
    ),
    find=find,
)

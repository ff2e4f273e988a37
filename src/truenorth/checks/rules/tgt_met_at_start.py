"""TGT_MET_AT_START: a target was met before it began."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, level_of
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        level, target = level_of(facts, kpi), facts.in_force(kpi)
        if level is None or target is None or kpi.role == "guardrail":
            continue
        begins = facts.definitions.calendar.midnight(target.begins)
        told = zip(facts.points(kpi), facts.values(kpi), strict=True)
        before = [value for point, value in told if point.period.end <= begins]
        known = [value for value in before[-6:] if value is not None]
        if len(known) == 6 and all(level[1] * (value - level[0]) >= 0 for value in known):
            yield Hit(kpi.key, target.place, f"{kpi.label}: each of the six periods before it began had met it.")


RULE = Rule(
    code="TGT_MET_AT_START",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A target was met before it began",
    why="It asks for nothing.",
    remedy="Raise it, or say that keeping the level is the goal (`role: guardrail`).",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-06, at_least: 90 }\n",
        values=STEADY,
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-06, at_least: 104 }\n",
        values=STEADY,
    ),
    find=find,
)

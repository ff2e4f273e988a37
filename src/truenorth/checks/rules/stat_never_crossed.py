"""STAT_NEVER_CROSSED: a threshold was not crossed for two years."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at, level_of
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        level, known = level_of(facts, kpi), [value for value in facts.values(kpi)[-24:] if value is not None]
        if level is None or len(known) < 24 or kpi.role == "guardrail":
            continue
        if len({level[1] * (value - level[0]) >= 0 for value in known}) == 1:
            message = f"{kpi.label}: the target was not crossed in the last 24 periods."
            yield Hit(kpi.key, at(kpi, "targets"), message)


RULE = Rule(
    code="STAT_NEVER_CROSSED",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A threshold was not crossed for two years",
    why="What is always green is not looked at.",
    remedy="Retire it, make it a guardrail, or move the target.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2023-01, at_least: 90 }\n",
        values=STEADY,
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2023-01, at_least: 100 }\n",
        values=STEADY,
    ),
    find=find,
)

"""PROC_RED_FOR_LONG: a KPI misses its target for three periods."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at, level_of
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        level, known = level_of(facts, kpi), [value for value in facts.values(kpi)[-3:] if value is not None]
        if level is not None and len(known) == 3 and all(level[1] * (value - level[0]) < 0 for value in known):
            message = f"{kpi.label} missed its target in each of the last three periods."
            yield Hit(kpi.key, at(kpi, "targets"), message)


RULE = Rule(
    code="PROC_RED_FOR_LONG",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A KPI misses its target for three periods",
    why="A red that stays is a decision nobody takes.",
    remedy="Act, and say what; or admit that the target is none.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2023-01, at_least: 150 }\n",
        values=STEADY,
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2023-01, at_least: 90 }\n",
        values=STEADY,
    ),
    find=find,
)

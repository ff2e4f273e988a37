"""TGT_UNREACHABLE: no period ever came near the target."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at, level_of
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        level, known = level_of(facts, kpi), [value for value in facts.values(kpi)[-36:] if value is not None]
        if level is None or len(known) < 12:
            continue
        near = abs(level[0]) * 0.05
        if all(level[1] * (value - level[0]) < -near for value in known):
            message = f"{kpi.label}: no period of the last {len(known)} came near {level[0]:g}."
            yield Hit(kpi.key, at(kpi, "targets"), message)


RULE = Rule(
    code="TGT_UNREACHABLE",
    level=Level.WARNING,
    needs=Needs.HISTORY,
    title="No period ever came near the target",
    why="SMARTER, A: a target that nobody believes in moves nobody.",
    remedy="Set a first step that has been reached in a good period.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-01, at_least: 200 }\n",
        values=STEADY,
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-01, at_least: 104 }\n",
        values=STEADY,
    ),
    find=find,
)

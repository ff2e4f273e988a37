"""STAT_NOISE_FLIPS: the colour flips within noise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from truenorth.checks.facts import Facts, at, level_of
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.stats import signals


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        level, known = level_of(facts, kpi), [value for value in facts.values(kpi)[-12:] if value is not None]
        if level is None or len(known) < 12 or any(point.rule for point in signals(facts.values(kpi)).points[-12:]):
            continue
        met = [level[1] * (value - level[0]) >= 0 for value in known]
        flips = sum(1 for one, other in pairwise(met) if one is not other)
        if flips >= 4:
            yield Hit(kpi.key, at(kpi, "targets"), f"{kpi.label}: {flips} flips in 12 periods without any signal.")


RULE = Rule(
    code="STAT_NOISE_FLIPS",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="The colour flips within noise",
    why="Red, green, red: every meeting explains what nothing caused.",
    remedy="Widen the band to the red line, or judge a longer period.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2023-01, at_least: 100 }\n",
        values=STEADY,
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2023-01, at_least: 80 }\n",
        values=STEADY,
    ),
    find=find,
)

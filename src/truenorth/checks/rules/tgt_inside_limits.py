"""TGT_INSIDE_LIMITS: a target lies inside what the KPI does by itself."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at, level_of
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.stats import Declined, natural_limits


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        level, limits = level_of(facts, kpi), natural_limits(facts.values(kpi)[-24:])
        if level is None or isinstance(limits, Declined) or limits.n < 12 or not limits.lower < level[0] < limits.upper:
            continue
        known = [value for value in facts.values(kpi) if value is not None]
        share = sum(1 for value in known if level[1] * (value - level[0]) >= 0) / len(known)
        if 0.02 < share < 0.98:
            message = f"{kpi.label}: inside natural limits; met in {share:.0%} of periods by luck."
            yield Hit(kpi.key, at(kpi, "targets"), message)


RULE = Rule(
    code="TGT_INSIDE_LIMITS",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A target lies inside what the KPI does by itself",
    why="It is met and missed by luck, and praise and blame are handed out for noise.",
    remedy="Change the process first, or set the target where luck does not reach.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-01, at_least: 101 }\n",
        values=STEADY,
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-01, at_least: 200 }\n",
        values=STEADY,
    ),
    find=find,
)

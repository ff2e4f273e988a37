"""DATA_TOO_FEW: too few cases to judge."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        status = facts.statuses.get(kpi.key)
        data = status.facets.get("data") if status else None
        if data is not None and data.word == "too few":
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: the denominator is below `min_count`.")


RULE = Rule(
    code="DATA_TOO_FEW",
    level=Level.WARNING,
    needs=Needs.HISTORY,
    title="Too few cases to judge",
    why="Three answers of four are no 75 %.",
    remedy="Judge a longer period, or lower `min_count` knowingly.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: share\n    min_count: 1000\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: share\n    min_count: 1\n",
    ),
    find=find,
)

"""DATA_SMALL_SAMPLE: a share of few cases."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

FEW = 30


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        points = facts.points(kpi)
        parts = points[-1].measured.components if points else None
        size = parts.denominator if parts else None
        metric = facts.metric(kpi)
        share = metric is not None and metric.unit is not None and metric.unit.is_percent
        if share and size is not None and size < FEW and kpi.min_count is None:
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: {size} cases in the newest period, and no `min_count`.")


RULE = Rule(
    code="DATA_SMALL_SAMPLE",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A share of few cases",
    why="Below thirty cases a share jumps by itself.",
    remedy="Say `min_count`, or judge a longer period.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: share\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: share\n    min_count: 30\n",
    ),
    find=find,
)

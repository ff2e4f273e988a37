"""How many periods of a grain make a season, and which way is better."""

from __future__ import annotations

from collections.abc import Iterable

from truenorth.judgement.goal import Goal, Lack
from truenorth.model.answers import Amount
from truenorth.model.metrics import Direction, Metric, Unit
from truenorth.periods import Grain

SEASONS = {
    Grain.HOUR: 24,
    Grain.DAY: 7,
    Grain.WEEK: 52,
    Grain.MONTH: 12,
    Grain.QUARTER: 4,
    Grain.FISCAL_QUARTER: 4,
}
"""A year of months, a week of days; years have no season."""


def bounds(values: Iterable[Amount], unit: Unit | None) -> tuple[float | None, float | None]:
    """Between which values a KPI can lie: a share within 0 and 1, what was never negative at 0 or above."""
    known = [float(value) for value in values if value is not None]
    lower = 0.0 if known and min(known) >= 0 else None
    share = unit is not None and unit.is_percent and lower is not None and max(known) <= 1
    return lower, 1.0 if share else None


def better(metric: Metric | None, goal: Goal | Lack | None) -> int:
    """+1 where more is better, −1 where less is, 0 where nobody said."""
    told = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(metric.direction) if metric and metric.direction else None
    if told is not None:
        return told
    return goal.side if isinstance(goal, Goal) else 0

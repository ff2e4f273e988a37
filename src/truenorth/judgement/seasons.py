"""How many periods of a grain make a season, and between which values a KPI can lie."""

from __future__ import annotations

from collections.abc import Iterable

from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
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

"""What is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truenorth.model.syntax import Formula
from truenorth.periods import Grain, Period, Shift


@dataclass(frozen=True)
class Question:
    """Metrics by grain and dimensions over a period, with filters and comparisons, as known at a time.

    `as_of` is an instant; what lies at or after it does not count. No `period` asks for all there is.
    `rows` drills to that many rows behind each number.
    """

    metrics: tuple[str, ...]
    as_of: datetime
    grain: Grain = Grain.TOTAL
    by: tuple[str, ...] = ()
    period: Period | None = None
    where: Formula | None = None
    compare: tuple[Shift, ...] = ()
    totals: bool = False
    rows: int | None = None

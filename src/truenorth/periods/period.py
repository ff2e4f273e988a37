"""A half-open stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truenorth.periods.grain import Grain


@dataclass(frozen=True, order=True)
class Period:
    """`[start, end)`, both instants in UTC; without a grain it is any stretch, with start == end a boundary.

    Instants, not local times: two clock readings of one autumn night stay apart. The calendar turns
    them into civil dates where a table is dated by those.
    """

    start: datetime
    end: datetime
    grain: Grain | None = None

    def contains(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

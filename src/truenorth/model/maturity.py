"""When a conversion or retention has had its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from truenorth.model.trees import Followed, Returned
from truenorth.periods import Calendar
from truenorth.periods.calendar import add_months_clamped


def latest_mature_end(calendar: Calendar, after: Followed | Returned, seen: datetime) -> datetime | None:
    """The latest mature end, given the watermark of the table that follows."""
    if isinstance(after, Followed):
        if after.within is None:
            return None
        months = after.within.months
        if months is not None:
            return calendar.midnight(add_months_clamped(calendar.day(seen), -months))
        if after.within.days is not None:
            return calendar.midnight(calendar.day(seen) - timedelta(days=after.within.days))
        return seen - after.within.elapsed
    unit = calendar.floor(after.unit, calendar.day(seen))
    return calendar.midnight(calendar.add(after.unit, unit, -after.age))

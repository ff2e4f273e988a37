"""Dense sequences of periods."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from truenorth.periods.calendar import Calendar
from truenorth.periods.grain import Grain
from truenorth.periods.period import Period


def period_at(calendar: Calendar, grain: Grain, day: date) -> Period:
    """The period of a grain (day or coarser) that holds a civil day."""
    first = calendar.floor(grain, day)
    return Period(calendar.midnight(first), calendar.midnight(calendar.add(grain, first, 1)), grain)


def spine(calendar: Calendar, grain: Grain, start: datetime, end: datetime) -> tuple[Period, ...]:
    """Every period of a grain that overlaps `[start, end)`, in order; for `total` that range itself.

    >>> from datetime import UTC
    >>> a, b = datetime(2024, 1, 15, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)
    >>> [str(p.start.date()) for p in spine(Calendar(), Grain.MONTH, a, b)]
    ['2024-01-01', '2024-02-01']
    """
    if end <= start:
        return ()
    if grain is Grain.TOTAL:
        return (Period(start, end, Grain.TOTAL),)
    if grain is Grain.HOUR:
        return _hours(calendar, start, end)
    periods = []
    day = calendar.floor(grain, calendar.day(start))
    begin = calendar.midnight(day)
    while begin < end:
        day = calendar.add(grain, day, 1)
        until = calendar.midnight(day)
        periods.append(Period(begin, until, grain))
        begin = until
    return tuple(periods)


def _hours(calendar: Calendar, start: datetime, end: datetime) -> tuple[Period, ...]:
    wall = calendar.aware(start)
    begin = start - timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
    hour = timedelta(hours=1)
    periods = []
    while begin < end:
        periods.append(Period(begin, begin + hour, Grain.HOUR))
        begin += hour
    return tuple(periods)


def split(calendar: Calendar, grain: Grain, period: Period) -> tuple[Period, ...]:
    """The units of `grain` inside a period, the first and last cut at its edges."""
    return tuple(
        part
        if part.start >= period.start and part.end <= period.end
        else Period(max(part.start, period.start), min(part.end, period.end), grain)
        for part in spine(calendar, grain, period.start, period.end)
    )

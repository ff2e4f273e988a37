"""Dense sequences of periods."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from truenorth.errors import Refused, refuse
from truenorth.periods.calendar import Calendar
from truenorth.periods.grain import Grain
from truenorth.periods.period import Period

MOST_PERIODS = 100_000
"""So many are listed: 273 years of days, 11 of hours. More is a wrong date, and would take minutes and gigabytes."""
_DAYS = {Grain.HOUR: 1 / 24, Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 28, Grain.QUARTER: 90, Grain.YEAR: 365}


def period_at(calendar: Calendar, grain: Grain, day: date) -> Period:
    """The period of a grain (day or coarser) that holds a civil day."""
    first = calendar.floor(grain, day)
    return Period(calendar.midnight(first), calendar.midnight(calendar.add(grain, first, 1)), grain)


def spine(calendar: Calendar, grain: Grain, start: datetime, end: datetime) -> tuple[Period, ...]:
    """Every period of a grain that overlaps `[start, end)`, in order; for `total` that range itself.

    Raises Refused where they are more than anybody reads.

    >>> from datetime import UTC
    >>> a, b = datetime(2024, 1, 15, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)
    >>> [str(p.start.date()) for p in spine(Calendar(), Grain.MONTH, a, b)]
    ['2024-01-01', '2024-02-01']
    """
    if end <= start:
        return ()
    if grain is Grain.TOTAL:
        return (Period(start, end, Grain.TOTAL),)
    if (end - start) / timedelta(days=_DAYS.get(grain, 1)) > MOST_PERIODS:
        raise _too_many(calendar, grain, start, end)
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


def _too_many(calendar: Calendar, grain: Grain, start: datetime, end: datetime) -> Refused:
    return refuse(
        "TOO_MANY_PERIODS",
        f"From {calendar.day(start)} to {calendar.day(end)} there are more than {MOST_PERIODS:,} periods of a "
        f"{grain.value}, which is more than are listed.",
        hint="ask for a shorter period or a coarser grain; where nobody asked for that long, a row holds a wrong date: "
        "leave such rows out by the table's `filter:`",
    )


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

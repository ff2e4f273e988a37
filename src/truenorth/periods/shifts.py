"""Comparisons: which earlier period stands beside a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from truenorth.periods.calendar import MONTHS, Calendar, add_months, add_months_clamped
from truenorth.periods.duration import Duration, parse_duration
from truenorth.periods.grain import Grain
from truenorth.periods.labels import parse_period
from truenorth.periods.period import Period
from truenorth.periods.spine import period_at


class ShiftKind(StrEnum):
    """The ways to name an earlier period."""

    PREVIOUS = "previous-period"
    LAST_YEAR = "same-period-last-year"
    WEEKDAY_LAST_YEAR = "same-weekday-last-year"
    BY = "shift"
    BASELINE = "baseline"


@dataclass(frozen=True)
class Shift:
    """A comparison. `text` is how it was asked; `periods` or `by` say how far; `fixed` is a baseline's period."""

    kind: ShiftKind
    text: str
    periods: int = 1
    by: Duration | None = None
    fixed: Period | None = None


def parse_shift(calendar: Calendar, text: str) -> Shift | None:
    """The comparison written in `text` (hyphens or blanks), or None.

    >>> parse_shift(Calendar(), "previous period").kind
    <ShiftKind.PREVIOUS: 'previous-period'>
    """
    plain = "-".join(text.strip().lower().split())
    for kind in (ShiftKind.PREVIOUS, ShiftKind.LAST_YEAR, ShiftKind.WEEKDAY_LAST_YEAR):
        if plain == kind:
            return Shift(kind, kind.value)
    if text.lower().startswith("baseline:"):
        fixed = parse_period(calendar, text.split(":", 1)[1])
        return Shift(ShiftKind.BASELINE, text.strip(), fixed=fixed) if fixed else None
    amount = (plain.removeprefix("shift:") if plain.startswith("shift:") else plain).replace("-", " ").split()
    if len(amount) == 2 and amount[0].isdigit() and amount[1] in ("period", "periods"):
        return Shift(ShiftKind.BY, text.strip(), periods=int(amount[0]))
    by = parse_duration(" ".join(amount))
    return Shift(ShiftKind.BY, text.strip(), by=by) if by else None


def shift_fits(shift: Shift, grain: Grain) -> bool:
    """Whether a comparison is defined at a grain: units finer than it are refused, and months do not move weeks."""
    if shift.kind is ShiftKind.WEEKDAY_LAST_YEAR:
        return grain in (Grain.HOUR, Grain.DAY, Grain.WEEK, Grain.TOTAL)
    if shift.by is None or grain is Grain.TOTAL:
        return True
    unit = shift.by.unit
    if unit == "minute":
        return False
    if grain is Grain.WEEK and unit in ("month", "quarter"):
        return False
    return Grain(unit).rank >= grain.rank


def shift_period(calendar: Calendar, shift: Shift, period: Period) -> Period | None:
    """The partner of a period, or None where it has none (29 February, week 53, 31 April)."""
    if shift.kind is ShiftKind.BASELINE:
        return shift.fixed
    if shift.kind is ShiftKind.WEEKDAY_LAST_YEAR:
        return _by_days(calendar, period, 364)
    if shift.kind is ShiftKind.LAST_YEAR:
        return _by_months(calendar, period, 12)
    if shift.by is None:
        return _by_units(calendar, period, shift.periods)
    if shift.by.unit == "hour":
        return Period(period.start - shift.by.elapsed, period.end - shift.by.elapsed, period.grain)
    if shift.by.days is not None:
        return _by_days(calendar, period, shift.by.days)
    return _by_months(calendar, period, shift.by.months or 0)


def _by_units(calendar: Calendar, period: Period, count: int) -> Period | None:
    if period.grain is Grain.HOUR:
        step = timedelta(hours=count)
        return Period(period.start - step, period.end - step, Grain.HOUR)
    if period.grain not in (None, Grain.TOTAL):
        first = calendar.add(period.grain, calendar.day(period.start), -count)
        return period_at(calendar, period.grain, first)
    first, after = calendar.day(period.start), calendar.day(period.end)
    whole = calendar.is_midnight(period.start) and calendar.is_midnight(period.end)
    if whole and first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        return _by_months(calendar, period, months * count)
    if whole:
        return _by_days(calendar, period, (after - first).days * count)
    length = (period.end - period.start) * count
    return Period(period.start - length, period.end - length, period.grain)


def _by_days(calendar: Calendar, period: Period, days: int) -> Period:
    step = timedelta(days=days)
    if not (calendar.is_midnight(period.start) and calendar.is_midnight(period.end)):
        start, end = (calendar.instant(calendar.local(edge) - step) for edge in (period.start, period.end))
        return Period(start, end, period.grain)
    start, end = (calendar.midnight(calendar.day(edge) - step) for edge in (period.start, period.end))
    return Period(start, end, period.grain)


def _by_months(calendar: Calendar, period: Period, months: int) -> Period | None:
    grain = period.grain
    first = calendar.day(period.start)
    if grain is Grain.WEEK:
        year, number = calendar.week_number(first)
        week = calendar.week(year - months // 12, number)
        return period_at(calendar, Grain.WEEK, week) if week else None
    if grain in (Grain.DAY, Grain.HOUR):
        day = add_months(first, -months)
        if day is None:
            return None
        return _by_days(calendar, period, (first - day).days)
    if grain in MONTHS:
        return period_at(calendar, grain, _month_back(first, months))
    last = calendar.day_before(period.end)
    start, end = add_months_clamped(first, -months), _end(first, last, months)
    if calendar.is_midnight(period.start) and calendar.is_midnight(period.end):
        return Period(calendar.midnight(start), calendar.midnight(end), grain)
    return _by_days(calendar, period, (first - start).days)


def _month_back(first: date, months: int) -> date:
    return add_months_clamped(first, -months)


def _end(first: date, last: date, months: int) -> date:
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        return add_months_clamped(after, -months)
    return add_months_clamped(last, -months) + timedelta(days=1)

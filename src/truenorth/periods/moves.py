"""Moves: functions from period to period, in one table.

A move says where in time the tree below it is read. A window, a to-date, an opening balance, a shift and both
sides of a comparison are nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from truenorth.periods.calendar import Calendar, add_months_clamped
from truenorth.periods.duration import Duration
from truenorth.periods.grain import FISCAL, Grain
from truenorth.periods.period import Period
from truenorth.periods.shifts import Shift, ShiftKind, shift_period


@dataclass(frozen=True)
class Last:
    """The `span` that ends with the period; `partial` allows it to begin before the first row."""

    span: Duration
    partial: bool = False


@dataclass(frozen=True)
class ToDate:
    """From the start of the unit that holds the period's end; without a unit, from the beginning."""

    unit: Grain | None


@dataclass(frozen=True)
class Opening:
    """The period before, so that a balance is read where this one starts."""


@dataclass(frozen=True)
class Seen:
    """The period as far as the watermark."""


@dataclass(frozen=True)
class Here:
    """The period itself, cut like its partner while it is open."""

    shift: Shift


@dataclass(frozen=True)
class There:
    """The partner of the period, cut like the period while that is open."""

    shift: Shift


@dataclass(frozen=True)
class Shifted:
    """The partner of the period; while the period is open, over its whole days only (`shift(m, …)`)."""

    shift: Shift


Move = Last | ToDate | Opening | Seen | Here | There | Shifted


@dataclass(frozen=True)
class Clock:
    """What a move has to know: the calendar and the instant up to which the metric is complete."""

    calendar: Calendar
    seen: datetime


@dataclass(frozen=True)
class Landing:
    """Where a move lands: a period, or the reason why there is none; `days` is set where both sides were cut."""

    period: Period | None
    reason: str | None = None
    days: int | None = None


EVER = datetime(1, 1, 2, tzinfo=UTC)
"""The beginning of all time, for `to_date: all time`."""


def land(move: Move, period: Period, clock: Clock) -> Landing:
    """Where `move` lands from `period`.

    >>> jan = Period(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC), Grain.MONTH)
    >>> clock = Clock(Calendar(), datetime(2024, 6, 1, tzinfo=UTC))
    >>> land(Last(Duration(28, "day")), jan, clock).period.start.day
    4
    """
    return MOVES[type(move)](move, period, clock)


def _last(move: Last, period: Period, clock: Clock) -> Landing:
    calendar, span, end = clock.calendar, move.span, period.end
    if span.unit in ("minute", "hour"):
        return Landing(Period(end - span.elapsed, end))
    last = calendar.day_before(end)
    if span.days is not None:
        first = last - timedelta(days=span.days - 1)
    elif _covers_months(calendar, period):
        whole = _whole_unit(span, period.grain)
        count = span.months or 0 if whole is Grain.MONTH else span.count
        first = calendar.add(whole, calendar.floor(whole, last), 1 - count)
    else:
        first = add_months_clamped(last, -(span.months or 0)) + timedelta(days=1)
    return Landing(Period(calendar.midnight(first), end))


def _covers_months(calendar: Calendar, period: Period) -> bool:
    """Whether the period is a calendar month or coarser, so that N months are whole calendar ones."""
    if period.grain is Grain.TOTAL:
        return calendar.day(period.start).day == 1 and calendar.day(period.end).day == 1
    return _is_at_least(period.grain, Grain.MONTH)


def _whole_unit(span: Duration, grain: Grain | None) -> Grain:
    """The unit of which N whole ones are counted: the span's own at its grain or coarser, fiscal at fiscal ones."""
    unit = Grain(span.unit)
    if not _is_at_least(grain, unit):
        return Grain.MONTH
    return _FISCAL.get(unit, unit) if grain in FISCAL else unit


_FISCAL = {Grain.QUARTER: Grain.FISCAL_QUARTER, Grain.YEAR: Grain.FISCAL_YEAR}


def _is_at_least(grain: Grain | None, unit: Grain) -> bool:
    return grain not in (None, Grain.TOTAL) and grain.rank >= unit.rank


def _to_date(move: ToDate, period: Period, clock: Clock) -> Landing:
    if move.unit is None:
        return Landing(Period(EVER, period.end))
    calendar = clock.calendar
    first = calendar.floor(move.unit, calendar.day_before(period.end))
    return Landing(Period(calendar.midnight(first), period.end))


def _opening(move: Opening, period: Period, clock: Clock) -> Landing:
    before = shift_period(clock.calendar, _PREVIOUS, period)
    start = period.start if before is None else before.start
    return Landing(Period(start, period.start, period.grain))


_PREVIOUS = Shift(ShiftKind.PREVIOUS, ShiftKind.PREVIOUS.value)


def _seen(move: Seen, period: Period, clock: Clock) -> Landing:
    if period.end <= clock.seen:
        return Landing(period)
    if clock.seen <= period.start:
        return Landing(None, "not_loaded")
    return Landing(Period(period.start, clock.seen, period.grain))


def _here(move: Here, period: Period, clock: Clock) -> Landing:
    return _cut(move.shift, period, clock, there=False)


def _there(move: There | Shifted, period: Period, clock: Clock) -> Landing:
    return _cut(move.shift, period, clock, there=True)


def _cut(shift: Shift, period: Period, clock: Clock, *, there: bool) -> Landing:
    """One side of a comparison: whole for a complete period, else the first n whole days of both."""
    calendar = clock.calendar
    partner = shift_period(calendar, shift, period)
    if partner is None:
        return Landing(None, "no_partner")
    side = partner if there else period
    if period.end <= clock.seen:
        return Landing(side)
    if clock.seen <= period.start:
        return Landing(None, "not_loaded")
    days = min(_whole_days(calendar, p.start, e) for p, e in ((period, clock.seen), (partner, partner.end)))
    if days < 1:
        return Landing(None, "not_yet")
    end = calendar.midnight(calendar.day(side.start) + timedelta(days=days))
    return Landing(Period(side.start, end, side.grain), days=days)


def _whole_days(calendar: Calendar, start: datetime, end: datetime) -> int:
    return (calendar.day(end) - calendar.day(start)).days


MOVES: dict[type, Callable[[Any, Period, Clock], Landing]] = {
    Last: _last,
    ToDate: _to_date,
    Opening: _opening,
    Seen: _seen,
    Here: _here,
    There: _there,
    Shifted: _there,
}

"""A target's path, materialised: one expected value or band for each period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from truenorth.judgement.exact import decimal
from truenorth.judgement.totals import Ground, amount_between, year_back
from truenorth.model.targets import Band, Constant, Improve, Levels, Linear, Seasonal, Steps, Target, Total
from truenorth.periods import Period
from truenorth.wording import say

DAY = timedelta(days=1)
TOLERANCE = Fraction(1, 20)
"""Of |target|: the distance of a red line that nobody gave; of a running total, that between on pace and behind."""


@dataclass(frozen=True)
class Limits:
    """A range, and the critical limits on both sides of it."""

    low: Fraction
    high: Fraction
    low_limit: Fraction
    high_limit: Fraction


@dataclass(frozen=True)
class Expected:
    """What a target expects of one period: a value, or a band; neither where the path has nothing to start from."""

    value: Decimal | None = None
    band: tuple[Decimal, Decimal] | None = None
    note: str | None = None


def expected(target: Target, period: Period, ground: Ground) -> Expected:
    """What the target expects of a period: a level at its end, a band, or a total's amount for its days."""
    path, calendar = target.path, ground.calendar
    if isinstance(path, Total):
        share = amount_between(target, calendar.day(period.start), calendar.day(period.end), ground)
        return Expected(decimal(share.part), note=share.note)
    if isinstance(path, Band):
        found = limits(target)
        low, high = decimal(found.low), decimal(found.high)
        return Expected(band=None if low is None or high is None else (low, high))
    level, day = level_at(target, period, ground), calendar.day(period.end)
    straight = isinstance(path, Seasonal) and level is not None and season_at(target, day, ground) is None
    year = year_back(target.begins).year
    return Expected(decimal(level), note=say("note.straight_instead", year=year) if straight else None)


def level_at(target: Target, period: Period, ground: Ground) -> Fraction | None:
    """The path's level at the period's end; None where its baseline is not known."""
    return _LEVELS[type(target.path)](target, ground.calendar.day(period.end), ground)


def end_value(target: Target) -> Fraction:
    """The value at which a level or path ends; a total's whole amount."""
    path = target.path
    if isinstance(path, Band):
        raise TypeError("a band has no end value; ask `limits`")
    ends = {Constant: "value", Linear: "end", Seasonal: "end", Steps: "end", Levels: "target", Total: "amount"}
    return Fraction(getattr(path, ends[type(path)]))


def limits(target: Target) -> Limits:
    """The range and its critical limits; where none is given, half the range's width beyond it."""
    band = target.path
    if not isinstance(band, Band):
        raise TypeError("only a band has limits; ask `end_value`")
    low, high = Fraction(band.low), Fraction(band.high)
    beyond = (high - low) / 2
    return Limits(
        low,
        high,
        low - beyond if band.low_limit is None else Fraction(band.low_limit),
        high + beyond if band.high_limit is None else Fraction(band.high_limit),
    )


def _constant(target: Target, day: date, ground: Ground) -> Fraction:
    return end_value(target)


def _linear(target: Target, day: date, ground: Ground) -> Fraction | None:
    """Straight in civil days: June of a year's path has gone 181 of 365."""
    end, whole = end_value(target), ((target.by or target.begins) + DAY - target.begins).days
    gone = min(max((day - target.begins).days, 0), whole)
    if gone == whole:
        return end
    return None if ground.baseline is None else ground.baseline + (end - ground.baseline) * Fraction(gone, whole)


def _seasonal(target: Target, day: date, ground: Ground) -> Fraction | None:
    """Straight without the season of the year before, with it put back; straight where that year is not complete.

    Begins at the baseline and ends at the end, each divided by last year's value in its own place of the season.
    """
    straight, season = _linear(target, day, ground), season_at(target, day, ground)
    if straight is None or ground.baseline is None or season is None:
        return straight
    begin, now, end = season
    whole = ((target.by or target.begins) + DAY - target.begins).days
    gone = Fraction(min(max((day - target.begins).days, 0), whole), whole)
    first, final = ground.baseline / begin, end_value(target) / end
    return (first + (final - first) * gone) * now


def season_at(target: Target, day: date, ground: Ground) -> tuple[Fraction, Fraction, Fraction] | None:
    """The value a year before (for a longer path, the last before it) at the path's begin, the day and its end.

    None where one of the three is not known or is zero.
    """
    last = (target.by or target.begins) + DAY
    found = [_before(min(max(each, target.begins), last), target, ground) for each in (target.begins, day, last)]
    begin, now, end = found
    return (begin, now, end) if begin and now and end else None


def _before(day: date, target: Target, ground: Ground) -> Fraction | None:
    """The value of the period, in the year before the path, in the season of the one that ends with a day."""
    place = year_back(day - DAY)
    while place >= target.begins:
        place = year_back(place)
    return next((each.value for each in ground.last_year if each.first <= place < each.end), None)


def _steps(target: Target, day: date, ground: Ground) -> Fraction | None:
    """The newest step that began on or before the period's last day; before the first, the baseline."""
    steps: Any = target.path
    begun = [value for first, value in sorted(steps.steps) if first < day]
    return Fraction(begun[-1]) if begun else ground.baseline


def _unknown(target: Target, day: date, ground: Ground) -> None:
    return None


_LEVELS: dict[type, Callable[[Target, date, Ground], Fraction | None]] = {
    Constant: _constant,
    Levels: _constant,
    Linear: _linear,
    Steps: _steps,
    Seasonal: _seasonal,
    Improve: _unknown,
}

"""Dates, periods and ages in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from truenorth.periods import FISCAL, Calendar, Grain, Period, label
from truenorth.wording.numbers import format_number
from truenorth.wording.words import say


def spell_date(day: date) -> str:
    """A civil date: `18 May 2026`."""
    return say("period.day", day=day.day, month=say(f"month.{day.month}"), year=day.year)


def spell_period(calendar: Calendar, period: Period) -> str:
    """A period in words: `July 2015`, `week of 6 July 2015`, `Q3 2015`, `FY2025`, `1 March 2024 – 10 March 2024`.

    >>> from truenorth.periods import period_at
    >>> spell_period(Calendar(), period_at(Calendar(), Grain.QUARTER, date(2015, 7, 6)))
    'Q3 2015'
    """
    if period.start == period.end:
        return say("period.all")
    first = calendar.day(period.start)
    if period.grain in FISCAL:
        return say("period.fiscal", label=label(calendar, period))
    if period.grain in (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR):
        return say(
            f"period.{period.grain}",
            day=first.day,
            month=say(f"month.{first.month}"),
            number=(first.month + 2) // 3,
            year=first.year,
        )
    if period.grain is Grain.HOUR:
        return label(calendar, period)
    return say("period.range", first=spell_date(first), last=spell_date(calendar.day_before(period.end)))


def spell_age(age: timedelta) -> str:
    """How old something is, in its largest whole unit: `3 days`, `5 h`, `12 min`; `up to date` for none.

    >>> spell_age(timedelta(days=3, hours=7)), spell_age(timedelta(hours=5))
    ('3 days', '5 h')
    """
    minutes = int(age / timedelta(minutes=1))
    if minutes <= 0:
        return say("age.none")
    if minutes < 60:
        return say("age.minutes", count=minutes)
    if minutes < 48 * 60:
        return say("age.hours", count=minutes // 60)
    return say("age.days", count=minutes // (24 * 60))


def spell_until(calendar: Calendar, instant: datetime) -> str:
    """The last civil day before a midnight, or the clock time: `31 December 2015`, `2015-12-31 14:05`."""
    if calendar.is_midnight(instant):
        return spell_date(calendar.day_before(instant))
    return f"{calendar.local(instant):%Y-%m-%d %H:%M}"


def spell_took(took: timedelta) -> str:
    """How long something took, in whole seconds (at least one), or in minutes from two on.

    >>> spell_took(timedelta(seconds=1)), spell_took(timedelta(seconds=150))
    ('1 second', '2.5 minutes')
    """
    seconds = max(took.total_seconds(), 0.0)
    if seconds < 120:
        whole = max(round(seconds), 1)
        return format_number(whole, "second" if whole == 1 else "seconds")
    return format_number(Decimal(round(seconds / 6)) / 10, "minutes", decimals=1)

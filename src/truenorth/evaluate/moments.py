"""Numbers made of dates that were aggregated."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from truenorth.evaluate.numbers import Number, divide
from truenorth.periods import Calendar, Period

LENGTHS = {"days_between": None, "hours_between": 3600, "minutes_between": 60}
"""Functions over two dates: the seconds of their unit, None for civil days."""


def days_since(calendar: Calendar, value: object, period: Period) -> int:
    """Civil days from a date to the period's last civil day."""
    return (calendar.day_before(period.end) - _day(calendar, value)).days


def time_between(calendar: Calendar, function: str, begins: object, ends: object) -> Number | None:
    """From the first date to the second: civil days, or hours or minutes elapsed."""
    unit = LENGTHS[function]
    if unit is None:
        return (_day(calendar, ends) - _day(calendar, begins)).days
    elapsed = _instant(calendar, ends) - _instant(calendar, begins)
    micros = (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
    return divide(Decimal(micros), unit * 1_000_000)


def _day(calendar: Calendar, value: object) -> date:
    if isinstance(value, datetime):
        return calendar.day(value) if value.tzinfo else value.date()
    assert isinstance(value, date)
    return value


def _instant(calendar: Calendar, value: object) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else calendar.instant(value)
    assert isinstance(value, date)
    return calendar.midnight(value)

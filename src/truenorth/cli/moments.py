"""Instants as a person reads them."""

from __future__ import annotations

from datetime import datetime

from truenorth.model.definitions import Definitions
from truenorth.periods import Calendar
from truenorth.wording import spell_date


def spell_until(calendar: Calendar, instant: datetime) -> str:
    """The last civil day before a midnight, or the clock time: `31 December 2015`, `2015-12-31 14:05`."""
    if calendar.is_midnight(instant):
        return spell_date(calendar.day_before(instant))
    return f"{calendar.local(instant):%Y-%m-%d %H:%M}"


def spell_as_of(definitions: Definitions, instant: datetime) -> str:
    """`as of 31 December 2015`, and whether that is the sample's own day rather than today's."""
    sample = " (sample data)" if definitions.as_of is not None else ""
    return f"as of {spell_until(definitions.calendar, instant)}{sample}"

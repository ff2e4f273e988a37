"""Moments in SQL: what a date column is, and how civil dates, wall clocks and instants become one another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from truenorth.model.types import DATE, INSTANT, TIMESTAMP, Kind, Type
from truenorth.periods import Calendar, Grain
from truenorth.sql.dialects import Dialect
from truenorth.sql.text import quote


def convert(text: str, given: Type, wanted: Type, zone: str) -> str:
    """A moment of one kind as another: through the project's zone wherever an instant is involved."""
    pair = (given.kind, wanted.kind)
    if given.kind is wanted.kind:
        return text
    if pair == (Kind.DATE, Kind.TIMESTAMP):
        return f"CAST({text} AS TIMESTAMP)"
    if pair == (Kind.TIMESTAMP, Kind.DATE):
        return f"CAST({text} AS DATE)"
    if wanted.kind is Kind.INSTANT:
        return f"({convert(text, given, TIMESTAMP, zone)} AT TIME ZONE {quote(zone)})"
    wall = f"({text} AT TIME ZONE {quote(zone)})"
    return wall if wanted.kind is Kind.TIMESTAMP else f"CAST({wall} AS DATE)"


def common(types: list[Type]) -> Type | None:
    """The kind in which moments of different kinds are compared: the wall clock; None where they agree."""
    kinds = {type.kind for type in types if type.is_moment}
    return TIMESTAMP if len(kinds) > 1 else None


def bound(calendar: Calendar, instant: datetime, kind: Type) -> str:
    """A period's edge as a literal of the kind in which a table is dated.

    A civil date stands for its midnight, so `date < bound` holds for every date whose midnight is before it.
    """
    if kind == DATE:
        day = calendar.day(instant)
        if not calendar.is_midnight(instant):
            day += timedelta(days=1)
        return f"DATE '{day.isoformat()}'"
    if kind == INSTANT:
        return f"TIMESTAMPTZ '{instant.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}+00:00'"
    return f"TIMESTAMP '{calendar.local(instant).isoformat(sep=' ')}'"


def bucket(dialect: Dialect, calendar: Calendar, grain: Grain, text: str, kind: Type) -> str:
    """The first civil day of the unit that holds a moment."""
    moment = convert(text, kind, TIMESTAMP, calendar.zone) if kind == INSTANT else text
    if grain is Grain.DAY:
        return moment if kind == DATE else f"CAST({moment} AS DATE)"
    if grain is not Grain.WEEK or calendar.week_starts == 1:
        return dialect.truncate(grain.value, moment)
    days = calendar.week_starts - 1
    day = moment if kind == DATE else f"CAST({moment} AS DATE)"
    return f"({dialect.truncate('week', f'({day} - {days})')} + {days})"

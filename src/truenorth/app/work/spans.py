"""Stretches of time that people name: a period of a chart, or one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from truenorth.app.readings.shapes import ChartShown
from truenorth.errors import Refused, refuse
from truenorth.periods import Calendar, Grain, Period, parse_period
from truenorth.wording import spell_period


@dataclass(frozen=True)
class Span:
    """A stretch of time `[start, end)` with the name under which it is kept."""

    label: str
    start: datetime
    end: datetime


def charted(charts: list[ChartShown]) -> dict[str, Span]:
    """The periods that charts show, by label, in the order of the charts."""
    return {
        point["label"]: Span(
            point["label"], datetime.fromisoformat(point["start"]), datetime.fromisoformat(point["end"])
        )
        for chart in charts
        for point in chart["points"]
    }


def read_span(label: str, first: str, last: str, zone: str, known: dict[str, Span]) -> Span:
    """The span that a form names: from a first to a last day where they are given, else a period by its label."""
    if first.strip() or last.strip():
        return _days(first.strip() or last.strip(), last.strip() or first.strip(), zone)
    label = label.strip()
    if label in known:
        return known[label]
    period = _period(label, zone)
    if period is None:
        raise _no_period(label)
    return Span(label, period.start, period.end)


def check_period(label: str, every: str, zone: str, known: dict[str, Span], now: datetime) -> str:
    """The label of a period for which a value may be typed: one of the metric's grain that has begun."""
    label = label.strip()
    if label in known:
        return label
    period = _period(label, zone)
    if period is None or period.grain is None:
        raise _no_period(label)
    if every and period.grain.value != every:
        raise refuse(
            "ENTRY_GRAIN", f"{label} is not a {every.replace('_', ' ')}, but the metric is typed every {every}."
        )
    if period.start > now:
        raise refuse("PERIOD_AHEAD", f"{label} has not begun yet.", hint="type the value once the period has begun")
    return label


def in_words(label: str, zone: str = "UTC") -> str:
    """A period in words; its label where it is of no known form.

    >>> in_words("2015-12"), in_words("2015-W53"), in_words("?")
    ('December 2015', 'week of 28 December 2015', '?')
    """
    period = _period(label, zone)
    return label if period is None else spell_period(_calendar(zone), period)


def _period(label: str, zone: str) -> Period | None:
    return parse_period(_calendar(zone), label) if len(label) <= 40 else None


def _calendar(zone: str) -> Calendar:
    return Calendar(zone=zone or "UTC")


def _days(first: str, last: str, zone: str) -> Span:
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise refuse("NOT_A_DATE", f"“{first[:20]}” to “{last[:20]}” are no days.", hint="write 2026-01-31") from error
    if end < begin:
        raise refuse("EMPTY_RANGE", f"{first} is after {last}.", hint="give the first day, then the last")
    calendar = _calendar(zone)
    try:
        until = calendar.midnight(calendar.add(Grain.DAY, end, 1))
    except OverflowError as error:
        raise refuse("NOT_A_DATE", f"{last} is no day of this calendar.", hint="write 2026-01-31") from error
    return Span(begin.isoformat() if begin == end else f"{begin}..{end}", calendar.midnight(begin), until)


def _no_period(label: str) -> Refused:
    if not label:
        return refuse("NOT_A_PERIOD", "No period is chosen.", hint="write 2026, 2026-Q1, 2026-01 or 2026-W05")
    shown = label if len(label) <= 40 else f"{label[:39]}…"
    return refuse("NOT_A_PERIOD", f"“{shown}” is not a period.", hint="write 2026, 2026-Q1, 2026-01 or 2026-W05")


def local_day(instant: datetime, zone: str) -> date:
    """The civil day of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone or "UTC")).date()

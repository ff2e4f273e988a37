"""The names of periods, written and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from truenorth.periods.calendar import Calendar
from truenorth.periods.grain import Grain
from truenorth.periods.period import Period
from truenorth.periods.spine import period_at


def label(calendar: Calendar, period: Period) -> str:
    """The name of a period: `2024-03`, `2025-W01`, `FY2025-Q1`, `2021-01-01..2025-12-31`.

    >>> label(Calendar(), period_at(Calendar(), Grain.WEEK, date(2024, 12, 30)))
    '2025-W01'
    """
    if period.start == period.end:
        return "all"  # rows without a date
    if period.grain is Grain.HOUR:
        return calendar.aware(period.start).isoformat(timespec="minutes")
    first = calendar.day(period.start)
    write = _LABELS.get(period.grain) if period.grain else None
    if write is not None:
        return write(calendar, first)
    if calendar.is_midnight(period.start) and calendar.is_midnight(period.end):
        return f"{first}..{calendar.day_before(period.end)}"
    return "..".join(calendar.aware(edge).isoformat(timespec="minutes") for edge in (period.start, period.end))


def _week(calendar: Calendar, first: date) -> str:
    if calendar.week_starts != 1:
        return first.isoformat()
    year, number = calendar.week_number(first)
    return f"{year}-W{number:02d}"


def _fiscal_quarter(calendar: Calendar, first: date) -> str:
    number = (first.month - calendar.fiscal_year_starts) % 12 // 3 + 1
    return f"FY{calendar.fiscal_year(first)}-Q{number}"


_LABELS: dict[Grain, Callable[[Calendar, date], str]] = {
    Grain.DAY: lambda calendar, first: first.isoformat(),
    Grain.WEEK: _week,
    Grain.MONTH: lambda calendar, first: f"{first:%Y-%m}",
    Grain.QUARTER: lambda calendar, first: f"{first.year}-Q{(first.month + 2) // 3}",
    Grain.YEAR: lambda calendar, first: str(first.year),
    Grain.FISCAL_QUARTER: _fiscal_quarter,
    Grain.FISCAL_YEAR: lambda calendar, first: f"FY{calendar.fiscal_year(first)}",
}


def parse_period(calendar: Calendar, text: str) -> Period | None:
    """The period named by `text`, or None: a label, or `first..last` with both units included.

    >>> p = parse_period(Calendar(), "2024-01-01..2024-01-31")
    >>> str(p.end.date()), p.grain
    ('2024-02-01', <Grain.TOTAL: 'total'>)
    """
    text = text.strip()
    if ".." in text:
        first, last = (parse_period(calendar, part) for part in text.split("..", 1))
        if first is None or last is None or last.end <= first.start:
            return None
        return Period(first.start, last.end, Grain.TOTAL)
    for pattern, read in _SPELLED:
        found = pattern.fullmatch(text)
        if found:
            try:
                return read(calendar, found)
            except (ValueError, OverflowError):
                return None
    return None


def _read_hour(calendar: Calendar, found: re.Match[str]) -> Period:
    moment = datetime.fromisoformat(found[0])
    start = moment if moment.tzinfo else calendar.instant(moment)
    start = start.astimezone(calendar.midnight(date(2000, 1, 1)).tzinfo)
    return Period(start, start + timedelta(hours=1), Grain.HOUR)


def _read_week(calendar: Calendar, found: re.Match[str]) -> Period | None:
    first = calendar.week(int(found[1]), int(found[2]))
    return period_at(calendar, Grain.WEEK, first) if first else None


def _fiscal_start(calendar: Calendar, name: int) -> date:
    began = name if calendar.fiscal_year_starts == 1 or calendar.fiscal_named_by_start else name - 1
    return date(began, calendar.fiscal_year_starts, 1)


def _read_fiscal_quarter(calendar: Calendar, found: re.Match[str]) -> Period:
    first = _fiscal_start(calendar, int(found[1]))
    return period_at(calendar, Grain.FISCAL_QUARTER, calendar.add(Grain.FISCAL_QUARTER, first, int(found[2]) - 1))


_SPELLED = (
    (re.compile(r"(\d{4})"), lambda c, m: period_at(c, Grain.YEAR, date(int(m[1]), 1, 1))),
    (re.compile(r"(\d{4})-(\d\d)"), lambda c, m: period_at(c, Grain.MONTH, date(int(m[1]), int(m[2]), 1))),
    (re.compile(r"\d{4}-\d\d-\d\d"), lambda c, m: period_at(c, Grain.DAY, date.fromisoformat(m[0]))),
    (
        re.compile(r"(\d{4})-Q([1-4])"),
        lambda c, m: period_at(c, Grain.QUARTER, date(int(m[1]), 3 * int(m[2]) - 2, 1)),
    ),
    (re.compile(r"(\d{4})-W(\d\d)"), _read_week),
    (re.compile(r"FY(\d{4})"), lambda c, m: period_at(c, Grain.FISCAL_YEAR, _fiscal_start(c, int(m[1])))),
    (re.compile(r"FY(\d{4})-Q([1-4])"), _read_fiscal_quarter),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:00(?:[+-]\d\d:\d\d|Z)?"), _read_hour),
)

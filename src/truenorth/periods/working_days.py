"""Working days: Monday to Friday without the public holidays of the calendar's country."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from truenorth.periods.calendar import Calendar


def working_days(calendar: Calendar, start: date, end: date) -> int:
    """The number of working days in `[start, end)`; negative, like `end - start`, where end comes first.

    >>> working_days(Calendar(holidays="IT"), date(2015, 12, 21), date(2015, 12, 28))   # Christmas is a Friday
    4
    """
    if end < start:
        return -working_days(calendar, end, start)
    whole, rest = divmod((end - start).days, 7)
    tail = sum(1 for day in range(rest) if (start + timedelta(days=day)).isoweekday() <= 5)
    return whole * 5 + tail - len(_weekday_holidays(calendar.holidays, start, end))


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether a civil day is a working day."""
    return working_days(calendar, day, day + timedelta(days=1)) == 1


def knows_holidays(code: str) -> bool:
    """Whether a country code, with a subdivision after a hyphen (`DE-BY`), has a holiday calendar."""
    import holidays

    country, _, subdivision = code.partition("-")
    known = holidays.list_supported_countries()
    return country in known and (not subdivision or subdivision in known[country])


def holiday_dates(calendar: Calendar, first_year: int, last_year: int) -> tuple[date, ...]:
    """The public holidays that fall on Monday to Friday, in order, of all years from the first to the last."""
    return _weekday_holidays(calendar.holidays, date(first_year, 1, 1), date(last_year, 12, 31) + timedelta(days=1))


def _weekday_holidays(code: str | None, start: date, end: date) -> tuple[date, ...]:
    if code is None:
        return ()
    years = range(start.year, (end - timedelta(days=1)).year + 1)
    return tuple(day for year in years for day in _holidays(code, year) if start <= day < end)


@lru_cache(maxsize=1024)
def _holidays(code: str, year: int) -> tuple[date, ...]:
    import holidays

    country, _, subdivision = code.partition("-")
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    return tuple(sorted(day for day in found if day.isoweekday() <= 5 and day.year == year))

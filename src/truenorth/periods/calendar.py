"""The project's calendar: zone, first day of the week, fiscal year, holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from truenorth.periods.grain import Grain


@dataclass(frozen=True)
class Calendar:
    """How civil dates become instants and units.

    `week_starts` counts 1 Monday … 7 Sunday; `fiscal_year_starts` is a month 1 … 12; a fiscal year is named by
    the calendar year in which it ends, unless `fiscal_named_by_start`. `holidays` is a country code of the
    `holidays` package, with a subdivision after a hyphen (`DE-BY`).
    """

    zone: str = "UTC"
    week_starts: int = 1
    fiscal_year_starts: int = 1
    fiscal_named_by_start: bool = False
    holidays: str | None = None

    def midnight(self, day: date) -> datetime:
        """The instant at which a civil day begins."""
        return _midnight(self.zone, day)

    def local(self, instant: datetime) -> datetime:
        """The wall clock (without zone) at an instant."""
        return instant.astimezone(_zone(self.zone)).replace(tzinfo=None, fold=0)

    def aware(self, instant: datetime) -> datetime:
        """The instant with the zone's offset, for people to read."""
        return instant.astimezone(_zone(self.zone))

    def instant(self, wall: datetime) -> datetime:
        """The instant of a wall-clock time; of two, the earlier."""
        return wall.replace(tzinfo=_zone(self.zone), fold=0).astimezone(UTC)

    def day(self, instant: datetime) -> date:
        """The civil day that holds an instant."""
        return instant.astimezone(_zone(self.zone)).date()

    def day_before(self, instant: datetime) -> date:
        """The civil day that holds the last moment before an instant."""
        return self.day(instant - timedelta(microseconds=1))

    def is_midnight(self, instant: datetime) -> bool:
        """Whether a civil day begins at this instant."""
        return self.midnight(self.day(instant)) == instant

    def floor(self, grain: Grain, day: date) -> date:
        """The first day of the unit that holds `day`.

        >>> Calendar(fiscal_year_starts=4).floor(Grain.FISCAL_YEAR, date(2024, 2, 10))
        datetime.date(2023, 4, 1)
        """
        if grain in (Grain.DAY, Grain.HOUR):
            return day
        if grain is Grain.WEEK:
            return day - timedelta(days=(day.isoweekday() - self.week_starts) % 7)
        months = MONTHS[grain]
        first = self.fiscal_year_starts if grain in (Grain.FISCAL_QUARTER, Grain.FISCAL_YEAR) else 1
        count = day.year * 12 + day.month - 1
        offset = (count - (first - 1)) % months
        return _month(count - offset)

    def add(self, grain: Grain, day: date, count: int) -> date:
        """The first day of the unit `count` units after the one that begins on `day`."""
        if grain is Grain.DAY:
            return day + timedelta(days=count)
        if grain is Grain.WEEK:
            return day + timedelta(days=7 * count)
        return _month(day.year * 12 + day.month - 1 + count * MONTHS[grain])

    def fiscal_year(self, day: date) -> int:
        """The name of the fiscal year that holds `day`."""
        began = self.floor(Grain.FISCAL_YEAR, day)
        if self.fiscal_year_starts == 1 or self.fiscal_named_by_start:
            return began.year
        return began.year + 1

    def week_number(self, day: date) -> tuple[int, int]:
        """(year, number) of the week that holds `day`; its year is the one that holds four of its days.

        >>> Calendar().week_number(date(2024, 12, 30))
        (2025, 1)
        """
        first = self.floor(Grain.WEEK, day)
        fourth = first + timedelta(days=3)
        return fourth.year, (fourth.timetuple().tm_yday - 1) // 7 + 1

    def week(self, year: int, number: int) -> date | None:
        """The first day of a numbered week, or None where the year has no such week."""
        first = self.floor(Grain.WEEK, date(year, 1, 4)) + timedelta(days=7 * (number - 1))
        return first if number >= 1 and self.week_number(first) == (year, number) else None


MONTHS = {
    Grain.MONTH: 1,
    Grain.QUARTER: 3,
    Grain.FISCAL_QUARTER: 3,
    Grain.YEAR: 12,
    Grain.FISCAL_YEAR: 12,
}


def add_months(day: date, months: int) -> date | None:
    """The same day of the month `months` later, or None where that month has no such day."""
    first = _month(day.year * 12 + day.month - 1 + months)
    try:
        return first.replace(day=day.day)
    except ValueError:
        return None


def add_months_clamped(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day."""
    exact = add_months(day, months)
    if exact is not None:
        return exact
    return _month(day.year * 12 + day.month + months) - timedelta(days=1)


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=65536)
def _midnight(zone: str, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_zone(zone)).astimezone(UTC)

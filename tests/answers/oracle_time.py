"""Time for the oracle, written from the specification alone: civil days, periods, labels and their partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MONTHS_IN = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
MONTH_NAMES = [f"{date(2000, month, 1):%B}".lower() for month in range(1, 13)]
DAY_NAMES = [f"{date(2001, 1, day):%A}".lower() for day in range(1, 8)]


@dataclass(frozen=True)
class Span:
    """[start, end) in UTC; `grain` says which unit it is, `total` for an asked range."""

    start: datetime
    end: datetime
    grain: str


@dataclass(frozen=True)
class Almanac:
    """The project's calendar, as its definition says."""

    zone: str = "UTC"
    week_starts: int = 0  # Monday
    fiscal_starts: int = 1
    named_by_start: bool = False

    @staticmethod
    def of(calendar: Mapping[str, Any]) -> Almanac:
        """The calendar written in a project."""
        return Almanac(
            calendar.get("time_zone", "UTC"),
            DAY_NAMES.index(calendar.get("week_starts", "monday")),
            MONTH_NAMES.index(calendar.get("fiscal_year_starts", "january")) + 1,
            calendar.get("fiscal_year_named_by", "end") == "start",
        )

    def midnight(self, day: date) -> datetime:
        """The instant at which a civil day begins."""
        return self.instant(datetime(day.year, day.month, day.day))

    def instant(self, wall: datetime) -> datetime:
        """The instant of a local time."""
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def day(self, instant: datetime) -> date:
        """The civil day of an instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def last_day(self, end: datetime) -> date:
        """The civil day just before an end."""
        return self.day(end - timedelta(microseconds=1))

    def days(self, start: datetime, end: datetime) -> list[date]:
        """The civil days that overlap [start, end)."""
        first, last = self.day(start), self.last_day(end)
        return [first + DAY * number for number in range((last - first).days + 1)]

    def first_of(self, unit: str, day: date) -> date:
        """The first day of the unit that holds a day."""
        while not self._begins(unit, day):
            day -= DAY
        return day

    def _begins(self, unit: str, day: date) -> bool:
        if unit == "day":
            return True
        if unit == "week":
            return day.weekday() == self.week_starts
        start = self.fiscal_starts if unit.startswith("fiscal") else 1
        return day.day == 1 and (day.month - start) % MONTHS_IN[unit] == 0

    def unit(self, unit: str, day: date) -> Span:
        """The whole unit that holds a day."""
        first = self.first_of(unit, day)
        after = first + DAY
        while not self._begins(unit, after):
            after += DAY
        return Span(self.midnight(first), self.midnight(after), unit)

    def next(self, span: Span, count: int = 1) -> Span:
        """The unit `count` units after one."""
        for _ in range(count):
            span = self.unit(span.grain, self.day(span.end))
        for _ in range(-count):
            span = self.unit(span.grain, self.last_day(span.start))
        return span

    def spans(self, grain: str, start: datetime, end: datetime) -> list[Span]:
        """Every unit that overlaps [start, end), or that stretch itself for `total`."""
        if end <= start:
            return []
        if grain == "total":
            return [Span(start, end, "total")]
        if grain == "hour":
            hours, now = [], start
            while now < end:
                hours.append(Span(now, now + timedelta(hours=1), "hour"))
                now += timedelta(hours=1)
            return hours
        result = [self.unit(grain, self.day(start))]
        while result[-1].end < end:
            result.append(self.next(result[-1]))
        return result

    def label(self, span: Span) -> str:
        """The name of a period."""
        first = self.day(span.start)
        quarter = (first.month - 1) // 3 + 1
        match span.grain:
            case "hour":
                return span.start.astimezone(ZoneInfo(self.zone)).isoformat(timespec="minutes")
            case "day":
                return str(first)
            case "week" if self.week_starts:
                return str(first)
            case "week":
                return "{}-W{:02}".format(*first.isocalendar()[:2])
            case "month":
                return f"{first:%Y-%m}"
            case "quarter":
                return f"{first.year}-Q{quarter}"
            case "year":
                return str(first.year)
            case "fiscal_quarter":
                return f"FY{self.fiscal_year(first)}-Q{(first.month - self.fiscal_starts) % 12 // 3 + 1}"
            case "fiscal_year":
                return f"FY{self.fiscal_year(first)}"
        return f"{first}..{self.last_day(span.end)}"

    def fiscal_year(self, day: date) -> int:
        """The name of the fiscal year of a day."""
        began = self.first_of("fiscal_year", day)
        return began.year if self.named_by_start or self.fiscal_starts == 1 else began.year + 1

    def partner(self, span: Span, comparison: str) -> Span | None:
        """The period that a comparison puts beside one, or None."""
        words = comparison.replace("shift:", "").replace("-", " ").split()
        if words == ["same", "weekday", "last", "year"]:
            return self._back_days(span, 364)
        if words == ["previous", "period"]:
            return self._back_periods(span, 1)
        if words == ["same", "period", "last", "year"]:
            return self._back_months(span, 12)
        count, unit = int(words[0]), words[1].removesuffix("s")
        if unit == "period":
            return self._back_periods(span, count)
        if unit in ("day", "week"):
            return self._back_days(span, count * (7 if unit == "week" else 1))
        return self._back_months(span, count * MONTHS_IN[unit])

    def _back_days(self, span: Span, days: int) -> Span:
        start, end = (self.midnight(self.day(edge) - DAY * days) for edge in (span.start, span.end))
        return Span(start, end, span.grain)

    def _back_periods(self, span: Span, count: int) -> Span | None:
        if span.grain != "total":
            return self.next(span, -count)
        first, after = self.day(span.start), self.day(span.end)
        if first.day == after.day == 1:
            return self._back_months(span, count * ((after.year - first.year) * 12 + after.month - first.month))
        return self._back_days(span, count * (after - first).days)

    def _back_months(self, span: Span, months: int) -> Span | None:
        first = self.day(span.start)
        if span.grain == "week":  # only ever by whole years: the week of the same number
            year, number = self._week(first)
            candidate = self.unit("week", date(year - months // 12, 1, 4))
            candidate = self.next(candidate, number - 1)
            return candidate if self._week(self.day(candidate.start)) == (year - months // 12, number) else None
        if span.grain == "day":
            same = months_later(first, -months)
            return self.unit("day", same) if same else None
        if span.grain != "total":
            return self.unit(span.grain, months_clamped(first, -months))
        after = self.day(span.end)
        if first.day == after.day == 1:
            ends = months_clamped(after, -months)
        else:
            ends = months_clamped(after - DAY, -months) + DAY
        return Span(self.midnight(months_clamped(first, -months)), self.midnight(ends), "total")

    def _week(self, first: date) -> tuple[int, int]:
        fourth = first + DAY * 3
        return fourth.year, (fourth.timetuple().tm_yday - 1) // 7 + 1


def months_later(day: date, months: int) -> date | None:
    """The same day of another month, or None where that month is too short."""
    count = day.year * 12 + day.month - 1 + months
    try:
        return date(count // 12, count % 12 + 1, day.day)
    except ValueError:
        return None


def months_clamped(day: date, months: int) -> date:
    """The same day of another month, or that month's last."""
    while True:
        moved = months_later(day, months)
        if moved is not None:
            return moved
        day -= DAY

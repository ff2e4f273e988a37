"""When something is to happen again: a rule in words or as a cron expression, read in a zone.

A time that the clocks skip in spring happens as long after midnight as on other days, an hour later by the clock; a
time that comes twice in autumn happens the first time only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from truenorth.errors import Refused, nearest_names, refuse
from truenorth.periods.calendar import Calendar
from truenorth.periods.working_days import is_working_day, knows_holidays

EXAMPLES = (
    "every minute",
    "every 5 minutes",
    "hourly",
    "hourly at minute 15",
    "every 6 hours",
    "daily at 06:00",
    "weekdays at 07:30",
    "working days at 07:00",
    "weekly on monday at 06:00",
    "monthly on day 3 at 06:00",
    "monthly on last day at 06:00",
    "monthly on working day 3 at 06:00",
    "quarterly on day 5 at 06:00",
    "quarterly on working day 5 at 06:00",
    "yearly on day 10 at 06:00",
    "yearly on working day 10 at 06:00",
    "yearly on 31 march at 06:00",
    "0 6 * * 1-5",
)
"""One of each kind, for people to choose from and change."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS_IN = {"monthly": 1, "quarterly": 3, "yearly": 12}
_AT = r" at (?P<hour>\d{1,2}):(?P<minute>\d{2})"
_MINUTES = re.compile(r"every (?:(?P<n>\d{1,2}) minutes|minute)")
_HOURS = re.compile(r"(?:hourly|every (?P<n>\d{1,2}) hours)(?: at minute (?P<minute>\d{1,2}))?")
_DAYS = re.compile(r"(?P<which>daily|weekdays|working days)" + _AT)
_WEEKLY = re.compile(rf"weekly on (?P<day>{'|'.join(_WEEKDAYS)})" + _AT)
_IN_MONTHS = re.compile(
    r"(?P<every>monthly|quarterly|yearly) on "
    r"(?:(?P<working>working )?day (?P<n>\d{1,2})|(?P<last>last (?P<last_working>working )?day))" + _AT
)
_YEARLY = re.compile(rf"yearly on (?P<day>\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)})" + _AT)
_CRON = re.compile(r"[\d*/,\-a-z#?]+(?: [\d*/,\-a-z#?]+){4}", re.IGNORECASE)
_FURTHEST = 800
"""Days of a rule looked at before it is called one that never comes; far more than any rule needs."""


@dataclass(frozen=True)
class Ticks:
    """Every instant whose wall clock shows one of the minutes, and one of the hours."""

    minutes: frozenset[int]
    hours: frozenset[int]


@dataclass(frozen=True)
class Days:
    """A wall-clock time on some civil days: from a date on, in order."""

    days: Callable[[Calendar, date], Iterator[date]]
    at: time


@dataclass(frozen=True)
class Cron:
    """A cron expression of five fields."""

    expression: str


Rule = Ticks | Days | Cron


def next_time(rule: str, after: datetime, zone: str, holidays: str | None = None) -> datetime:
    """The first instant after `after` at which the rule falls due, in UTC.

    `zone` is an IANA name, `holidays` the country whose public holidays are no working days. Raises Refused.

    >>> next_time("daily at 06:00", datetime(2026, 7, 1, 12, tzinfo=UTC), "Europe/Rome").isoformat()
    '2026-07-02T04:00:00+00:00'
    """
    if after.tzinfo is None:
        raise ValueError("next_time() needs an instant with its zone: give `after` a tzinfo")
    read, calendar = read_rule(rule), _calendar(zone, holidays)
    if isinstance(read, Ticks):
        return _next_tick(read, calendar, after)
    if isinstance(read, Cron):
        return _next_by_cron(read, calendar, after)
    start = calendar.local(after).date() - timedelta(days=1)
    instants = (calendar.instant(datetime.combine(day, read.at)) for day in read.days(calendar, start))
    found = next((instant for instant in islice(instants, _FURTHEST) if instant > after), None)
    if found is None:
        raise _never(rule)
    return found


@lru_cache(maxsize=256)
def read_rule(rule: str) -> Rule:
    """The rule that a text spells. Raises Refused with the nearest where it is none."""
    text = " ".join(rule.casefold().split())
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(text):
            return read(found, rule)
    if _CRON.fullmatch(text):
        return _cron(text, rule)
    hint = f"such as {', '.join(EXAMPLES[:9])}, or five fields as in cron"
    raise refuse("RULE_UNKNOWN", f"{rule!r} is no rule for a schedule.", hint=hint, nearest=_nearest(text))


def _nearest(text: str) -> tuple[str, ...]:
    return nearest_names(text, EXAMPLES[:-1]) or tuple(
        each for each in EXAMPLES[:-1] if text and each.split()[0] == text.split()[0]
    )


def _minutes(found: re.Match[str], rule: str) -> Rule:
    every = _divisor(int(found["n"] or 1), 60, rule)
    return Ticks(frozenset(range(0, 60, every)), frozenset(range(24)))


def _hours(found: re.Match[str], rule: str) -> Rule:
    every = _divisor(int(found["n"] or 1), 24, rule)
    minute = int(found["minute"] or 0)
    if minute > 59:
        raise _no_such(rule, f"minute {minute}", "an hour has the minutes 0 to 59")
    return Ticks(frozenset({minute}), frozenset(range(0, 24, every)))


def _divisor(every: int, whole: int, rule: str) -> int:
    """`every`, which must come out even over the hour or day: else the last step of each would be a shorter one."""
    fitting = [n for n in range(1, whole) if whole % n == 0]
    if every not in fitting:
        raise refuse(
            "RULE_UNEVEN",
            f"{rule!r} does not come out even: {whole} cannot be divided by {every}.",
            hint=f"one of {', '.join(map(str, fitting))}",
            nearest=[str(n) for n in sorted(fitting, key=lambda n: (abs(n - every), n))[:2]],
        )
    return every


def _daily(found: re.Match[str], rule: str) -> Rule:
    which = found["which"]

    def days(calendar: Calendar, start: date) -> Iterator[date]:
        for day in _every_day(start):
            if which == "working days":
                if is_working_day(calendar, day):
                    yield day
            elif which == "daily" or day.isoweekday() <= 5:
                yield day

    return Days(days, _at(found, rule))


def _weekly(found: re.Match[str], rule: str) -> Rule:
    weekday = _WEEKDAYS.index(found["day"]) + 1

    def days(calendar: Calendar, start: date) -> Iterator[date]:
        return (day for day in _every_day(start) if day.isoweekday() == weekday)

    return Days(days, _at(found, rule))


def _in_months(found: re.Match[str], rule: str) -> Rule:
    months = _MONTHS_IN[found["every"]]
    working = bool(found["working"] or found["last_working"])
    place = -1 if found["last"] else int(found["n"]) - 1
    if not found["last"] and not 1 <= int(found["n"]) <= (23 if working else 31):
        hint = "working days are counted 1 to 23" if working else "days are counted 1 to 31"
        raise _no_such(rule, f"day {found['n']}", hint)

    def days(calendar: Calendar, start: date) -> Iterator[date]:
        for first in _month_starts(start, months):
            # "Last" is that of the whole quarter or year, a number counts from its first day.
            within = _month_of(_months_on(first, months - 1) if place < 0 else first)
            counted = [day for day in within if is_working_day(calendar, day)] if working else within
            if counted:
                yield counted[min(place, len(counted) - 1)]

    return Days(days, _at(found, rule))


def _yearly(found: re.Match[str], rule: str) -> Rule:
    month, number = _MONTHS.index(found["month"]) + 1, int(found["day"])
    longest = len(_month_of(date(2024, month, 1)))
    if not 1 <= number <= longest:
        raise _no_such(rule, f"{found['day']} {found['month']}", f"{found['month']} has the days 1 to {longest}")

    def days(calendar: Calendar, start: date) -> Iterator[date]:
        for first in _month_starts(start, 12):
            within = _month_of(date(first.year, month, 1))
            yield within[min(number, len(within)) - 1]

    return Days(days, _at(found, rule))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Rule]], ...] = (
    (_MINUTES, _minutes),
    (_HOURS, _hours),
    (_DAYS, _daily),
    (_WEEKLY, _weekly),
    (_IN_MONTHS, _in_months),
    (_YEARLY, _yearly),
)


def _at(found: re.Match[str], rule: str) -> time:
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise _no_such(rule, f"{found['hour']}:{found['minute']}", "times go from 00:00 to 23:59")
    return time(hour, minute)


def _no_such(rule: str, thing: str, hint: str) -> Refused:
    return refuse("RULE_TIME", f"{rule!r}: there is no {thing}.", hint=hint)


def _never(rule: str) -> Refused:
    return refuse("RULE_NEVER", f"{rule!r} never comes.", hint="look at its day and month: 30 february is none")


def _every_day(start: date) -> Iterator[date]:
    return (start + timedelta(days=days) for days in range((date.max - start).days))


def _month_starts(start: date, months: int) -> Iterator[date]:
    """The first days of the months, quarters or years, from the one that holds `start`."""
    first = date(start.year, (start.month - 1) // months * months + 1, 1)
    while first.year < date.max.year - 1:
        yield first
        first = _months_on(first, months)


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _month_of(first: date) -> list[date]:
    return [first + timedelta(days=days) for days in range((_months_on(first, 1) - first).days)]


def _next_tick(ticks: Ticks, calendar: Calendar, after: datetime) -> datetime:
    """Minute by minute over the instants, so that no change of the clocks can make a tick come twice or get lost."""
    instant = after.astimezone(UTC).replace(second=0, microsecond=0)
    while True:
        instant += timedelta(minutes=1)
        wall = calendar.local(instant)
        if wall.minute in ticks.minutes and wall.hour in ticks.hours:
            return instant


def _cron(text: str, rule: str) -> Rule:
    from cronsim import CronSim, CronSimError

    try:
        CronSim(text, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        hint = "five fields: minute, hour, day of the month, month, day of the week"
        raise refuse("RULE_CRON", f"{rule!r} is no cron expression: {error}.", hint=hint) from None
    return Cron(text)


def _next_by_cron(cron: Cron, calendar: Calendar, after: datetime) -> datetime:
    from cronsim import CronSim

    # From the minute before: the library goes on from the next whole minute, and may land on `after` itself.
    local = (after.astimezone(UTC) - timedelta(minutes=1)).astimezone(ZoneInfo(calendar.zone))
    for found in CronSim(cron.expression, local):
        if found.astimezone(UTC) > after:
            return found.astimezone(UTC)
    raise _never(cron.expression)


@lru_cache(maxsize=64)
def _calendar(zone: str, holidays: str | None) -> Calendar:
    if zone not in available_timezones():
        near = nearest_names(zone, available_timezones())
        raise refuse("NOT_A_TIME_ZONE", f"There is no zone {zone!r}.", hint="a name such as Europe/Rome", nearest=near)
    if holidays is not None and not knows_holidays(holidays):
        raise refuse(
            "HOLIDAYS_UNKNOWN", f"No holidays are known of {holidays!r}.", hint="a country such as IT or DE-BY"
        )
    return Calendar(zone=zone, holidays=holidays)

"""A column of dates or times: the order of its parts, its type, and the SQL that reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from truenorth.model.types import DATE, INSTANT, TEXT, TIME, TIMESTAMP, Kind, Type, decimal
from truenorth.periods.spelling import MONTH_NAMES, Spelling, read_spelling, with_clock
from truenorth.sources.cells import Moment
from truenorth.sql.moments import moment_sql

PARTS = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"
NAMED_FORMATS = "['%d %B %Y', '%d %b %Y', '%B %d %Y', '%b %d %Y']"
YEAR_FIRST = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
LENGTH = r"^(\d+):([0-5]\d):([0-5]\d(?:[.,]\d+)?)$"
PLAIN_SPACE = "regexp_replace({v}, '[\\x{00a0}\\x{202f}]', ' ', 'g')"
HOURS_OF_A_DAY = 24


def _clocked(text: str) -> Spelling:
    spelling = read_spelling(text)
    assert spelling is not None
    return with_clock(spelling) or spelling


SPELLED = {
    "dmy": _clocked("d/m/yyyy"),
    "mdy": _clocked("m/d/yyyy"),
    "ymd": _clocked("yyyy/m/d"),
    "named": _clocked("d/mmm/yyyy"),
    "short": _clocked("d/mmm/yy"),
}
DUCKDB = {Kind.DATE: "DATE", Kind.TIMESTAMP: "TIMESTAMP", Kind.INSTANT: "TIMESTAMPTZ", Kind.TIME: "TIME"}


@dataclass(frozen=True)
class MomentPlan:
    """How a column of moments is read: its type, the SQL from the trimmed text `{v}` (null where impossible), why."""

    type: Type
    sql: str
    why: str
    problem: str | None = None
    hint: str | None = None


def plan_moments(moments: Sequence[Moment], parts: tuple[int, int]) -> MomentPlan:
    """The plan for these shapes.

    `parts` are the largest first and second part of d/m/y or m/d/y cells; of clocks, the largest hour.
    """
    orders = {moment.order for moment in moments}
    if orders <= {"time", "length"} and (parts[0] >= HOURS_OF_A_DAY or "length" in orders):
        return _lengths()
    if len(orders) > 1:
        return _text("MIXED_DATES", f"dates and times in several spellings ({', '.join(sorted(orders))})")
    zones = {moment.zone for moment in moments if moment.clock}
    if len(zones) > 1:
        return _text("MIXED_ZONES", "some times have a zone and some have none")
    clock = any(moment.clock for moment in moments)
    order = orders.pop()
    spelled = any(moment.spelled for moment in moments)
    if order == "slashed":
        return _slashed(parts, clock=clock, spelled=spelled)
    if order == "seconds":
        sql = "TRY_CAST(regexp_extract({v}, 'PT(.*)S', 1) AS DECIMAL(18, 6))"
        return MomentPlan(decimal(6), sql, "durations of a spreadsheet, in seconds")
    if order == "time" and spelled:
        sql = moment_sql(f"('2000/1/1 ' || {PLAIN_SPACE})", SPELLED["ymd"])
        return MomentPlan(TIME, f"CAST({sql} AS TIME)", "times of a 12-hour clock")
    if order == "time":
        return MomentPlan(
            TIME, r"CASE WHEN regexp_matches({v}, '^([01]?\d|2[0-3]):') THEN TRY_CAST({v} AS TIME) END", "times"
        )
    if order == "basic":
        sql = r"regexp_replace({v}, '^(....)(..)T?(..)T?(..)(..)(..)', '\1-\2-\3 \4:\5:\6')"
        return _year_first(clock=True, zone=zones == {True}, plain=False, text=sql)
    if order == "named" and (spelled or clock):
        return _named(clock=clock)
    if order == "named":
        plain = r"regexp_replace(regexp_replace({v}, '(\d)(st|nd|rd|th)', '\1'), '[-, ]+', ' ', 'g')"
        return MomentPlan(DATE, f"CAST(try_strptime({plain}, {NAMED_FORMATS}) AS DATE)", "dates with the month's name")
    if spelled:
        return MomentPlan(TIMESTAMP, moment_sql(_slashes(PLAIN_SPACE, YEAR_FIRST), SPELLED["ymd"]), "dates and times")
    return _year_first(clock=clock, zone=zones == {True}, plain=all(moment.plain for moment in moments))


def _slashes(value: str, pattern: str) -> str:
    """SQL that writes the three parts of a date with slashes between them."""
    return rf"regexp_replace({value}, '{pattern}', '\1/\2/\3')"


def _named(*, clock: bool) -> MomentPlan:
    """Dates with the month's name beside clocks, or with a year in two digits."""
    day_first = _slashes(PLAIN_SPACE, r"^(\d{1,2})(?:st|nd|rd|th)?[-/ ]+([A-Za-z]+)\.?[-/, ]+(\d{4}|\d{2})\b")
    value = rf"regexp_replace({day_first}, '^([A-Za-z]+) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})', '\2/\1/\3')"
    sql = f"coalesce({moment_sql(value, SPELLED['named'])}, {moment_sql(value, SPELLED['short'])})"
    if not clock:
        return MomentPlan(DATE, f"CAST({sql} AS DATE)", "dates written day, month, year, the month by its name")
    return MomentPlan(TIMESTAMP, sql, "dates and times with the month's name")


def _lengths() -> MomentPlan:
    """Clocks that go beyond a day are lengths of time: hours, minutes, seconds."""
    part = "TRY_CAST(replace(regexp_extract({v}, '{length}', {n}), ',', '.') AS DECIMAL(18, 6))"
    hours, minutes, seconds = (part.replace("{length}", LENGTH).replace("{n}", str(number)) for number in (1, 2, 3))
    sql = f"CAST({hours} * 3600 + {minutes} * 60 + {seconds} AS DECIMAL(18, 6))"
    return MomentPlan(decimal(6), sql, "lengths of time, in seconds")


def _year_first(*, clock: bool, zone: bool, plain: bool, text: str | None = None) -> MomentPlan:
    day = text or "{v}" if plain or text else r"regexp_replace({v}, '^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})', '\1-\2-\3')"
    if not clock:
        return MomentPlan(DATE, f"TRY_CAST({day} AS DATE)", "dates, year first")
    whole = day if plain else f"replace({day}, ',', '.')"
    if zone:
        letter = rf"regexp_replace({whole}, '\s?(UTC|GMT|z)$', 'Z')"
        zoned = whole if plain else rf"regexp_replace({letter}, '([-+]\d\d):?(\d\d)$', '\1:\2')"
        return MomentPlan(INSTANT, f"TRY_CAST({zoned} AS TIMESTAMPTZ)", "instants: times with a zone")
    return MomentPlan(TIMESTAMP, f"TRY_CAST({whole} AS TIMESTAMP)", "dates and times without a zone")


def _slashed(parts: tuple[int, int], *, clock: bool, spelled: bool) -> MomentPlan:
    first, second = parts
    if first > 12 and second > 12:
        return _text("DATE_AMBIGUOUS", "some dates begin with the day and others with the month")
    if first <= 12 and second <= 12:
        return _text("DATE_AMBIGUOUS", "the day and the month cannot be told apart: no part is above 12")
    order, said = (r"\3-\2-\1", "day, month, year") if first > 12 else (r"\3-\1-\2", "month, day, year")
    if spelled:
        value = _slashes(PLAIN_SPACE, PARTS)
        sql = moment_sql(value, SPELLED["dmy" if first > 12 else "mdy"])
        return MomentPlan(TIMESTAMP, sql, f"dates written {said}")
    type_ = TIMESTAMP if clock else DATE
    whole = f"regexp_replace({{v}}, '{PARTS}', '{order}')"
    return MomentPlan(type_, f"TRY_CAST({whole} AS {DUCKDB[type_.kind]})", f"dates written {said}")


def _text(code: str, why: str) -> MomentPlan:
    return MomentPlan(TEXT, "{c}", why, code, "say how it is spelled in the table's date: `written: d/m/yyyy`")


def order_hint(text: str, *, day_first: bool | None) -> str:
    """Both spellings of a date such as 9/1/2025 with the day each makes of it, the likelier one first."""
    match = re.match(PARTS, text)
    if match is None:
        return "say how it is spelled in the table's date by `written:`"
    mark = text[match.end(1)]
    clock = " h:mm:ss" if text.count(":") == 2 else " h:mm" if ":" in text else ""
    clock += " am/pm" if clock and text.casefold().rstrip(".").endswith("m") else ""
    said = {
        True: _spelled_day(f"d{mark}m{mark}yyyy{clock}", match[1], match[2], match[3]),
        False: _spelled_day(f"m{mark}d{mark}yyyy{clock}", match[2], match[1], match[3]),
    }
    order = (False, True) if day_first is False else (True, False)
    likely = "; the first is likelier by its days" if day_first is not None else ""
    return f"say which in the table's date: {said[order[0]]}, or {said[order[1]]}{likely}"


def _spelled_day(spelling: str, day: str, month: str, year: str) -> str:
    known = 1 <= int(month) <= 12
    meant = f"{int(day)} {MONTH_NAMES[int(month) - 1]} {year}" if known else "no date"
    return f"`written: {spelling}` ({meant})"

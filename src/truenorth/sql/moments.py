"""SQL that reads a trimmed text as a moment by a spelling: on DuckDB, and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping

from truenorth.model.types import DATE, INSTANT, TIMESTAMP, Type
from truenorth.periods.spelling import MONTH_NAMES, Spelling
from truenorth.sql.text import quote

ENGINE_TYPE = {DATE: "DATE", TIMESTAMP: "TIMESTAMP", INSTANT: "TIMESTAMPTZ"}


def type_of(spelling: Spelling) -> Type:
    """What cells of that spelling are: a date, a clock of the wall, or an instant."""
    if spelling.is_instant:
        return INSTANT
    return TIMESTAMP if spelling.has_clock or spelling.text == "serial number" else DATE


def moment_sql(value: str, spelling: Spelling) -> str:
    """SQL that reads a trimmed text by the spelling; null where it does not fit or there is no such day."""
    pattern = quote(f"^(?:{spelling.pattern})$")
    got = {part: f"regexp_extract({value}, {pattern}, {number}, 'i')" for number, part in enumerate(spelling.parts, 1)}
    if spelling.text in COUNTS:
        return COUNTS[spelling.text].replace("{n}", next(iter(got.values())))
    text = f"{_year(got)} || '-' || {_month(got)} || '-' || {_two(got.get('day'), '1')}"
    if "hour" in got:
        second = f"replace({_or_zero(got['second'])}, ',', '.')" if "second" in got else "'00'"
        minute = _or_zero(got["minute"]) if "minute" in got else "'00'"
        text += f" || ' ' || {_hour(got)} || ':' || {minute} || ':' || {second}"
    if "zone" in got:
        text += f" || {_zone(got['zone'])}"
    return f"TRY_CAST({text} AS {ENGINE_TYPE[type_of(spelling)]})"


COUNTS = {  # spellings of one number, read by the engine
    "seconds since 1970": "make_timestamptz(CAST(TRY_CAST({n} AS DECIMAL(30, 6)) * 1000000 AS BIGINT))",
    "milliseconds since 1970": "make_timestamptz(TRY_CAST({n} AS BIGINT) * 1000)",
    "serial number": "CASE WHEN TRY_CAST({n} AS DOUBLE) BETWEEN 61 AND 2958465 THEN TIMESTAMP '1899-12-30' "
    "+ to_seconds(CAST(round(TRY_CAST({n} AS DOUBLE) * 86400) AS BIGINT)) END",
}


def _or_zero(group: str) -> str:
    return f"coalesce(nullif({group}, ''), '00')"


def _two(group: str | None, default: str) -> str:
    return f"lpad({group or quote(default)}, 2, '0')"


def _year(got: Mapping[str, str]) -> str:
    if "year" in got:
        return got["year"]
    short = got["short year"]
    return f"(CASE WHEN {short} < '69' THEN '20' ELSE '19' END || {short})"


def _month(got: Mapping[str, str]) -> str:
    if "month" in got:
        return _two(got["month"], "1")
    names = ", ".join(quote(name[:3].lower()) for name in MONTH_NAMES)
    return f"lpad(CAST(list_position([{names}], lower(left({got['month name']}, 3))) AS VARCHAR), 2, '0')"


def _hour(got: Mapping[str, str]) -> str:
    """The hour of the day; 12 AM is 0 and 12 PM is 12, and no hour above 12 has a half."""
    plain = f"lpad({got['hour']}, 2, '0')"
    if "half" not in got:
        return plain
    hour = f"TRY_CAST({got['hour']} AS INTEGER)"
    half = f"(CASE WHEN upper(left({got['half']}, 1)) = 'P' THEN 12 ELSE 0 END)"
    twelve = f"CASE WHEN {hour} BETWEEN 1 AND 12 THEN lpad(CAST({hour} % 12 + {half} AS VARCHAR), 2, '0') END"
    return f"(CASE WHEN {got['half']} = '' THEN {plain} ELSE {twelve} END)"


def _zone(zone: str) -> str:
    return (
        f"(CASE WHEN upper({zone}) IN ('Z', 'UTC', 'GMT') THEN '+00:00' "
        f"ELSE regexp_replace({zone}, '^(...):?(..)$', '\\1:\\2') END)"
    )


def postgres_moment(value: str, spelling: Spelling) -> str:
    """The same on PostgreSQL, which has no cast that may fail: every part is checked before it is used."""
    pattern = quote(f"^(?:{spelling.pattern})$")
    groups = enumerate(spelling.parts, 1)
    got = {part: f"(regexp_match({value}, {pattern}, 'i'))[{number}]" for part, number in ((p, n) for n, p in groups)}
    if spelling.text in POSTGRES_COUNTS:
        return POSTGRES_COUNTS[spelling.text].replace("{n}", f"CAST({next(iter(got.values()))} AS NUMERIC)")
    year = _number(got["year"]) if "year" in got else _short_year(_number(got["short year"]))
    month = _number(got["month"]) if "month" in got else _named_month(got["month name"])
    day = _number(got["day"]) if "day" in got else "1"
    last = f"EXTRACT(DAY FROM MAKE_DATE({year}, {month}, 1) + INTERVAL '1 month - 1 day')"
    known = f"{year} > 0 AND {month} BETWEEN 1 AND 12"
    date = f"CASE WHEN {known} THEN CASE WHEN {day} BETWEEN 1 AND {last} THEN MAKE_DATE({year}, {month}, {day}) END END"
    if type_of(spelling) == DATE:
        return f"({date})"
    moment = f"(({date}) + {_postgres_time(got)})"
    return f"(({moment} AT TIME ZONE 'UTC') - {_postgres_offset(got['zone'])})" if "zone" in got else moment


POSTGRES_COUNTS = {
    "seconds since 1970": "TO_TIMESTAMP(CAST({n} AS DOUBLE PRECISION))",
    "milliseconds since 1970": "TO_TIMESTAMP(CAST({n} / 1000 AS DOUBLE PRECISION))",
    "serial number": "(CASE WHEN {n} BETWEEN 61 AND 2958465 THEN TIMESTAMP '1899-12-30' "
    "+ ROUND({n} * 86400) * INTERVAL '1 second' END)",
}


def _number(group: str) -> str:
    return f"CAST({group} AS INTEGER)"


def _short_year(number: str) -> str:
    return f"({number} + CASE WHEN {number} < 69 THEN 2000 ELSE 1900 END)"


def _named_month(group: str) -> str:
    names = ", ".join(quote(name[:3].lower()) for name in MONTH_NAMES)
    return f"ARRAY_POSITION(ARRAY[{names}], LOWER(LEFT({group}, 3)))"


def _postgres_time(got: Mapping[str, str]) -> str:
    hour, minute = _number(got["hour"]), _number(got["minute"]) if "minute" in got else "0"
    second = f"CAST(REPLACE({got['second']}, ',', '.') AS DOUBLE PRECISION)" if "second" in got else "0"
    known = f"{hour} < 24 AND {minute} < 60 AND {second} < 60"
    if "half" in got:
        known = f"{hour} BETWEEN 1 AND 12 AND {minute} < 60 AND {second} < 60"
        hour = f"({hour} % 12 + CASE WHEN UPPER(LEFT({got['half']}, 1)) = 'P' THEN 12 ELSE 0 END)"
    return f"CASE WHEN {known} THEN MAKE_TIME({hour}, {minute}, {second}) END"


def _postgres_offset(zone: str) -> str:
    text = f"REPLACE(UPPER({zone}), ':', '')"
    plain = f"{text} IN ('Z', 'UTC', 'GMT')"
    hours, minutes = f"CAST(LEFT({text}, 3) AS INTEGER)", f"CAST(LEFT({text}, 1) || RIGHT({text}, 2) AS INTEGER)"
    parts = f"MAKE_INTERVAL(hours => {hours}, mins => {minutes})"
    return f"(CASE WHEN {plain} THEN INTERVAL '0' ELSE {parts} END)"

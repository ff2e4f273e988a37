"""The date of a table's rows, as declared by its date rule."""

from __future__ import annotations

from dataclasses import replace

from truenorth.errors import refuse
from truenorth.model.tables import DateRule, SpanRule, Table
from truenorth.model.types import DATE, INSTANT, Kind, Type
from truenorth.periods import Grain
from truenorth.periods.spelling import HINT, read_spelling, with_clock
from truenorth.sql.dialects import Dialect
from truenorth.sql.moments import moment_sql, postgres_moment, type_of
from truenorth.sql.text import quote

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def date_rule(table: Table, name: str) -> DateRule:
    """The rule of one of a table's dates; a plain column where nothing is declared of it."""
    rules: list[DateRule] = []
    if isinstance(table.date, SpanRule):
        rules += [table.date.begins, table.date.ends]
    elif table.date is not None:
        rules.append(table.date)
    for rule in (*rules, *table.other_dates):
        if rule.name == name:
            return rule
    return DateRule(name)


def dated(dialect: Dialect, zone: str, rule: DateRule, column: str, type: Type) -> tuple[str, Type]:
    """A date column as a moment: its text, and DATE, TIMESTAMP (a wall clock) or INSTANT.

    `column` is the column's text and `type` its type on the engine.
    """
    if rule.written is not None and not type.is_moment:  # files are read by it when they are loaded
        return written(dialect, rule, column, type)
    if rule.rows_cover is not None and not type.is_moment:
        return _covered(dialect, rule.rows_cover, column, type), DATE
    if type.kind is Kind.TIMESTAMP and rule.stored_in is not None:
        return f"({column} AT TIME ZONE {quote(rule.stored_in)})", INSTANT
    if type.is_moment:
        return column, type
    if type.kind in (Kind.TEXT, Kind.NULL):
        return _iso(column, rule.stored_in or zone), INSTANT
    raise refuse(
        "NOT_A_DATE",
        f"{rule.column} is {type}, not a date.",
        hint="Name a date column; for years say rows_cover: year; for columns of year, month and day say "
        "date: { year: …, month: …, day: … }.",
    )


def _iso(column: str, zone: str) -> str:
    """Text in ISO form: an instant with `Z` or an offset, else local time."""
    offset = f"{column} LIKE '%Z' OR {column} LIKE '%T%+%' OR {column} LIKE '%:%-__:__' OR {column} LIKE '%:%+__%'"
    local = f"CAST(NULLIF(TRIM({column}), '') AS TIMESTAMP) AT TIME ZONE {quote(zone)}"
    return f"(CASE WHEN {offset} THEN CAST({column} AS TIMESTAMPTZ) ELSE {local} END)"


def _covered(dialect: Dialect, cover: Grain, column: str, type: Type) -> str:
    """The first day of the unit named by `2013`, `2013-04`, `2013-Q2`, `2013-W05` or an ISO date."""
    text = column if type.kind is Kind.TEXT else f"CAST({column} AS {dialect.types[Kind.TEXT]})"
    year = f"CAST(SUBSTRING({text}, 1, 4) AS INTEGER)"
    first = f"MAKE_DATE({year}, 1, 1)"
    if cover is Grain.YEAR:
        return first
    if cover is Grain.QUARTER:
        quarter = f"MAKE_DATE({year}, 3 * CAST(RIGHT({text}, 1) AS INTEGER) - 2, 1)"
        return f"(CASE WHEN {text} LIKE '%Q_' THEN {quarter} ELSE CAST({text} AS DATE) END)"
    if cover is Grain.MONTH:
        month = f"MAKE_DATE({year}, CAST(SUBSTRING({text}, 6, 2) AS INTEGER), 1)"
        return (
            f"(CASE WHEN LENGTH({text}) = 7 THEN {month} ELSE {dialect.truncate('month', f'CAST({text} AS DATE)')} END)"
        )
    if cover is Grain.WEEK:
        fourth = f"MAKE_DATE({year}, 1, 4)"
        monday = f"({dialect.truncate('week', fourth)} + 7 * (CAST(RIGHT({text}, 2) AS INTEGER) - 1))"
        return f"(CASE WHEN {text} LIKE '%W__' THEN {monday} ELSE CAST({text} AS DATE) END)"
    return f"CAST({text} AS DATE)"


def from_parts(dialect: Dialect, columns: list[tuple[str, Type]]) -> str:
    """A date from columns of year[, month[, day]]; English month names count."""
    texts = ["1", "1", "1"]
    for place, (text, type) in enumerate(columns):
        texts[place] = _month_number(text) if place == 1 and type.kind is Kind.TEXT else f"CAST({text} AS INTEGER)"
    return f"MAKE_DATE({', '.join(texts)})"


def _month_number(text: str) -> str:
    word = f"LOWER(SUBSTRING(TRIM({text}), 1, 3))"
    names = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(_MONTHS, 1))
    return f"(CASE {word} {names} ELSE CAST({text} AS INTEGER) END)"


def with_time(date: str, time: str, type: Type) -> str:
    """A civil date and a clock time as a wall clock."""
    clock = time if type.kind is Kind.TIME else f"CAST({time} AS TIME)"
    return f"({date} + {clock})"


def written(dialect: Dialect, rule: DateRule, column: str, type: Type) -> tuple[str, Type]:
    """A column of texts or numbers as moments by their spelling; null where one does not fit. Days may have a clock."""
    spelling = read_spelling(rule.written or "")
    if spelling is None:
        raise refuse("UNKNOWN_SPELLING", f"{rule.written!r} is not a spelling of dates.", hint=HINT)
    text = column if type.kind is Kind.TEXT else f"CAST({column} AS {dialect.types[Kind.TEXT]})"
    read = moment_sql if dialect.name == "duckdb" else postgres_moment
    clocked = with_clock(spelling)
    days = replace(spelling, pattern=clocked.pattern) if clocked else spelling
    return read(f"TRIM({text})", days), type_of(spelling)

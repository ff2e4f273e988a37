"""One look at a table: its first and newest row, how many, and whether its key repeats."""

from __future__ import annotations

from dataclasses import replace

from truenorth.model.tables import CompletionKind, Table
from truenorth.model.types import DATE, INSTANT
from truenorth.periods.calendar import add_months_clamped
from truenorth.sql.clocks import bound, convert
from truenorth.sql.fact import Ctes, Fact, counted
from truenorth.sql.text import ident, indent, select
from truenorth.sql.world import World


def survey_query(world: World, table: str) -> str:
    """A SELECT of one row: rows, undated, first and newest moment, newest of the completeness column.

    Counts rows as known and dated before the time of knowledge, before any filter. A moment is a date where the table
    is dated by civil dates, else an instant.
    """
    world = replace(world, filters={})
    declared = world.tables[table]
    ctes = Ctes()
    fact = Fact(world, table, ctes)
    columns = [*_dates(fact, declared), _newest_loaded(fact, declared)]
    inner = select(columns, fact.from_clause(), _dated_before(fact, declared))
    rows = ctes.add("rows", inner, f"{table}: its dates")
    outer = [
        "COUNT(*)",
        "COUNT(*) - COUNT(dated)",
        "MIN(dated)",
        "MAX(dated)",
        "MAX(loaded)",
    ]
    return ctes.with_clause() + select(outer, [f"FROM {rows}"])


def _dates(fact: Fact, table: Table) -> list[str]:
    if table.date is None:
        return ["CAST(NULL AS DATE) AS dated"]
    text, kind = fact.moment(table.date.name)
    if kind != DATE:
        text = convert(text, kind, INSTANT, fact.world.calendar.zone)
    return [f"{text} AS dated"]


def _newest_loaded(fact: Fact, table: Table) -> str:
    until = table.complete_until
    if until is None or until.kind is not CompletionKind.NEWEST or until.column is None:
        return "CAST(NULL AS DATE) AS loaded"
    text, kind = fact.moment(until.column)
    if kind != DATE:
        text = convert(text, kind, INSTANT, fact.world.calendar.zone)
    return f"{text} AS loaded"


def _dated_before(fact: Fact, table: Table) -> list[str]:
    if table.date is None:
        return []
    text, kind = fact.moment(table.date.name)
    return [f"({text} IS NULL OR {text} < {bound(fact.world.calendar, fact.known_until(table), kind)})"]


def gaps_query(world: World, table: str) -> str:
    """A SELECT of one row: how many days of the last year have rows, and the 95th percentile of the days between them.

    Days are those of the project's calendar, up to the time of knowledge.
    """
    calendar = world.calendar
    declared = world.tables[table]
    ctes = Ctes()
    fact = Fact(replace(world, filters={}), table, ctes)
    assert declared.date is not None
    text, kind = fact.moment(declared.date.name)
    since = calendar.midnight(add_months_clamped(calendar.day(world.as_of), -12))
    ends = (bound(calendar, edge, kind) for edge in (since, fact.known_until(declared)))
    inside = [f"{text} {side} {end}" for side, end in zip((">=", "<"), ends, strict=True)]
    day = convert(text, kind, DATE, calendar.zone)
    dates = ctes.add("dates", select([f"{day} AS day"], fact.from_clause(), inside), f"{table}: its dates of a year")
    days = ctes.add("days", f"SELECT DISTINCT day\nFROM {dates}", "days with rows")
    gaps = ctes.add("gaps", f"SELECT day - LAG(day) OVER (ORDER BY day) AS gap\nFROM {days}", "from one to the next")
    return f"{ctes.with_clause()}SELECT COUNT(*), PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY gap)\nFROM {gaps}"


def keys_query(world: World, table: str) -> str | None:
    """A SELECT of how many keys stand more than once among the rows that count; None for a table without a key."""
    declared = world.tables[table]
    if not declared.one_row_per or declared.rolled_up_from is not None:
        return None
    ctes = Ctes()
    keys = ", ".join(ident(key) for key in declared.one_row_per)
    some = " AND ".join(f"{ident(key)} IS NOT NULL" for key in declared.one_row_per)
    base = counted(world, table, ctes)
    twice = f"SELECT {keys}\nFROM {base} AS {ident(table)}\nWHERE {some}\nGROUP BY {keys}\nHAVING COUNT(*) > 1"
    return f"{ctes.with_clause()}SELECT COUNT(*) FROM (\n{indent(twice)}\n) AS {ident('repeated')}"


def repeated_query(world: World, table: str) -> str:
    """The dates of the rows whose key stands more than once: the periods that are doubtful."""
    declared = world.tables[table]
    ctes = Ctes()
    fact = Fact(world, table, ctes)
    dates = _dates(fact, declared)
    keys = [f"{ident(fact.alias)}.{ident(key)}" for key in declared.one_row_per]
    over = f"COUNT(*) OVER (PARTITION BY {', '.join(keys)}) AS times"
    some = [*(f"{key} IS NOT NULL" for key in keys), *fact.counting()]
    rows = ctes.add("rows", select([*dates, over], fact.from_clause(), some), f"{table}: how often each key stands")
    body = f"SELECT DISTINCT dated\nFROM {rows}\nWHERE times > 1 AND dated IS NOT NULL\nORDER BY dated"
    return ctes.with_clause() + body

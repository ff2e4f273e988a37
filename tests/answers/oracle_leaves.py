"""One aggregate over the rows of one table: which rows count for a period, and what they come to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import sqrt
from typing import Any

from oracle_rows import NoRate, Row, Rows, World, keys, parse
from oracle_time import DAY, Span

AGGREGATES = {"sum", "count", "min", "max", "avg", "median", "percentile", "stddev", "variance", "first", "last"}
ANY = "any value"
"""The value of a cell about which the specification is silent."""

Dated = tuple[datetime, Row]


@dataclass(frozen=True)
class Cell:
    """A value, or None and the reasons the specification allows; `rows` counts the rows behind it."""

    value: Any
    reasons: frozenset[str] = frozenset()
    rows: int = 0
    days: int | None = None
    parts: tuple[Any, Any] | None = None


def null(*reasons: str) -> Cell:
    """A cell without value."""
    return Cell(None, frozenset(reasons))


@dataclass(frozen=True)
class Scope:
    """For whom and how far is read: the filter, the member (None is everybody), the metric's watermark."""

    world: World
    seen: datetime
    where: str | None = None
    by: tuple[str, ...] = ()
    member: tuple[Any, ...] | None = None
    covered: bool = False  # a window: null where it begins before the first row
    entity: tuple[str, Any] | None = None  # only the rows of one entity: its column and value

    def settle(self, span: Span) -> Span:
        """The period as far as the watermark."""
        return Span(span.start, min(span.end, self.seen), span.grain)


@dataclass(frozen=True)
class Survey:
    """Where a table begins, and up to when it is complete."""

    first: datetime
    watermark: datetime


def instant_of(world: World, value: Any, rule: Any) -> datetime | None:
    """The instant of a cell of a date column."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        return world.almanac.midnight(value)
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    stored = isinstance(rule, Mapping) and "stored_in" in rule
    return value.replace(tzinfo=UTC) if stored else world.almanac.instant(value)


def moment(world: World, table: str, row: Row, name: str | None = None) -> datetime | None:
    """When a row happened, by one of its table's dates."""
    rule = world.table(table).get("date")
    column = rule if isinstance(rule, str) else (rule or {}).get("column", (rule or {}).get("from"))
    if name is not None and name != column:
        return instant_of(world, row[name], None)
    owner, dot, short = str(column).rpartition(".")
    if dot:
        found = world.linked(table, row, owner)
        return None if found is None else moment(world, owner, found, short)
    return instant_of(world, row[str(column)], rule)


def known(world: World, table: str) -> list[Row]:
    """The rows that are known as of the question: the newest version of each key, not dated after it."""
    if ("known", table) not in world.kept:
        rows = list(world.rows[table])
        spec = world.table(table)
        if "versions" in spec:
            column = spec["versions"]["known_from"]
            newest: dict[Any, Row] = {}
            for row in sorted(rows, key=lambda row: row[column]):
                if world.almanac.instant(row[column]) < world.as_of:
                    newest[tuple(row[key] for key in keys(spec))] = row
            rows = list(newest.values())
        world.kept["known", table] = [
            row for row in rows if (at := moment(world, table, row)) is None or at < world.as_of
        ]
    found: list[Row] = world.kept["known", table]
    return found


def counting(world: World, table: str) -> list[Row]:
    """The known rows that the table's own filter keeps."""
    if ("counting", table) not in world.kept:
        condition = world.table(table).get("filter")
        kept = [row for row in known(world, table) if Rows(world, table, row).holds(condition)]
        world.kept["counting", table] = kept
    found: list[Row] = world.kept["counting", table]
    return found


def survey(world: World, table: str) -> Survey:
    """The start of the first row's day and the watermark; a table without rows begins and ends at the clock."""
    moments = [found for row in known(world, table) if (found := moment(world, table, row)) is not None]
    if not moments:
        return Survey(world.as_of, world.as_of)
    almanac, spec = world.almanac, world.table(table)
    first = almanac.midnight(almanac.day(min(moments)))
    spans = isinstance(spec["date"], Mapping) and "from" in spec["date"]
    until = spec.get("complete_until", "as_of" if spans else "rows")
    if until == "as_of":
        return Survey(first, world.as_of)
    last = almanac.day(max(moments)) if until == "rows" else date.fromisoformat(until)
    return Survey(first, min(almanac.midnight(last + DAY), world.as_of))


def fact_of(world: World, node: ast.expr) -> str:
    """The one table from which all others named in an aggregate are reachable."""
    names = [
        one.value.id for one in ast.walk(node) if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    ]
    names += [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in world.definitions["tables"]]
    return next(one for one in names if set(names) <= set(world.reachable(one)))


def leaf(scope: Scope, call: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    """An aggregate over a period, read as the metric `spec` says."""
    fact = fact_of(scope.world, call)
    first = survey(scope.world, fact).first
    if "balance" in spec:
        return balance(scope, call, spec, span, fact)
    read = scope.settle(span)
    if read.end <= read.start:
        return null("not_loaded")
    if read.end <= first or (scope.covered and read.start < first):
        return null("before_data")
    dated = [one for one in matching(scope, fact, spec, read) if read.start <= one[0] < read.end]
    try:
        return total(scope.world, fact, call, dated)
    except NoRate:
        return Cell(None, frozenset({"no_rate"}), len(dated))


def matching(scope: Scope, fact: str, spec: Mapping[str, Any], span: Span) -> list[Dated]:
    """The rows that pass the filters of metric and question and belong to the member, by the metric's date."""
    world, result, condition = scope.world, [], spec.get("filter", "")
    names = {"period_start": world.almanac.day(span.start), "period_end": world.almanac.day(span.end)}
    remembered = (fact, condition, scope.where, spec.get("date"), names if "period_" in condition else None)
    if repr(remembered) not in world.kept:
        world.kept[repr(remembered)] = [
            (found, row)
            for row in counting(world, fact)
            if (found := moment(world, fact, row, spec.get("date"))) is not None
            and Rows(world, fact, row, names).holds(condition or None)
            and Rows(world, fact, row).holds(scope.where)
        ]
    for found, row in world.kept[repr(remembered)]:
        if scope.member is not None and member(world, fact, row, scope.by) != scope.member:
            continue
        if scope.entity is None or row[scope.entity[0]] == scope.entity[1]:
            result.append((found, row))
    return result if "each" not in spec else [one for one in result if _each(scope, fact, spec, span, one[1])]


def _each(scope: Scope, fact: str, spec: Mapping[str, Any], span: Span, row: Row) -> bool:
    """Whether the row's entities satisfy the metric's conditions in the period read."""
    from oracle import condition_holds

    return all(
        row[column] is not None and condition_holds(scope, parse(condition), (column, row[column]), span)
        for column, condition in spec["each"].items()
    )


def member(world: World, fact: str, row: Row, by: Iterable[str]) -> tuple[Any, ...]:
    """A row's members of the asked dimensions."""
    return tuple(world.dimension(fact, row, name) for name in by)


def total(world: World, fact: str, call: ast.Call, dated: list[Dated]) -> Cell:
    """What the rows come to."""
    assert isinstance(call.func, ast.Name)
    name, arguments = call.func.id, call.args
    if name == "count" and isinstance(arguments[0], ast.Name) and arguments[0].id == fact:
        return Cell(Fraction(len(dated)), rows=len(dated))
    distinct = isinstance(arguments[0], ast.Name) and arguments[0].id == "DISTINCT"
    of = arguments[1] if distinct else arguments[0]
    pairs = [(at, value) for at, row in dated if (value := Rows(world, fact, row).value(of)) is not None]
    if name == "count":
        values = [value for _, value in pairs]
        return Cell(Fraction(len(set(values) if distinct else values)), rows=len(dated))
    share = Fraction(str(ast.literal_eval(arguments[1]))) / 100 if name == "percentile" else Fraction(1, 2)
    value, reason = _folded(name, pairs, share)
    return Cell(value, frozenset({reason} if value is None else ()), len(dated))


def _folded(name: str, pairs: list[tuple[datetime, Any]], share: Fraction) -> tuple[Any, str]:
    values = [value for _, value in pairs]
    if not values:
        return None, "no_rows"
    if name in ("first", "last"):  # of values at one instant: first the least, last the greatest
        return (max if name == "last" else min)(pairs)[1], ""
    if name in ("stddev", "variance"):
        if len(values) < 2:
            return None, "*"
        mean = sum(values) / len(values)
        variance = float(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
        return (sqrt(variance) if name == "stddev" else variance), ""
    if name in ("median", "percentile"):
        ordered = sorted(values)
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low)), ""
    sums: dict[str, Callable[[list[Any]], Any]] = {
        "sum": sum,
        "min": min,
        "max": max,
        "avg": lambda values: sum(values) / len(values),
    }
    return sums[name](values), ""


# ------------------------------------------------------------------ balances


def balance(scope: Scope, call: ast.Call, spec: Mapping[str, Any], span: Span, fact: str) -> Cell:
    """A balance at the end or the start of a period, or its mean over the civil days."""
    almanac, first = scope.world.almanac, survey(scope.world, fact).first
    if spec["balance"] == "start of period":
        before = almanac.partner(span, "previous-period") if span.grain != "day" else almanac.next(span, -1)
        assert before is not None
        if span.start <= first:
            return null("before_data")
        return _closing(scope, call, spec, Span(before.start, span.start, span.grain), fact)
    read = scope.settle(span)
    if read.end <= read.start:
        return null("not_loaded")
    if read.end <= first:
        return null("before_data")
    if spec["balance"] == "end of period":
        return _closing(scope, call, spec, read, fact)
    values, rows = [], 0
    for day in almanac.days(read.start, read.end):
        whole = almanac.unit("day", day)
        if whole.end <= first:
            continue
        cell = _closing(scope, call, spec, whole, fact)
        rows += cell.rows
        if cell.value is not None:
            values.append(cell.value)
    if not values:
        return Cell(None, frozenset({"no_rows"}), rows)
    return Cell(sum(values) / len(values), rows=rows)


def _closing(scope: Scope, call: ast.Call, spec: Mapping[str, Any], span: Span, fact: str) -> Cell:
    return total(scope.world, fact, call, held(scope, spec, span, fact))


def held(scope: Scope, spec: Mapping[str, Any], span: Span, fact: str) -> list[Dated]:
    """The rows of a table that make up a balance at the end of a period."""
    world = scope.world
    rule = world.table(fact)["date"]
    wanted = [row for _, row in matching(scope, fact, spec, span)]
    dated = [(found, row) for row in counting(world, fact) if (found := moment(world, fact, row)) is not None]
    if isinstance(rule, Mapping) and "from" in rule:
        return [one for one in dated if _holds_at(world, rule, one, span.end) and one[1] in wanted]
    if_missing = spec.get("if_missing", "")
    last = world.almanac.last_day(span.end)
    within = next((int(word) for word in if_missing.split() if word.isdigit()), None)
    earliest = span.start if within is None else world.almanac.midnight(last - timedelta(days=within))
    if if_missing.startswith("last known"):
        newest: dict[Any, datetime] = {}
        for found, row in dated:
            if found < span.end and (within is None or found >= earliest):
                entity = _entity(world, fact, row)
                newest[entity] = max(found, newest.get(entity, found))
        chosen = [one for one in dated if newest.get(_entity(world, fact, one[1])) == one[0]]
    else:
        inside = [found for found, _ in dated if earliest <= found < span.end]
        day = world.almanac.day(max(inside)) if inside else None
        chosen = [one for one in dated if world.almanac.day(one[0]) == day]
    return [one for one in chosen if one[1] in wanted]


def _entity(world: World, fact: str, row: Row) -> tuple[Any, ...]:
    spec = world.table(fact)
    return tuple(row[key] for key in keys(spec) if key != spec["date"])


def _holds_at(world: World, rule: Mapping[str, Any], one: Dated, end: datetime) -> bool:
    until = one[1][rule["to"]]
    if until is not None and until.year == 9999:
        until = None  # a way to write that it is open
    if until is not None and rule.get("to_included"):
        until += DAY
    over = instant_of(world, until, None)
    return one[0] < end and (over is None or over >= end)

"""Conversion and retention: two distinct counts of entities, one of them followed by something later."""

from __future__ import annotations

from dataclasses import replace

from truenorth.compiler.leaves import condition, date_name, table_dates
from truenorth.compiler.rows import both
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused, refuse
from truenorth.model.metrics import Metric, Retention, Side
from truenorth.model.rows import Row
from truenorth.model.syntax import Formula
from truenorth.model.trees import Aggregate, Call, Followed, Leaf, Returned, Tree
from truenorth.model.types import Kind


def conversion_tree(scope: Scope, metric: Metric) -> Tree:
    """converted ÷ eligible, or one of the two."""
    conversion = metric.conversion
    assert conversion is not None
    _same_columns(scope, metric, conversion.begins.table, conversion.ends.table, conversion.same)
    begins, ends = _sides(scope, metric, conversion.begins, conversion.ends)
    eligible = _entities(scope, metric, conversion.begins, conversion.same, begins)
    followed = Followed(
        conversion.ends.table, _date(scope, metric, conversion.ends), conversion.same, conversion.within, ends
    )
    return _shown(conversion.show, replace(eligible, after=followed), eligible)


def retention_tree(scope: Scope, metric: Metric) -> Tree:
    """returned ÷ cohort at one age; a matrix is read at the age asked (`scope.age`), else Refused."""
    retention = metric.retention
    assert retention is not None
    age = _age(scope, metric, retention)
    _same_columns(scope, metric, retention.cohort.table, retention.active.table, retention.same)
    begins, ends = _sides(scope, metric, retention.cohort, retention.active)
    cohort = _entities(scope, metric, retention.cohort, retention.same, begins)
    returned = Returned(
        retention.active.table, _date(scope, metric, retention.active), retention.same, retention.unit, age, ends
    )
    return _shown(retention.show, replace(cohort, after=returned), cohort)


def _age(scope: Scope, metric: Metric, retention: Retention) -> int:
    if retention.first == retention.last:
        return retention.first
    if scope.age is None:
        raise refuse(
            "NEEDS_AGE",
            f"{metric.key} has a value for each age from {retention.first} to {retention.last} {retention.unit}s, "
            "none for all of them.",
            metric.place,
            hint=f"Ask it --by age, or define a retention after: {max(1, retention.first)} {retention.unit}.",
        )
    return scope.age


def _shown(show: str, converted: Leaf, eligible: Leaf) -> Tree:
    if show == "eligible":
        return eligible
    return converted if show == "converted" else Call("ratio", (converted, eligible), (None, None))


def _entities(scope: Scope, metric: Metric, side: Side, same: tuple[tuple[str, str], ...], where: Row | None) -> Leaf:
    entity = tuple(first for first, _ in same)
    return Leaf(
        side.table,
        Aggregate.COUNT_DISTINCT,
        _date(scope, metric, side),
        where=where,
        entity=entity,
        first_only=side.first,
    )


def _date(scope: Scope, metric: Metric, side: Side) -> str:
    table = scope.table(side.table)
    if side.column is not None and side.column not in table_dates(table):
        column = scope.column(side.table, side.table, side.column)
        if not (column.type.is_moment or column.type.kind is Kind.NULL):
            raise refuse(
                "NOT_A_DATE",
                f"{side.table}.{side.column} is {column.type}, not a date.",
                metric.places.get("retention", metric.place),
                hint="A cohort is named by a date column, or written: cohort: first orders.",
            )
        return side.column
    date = side.column or date_name(table, None, metric)
    if date is None:
        raise refuse("NO_DATE", f"{side.table} has no date.", table.place, hint=f"Give {side.table} a date.")
    return date


def _same_columns(scope: Scope, metric: Metric, first: str, second: str, same: tuple[tuple[str, str], ...]) -> None:
    """Both sides have the columns that name the entity, of comparable types."""
    for ours, theirs in same:
        a, b = scope.column(first, first, ours), scope.column(second, second, theirs)
        alike = a.type.kind == b.type.kind or (a.type.is_number and b.type.is_number)
        if not alike and Kind.NULL not in (a.type.kind, b.type.kind):
            raise refuse(
                "TYPES_DIFFER",
                f"{first}.{ours} is {a.type} and {second}.{theirs} is {b.type}: they never match.",
                metric.places.get("conversion", metric.places.get("retention", metric.place)),
                hint="Cast one of them in a view, or name the right columns in same:.",
            )


def _sides(scope: Scope, metric: Metric, begins: Side, ends: Side) -> tuple[Row | None, Row | None]:
    """The conditions of both sides: their own filters, and the metric's on each side that it can stand on."""
    first = condition(scope, begins.table, begins.filter) if begins.filter else None
    second = condition(scope, ends.table, ends.filter) if ends.filter else None
    if metric.filter is None:
        return first, second
    standing = [_try(scope, side.table, metric.filter) for side in (begins, ends)]
    if standing == [None, None]:
        condition(scope, begins.table, metric.filter)  # refuses, saying why
    return both(first, standing[0]), both(second, standing[1])


def _try(scope: Scope, fact: str, formula: Formula) -> Row | None:
    """The condition over a fact, or None where it speaks of tables that the fact cannot reach."""
    try:
        return condition(scope, fact, formula)
    except Refused as refused:
        if refused.finding.code in ("NOT_REACHABLE", "MANY_SIDE", "UNKNOWN_DIMENSION", "DIMENSION_MANY_SIDE"):
            return None
        raise

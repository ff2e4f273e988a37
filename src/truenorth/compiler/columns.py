"""The columns that a table's own definition names: its key, dates, currencies, versions and completeness."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.compiler.links import Route
from truenorth.compiler.scope import Scope
from truenorth.errors import Finding, Place, Refused, refuse
from truenorth.model import types
from truenorth.model.tables import DateRule, SpanRule, Table


def check_read(scope: Scope, key: str) -> None:
    """Refused where a column is not there without which no row of the table can be told or dated."""
    for finding in _missing(scope, scope.table(key), _read(scope.table(key))):
        raise Refused(finding)


def missing_columns(scope: Scope, key: str) -> list[Finding]:
    """A finding for every column that the table's definition names and its rows have not got."""
    table = scope.table(key)
    further = [*_dates("other_dates", table.other_dates), *_written(table)]
    return list(_missing(scope, table, [*_read(table), *further]))


Named = tuple[str, str | DateRule]
"""A key of the definition, and the column (or the date) that it names."""


def _read(table: Table) -> Iterator[Named]:
    yield from (("one_row_per", column) for column in table.one_row_per)
    if isinstance(table.date, SpanRule):
        yield from _dates("date", (table.date.begins, table.date.ends))
    elif table.date is not None:
        yield from _dates("date", (table.date,))
    if table.known_from is not None:
        yield "versions", table.known_from
    if table.complete_until is not None and table.complete_until.column is not None:
        yield "complete_until", table.complete_until.column


def _written(table: Table) -> Iterator[Named]:
    for amount, currency in table.currency_in.items():
        yield "currency_in", amount
        yield "currency_in", currency
    if table.late_data is not None and table.late_data.changed_at is not None:
        yield "late_data", table.late_data.changed_at


def _dates(key: str, rules: tuple[DateRule, ...]) -> Iterator[Named]:
    for rule in rules:
        if rule.table is not None:
            yield key, rule
        else:
            columns = rule.parts or (rule.column,)
            yield from ((key, column) for column in (*columns, *((rule.time,) if rule.time else ())))


def _missing(scope: Scope, table: Table, named: Iterator[Named] | list[Named]) -> Iterator[Finding]:
    for key, column in named:
        try:
            if isinstance(column, str):
                scope.column_on(table.key, (), column, in_formula=False)
            else:
                date_route(scope, table, column)
        except Refused as refused:
            yield refused.finding.at(_place(table, key))


def _place(table: Table, key: str) -> Place:
    return table.places.get(key, table.place)


def date_route(scope: Scope, table: Table, rule: DateRule) -> Route:
    """The route to the table on which a date lives; Refused where none leads there or the column is not there."""
    assert rule.table is not None
    try:
        route = scope.route(table.key, rule.table)
        if route is None:
            raise scope.unreachable(table.key, rule.table)
        scope.column_on(table.key, route, rule.column)
    except Refused as refused:
        key = "other_dates" if rule in table.other_dates else "date"
        raise Refused(refused.finding.at(_place(table, key))) from None
    return route


def same_type(scope: Scope, ours: tuple[str, str], theirs: tuple[str, str], place: Place) -> None:
    """Refused where two columns (table, column) that are to match have types of which no values are equal."""
    first, second = (scope.column_on(table, (), column).type for table, column in (ours, theirs))
    if not types.comparable(first, second):
        raise refuse(
            "TYPES_DIFFER",
            f"{'.'.join(ours)} is {first} and {'.'.join(theirs)} is {second}: they never match.",
            place,
            hint="Name the right column, or cast one of them in a table with sql:.",
        )

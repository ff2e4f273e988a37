"""The columns that a metric reads, wherever they lie: what was found in any of them concerns its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from truenorth.compiler.filters import rolled_columns, table_filter
from truenorth.compiler.leaves import table_dates
from truenorth.compiler.scope import Scope
from truenorth.model.recipes import Recipe
from truenorth.model.rows import Column, Row, walk
from truenorth.model.tables import DateRule, Table
from truenorth.model.trees import Leaf, leaves

Used = Iterator[tuple[str, str]]
"""Tables and columns of theirs; an empty column stands for the table itself."""


def columns_used(scope: Scope, recipe: Recipe, metric: str) -> frozenset[tuple[str, str]]:
    """The (table, column) pairs that a metric of a question reads, with the dimensions that it is split by."""
    rows = {fetch.table: fetch.dimensions for fetch in recipe.fetches}
    every = (leaf for plan in recipe.metrics if plan.key == metric for leaf in leaves(plan.tree))
    return frozenset(pair for leaf in every for pair in _of_leaf(scope, leaf, rows))


def _of_leaf(scope: Scope, leaf: Leaf, rows: Mapping[str, Iterable[Row]]) -> Used:
    yield from _of_table(scope, leaf.table, leaf.date)
    yield from _of_rows(scope, leaf.table, (leaf.of, leaf.where, *rows.get(leaf.table, ())))
    yield from ((leaf.table, column) for column in leaf.entity)
    if leaf.after is not None:
        yield from _of_table(scope, leaf.after.table, leaf.after.date)
        yield from _of_rows(scope, leaf.after.table, (leaf.after.where,))
        yield from ((leaf.after.table, theirs) for _, theirs in leaf.after.same)
    for having in leaf.having:
        yield leaf.table, having.column
        for part in having.leaves:
            yield from _of_leaf(scope, part, {})


def _of_table(scope: Scope, key: str, date: str | None) -> Used:
    """A table's filter and dates; of a rolled-up table what it is made of."""
    table = scope.table(key)
    yield key, ""
    if table.filter is not None:
        yield from _of_rows(scope, key, (table_filter(scope, key),))
    dates = table_dates(table)
    for name in {date, table.date.name if table.date else None}:
        if name in dates:
            yield from _of_date(scope, table, dates[name])
    if table.rolled_up_from is not None:
        yield from ((table.rolled_up_from, column) for column in table.one_row_per)
        for _, leaf in rolled_columns(scope, key):
            yield from _of_leaf(scope, leaf, {})


def _of_date(scope: Scope, table: Table, rule: DateRule) -> Used:
    if rule.table is None:
        yield from ((table.key, column) for column in (rule.column, rule.time, *rule.parts) if column)
        return
    yield from _of_rows(scope, table.key, (scope.column(table.key, rule.table, rule.column),))


def _of_rows(scope: Scope, key: str, rows: Iterable[Row | None]) -> Used:
    """The columns of expressions, and those on which the links that lead to them are matched."""
    for row in rows:
        for node in walk(row):
            if isinstance(node, Column):
                table = key
                for role in node.path:
                    link = next(each for each in scope.tables[table].links if each.role == role)
                    yield from ((table, column) for column in link.columns)
                    table = link.table
                    yield table, ""
                    yield from ((table, column) for column in scope.tables[table].one_row_per)
                yield table, node.name

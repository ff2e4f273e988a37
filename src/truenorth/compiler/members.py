"""The members that definitions name: every constant with which a row's text is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from truenorth.compiler.asked import facts_of, question_names
from truenorth.compiler.filters import rolled_columns, table_filter
from truenorth.compiler.rows import RowBuilder, dimension_row
from truenorth.compiler.scope import Reached, Scope
from truenorth.model.recipes import Recipe
from truenorth.model.rows import Column, Op, Row, Value, walk
from truenorth.model.syntax import Formula
from truenorth.model.tables import Table
from truenorth.model.trees import Leaf, Tree, leaves
from truenorth.model.types import Kind

_OF_THE_PERIOD = frozenset({"period_start", "period_end", "rate"})


@dataclass(frozen=True)
class Member:
    """A constant that `row`, an expression over the rows of `table`, is compared with; `own` in the table's filter."""

    table: str
    row: Row
    constant: Value
    own: bool = False


def tree_members(scope: Scope, tree: Tree) -> Iterator[Member]:
    """The members named in what a tree adds up: in its values, its conditions and the filters of its tables."""
    for leaf in leaves(tree):
        yield from _leaf_members(scope, leaf)


def _leaf_members(scope: Scope, leaf: Leaf) -> Iterator[Member]:
    yield from table_members(scope, leaf.table)
    yield from named_members(scope.tables, leaf.table, (leaf.of, leaf.where))
    if leaf.after is not None:
        yield from table_members(scope, leaf.after.table)
        yield from named_members(scope.tables, leaf.after.table, (leaf.after.where,))
    for having in leaf.having:
        for part in having.leaves:
            yield from _leaf_members(scope, part)


def table_members(scope: Scope, key: str) -> Iterator[Member]:
    """The members named in a table's filter, and of a rolled-up table in its columns."""
    if scope.table(key).filter is not None:
        yield from named_members(scope.tables, key, (table_filter(scope, key),), own=True)
    if scope.table(key).rolled_up_from is not None:
        for _, leaf in rolled_columns(scope, key):
            yield from _leaf_members(scope, leaf)


def dimension_members(scope: Scope, key: str) -> Iterator[Member]:
    """The members named in the formulas of a table's dimensions."""
    for dimension in scope.table(key).dimensions:
        if dimension.formula is not None:
            row = dimension_row(scope, Reached(f"{key}.{dimension.name}", (), key, dimension))
            yield from named_members(scope.tables, key, (row,))


def named_members(
    tables: Mapping[str, Table], key: str, rows: Iterable[Row | None], *, own: bool = False
) -> Iterator[Member]:
    """The members named in expressions over the rows of a table."""
    for row in rows:
        for node in walk(row):
            if isinstance(node, Op) and node.function in ("=", "<>", "in"):
                yield from (Member(key, row, constant, own) for row, constant in _compared(tables, key, node))


def _compared(tables: Mapping[str, Table], key: str, node: Op) -> Iterator[tuple[Row, Value]]:
    """Each pair of an expression and a constant in a comparison; numbers only where they are a dimension's members."""
    first, *others = node.arguments
    pairs = [(first, other) for other in others]
    if node.function != "in" and isinstance(first, Value):
        pairs = [(other, first) for other in others]
    for row, constant in pairs:
        if not isinstance(constant, Value) or not _is_of_rows(row):
            continue
        text = isinstance(constant.value, str) and row.type.kind is Kind.TEXT
        if text or (type(constant.value) in (int, Decimal) and _is_dimension(tables, key, row)):
            yield row, constant


def _is_of_rows(row: Row) -> bool:
    """Whether an expression has the same value for a row whatever period is read."""
    nodes = list(walk(row))
    timeless = not any(isinstance(node, Op) and node.function in _OF_THE_PERIOD for node in nodes)
    return timeless and any(isinstance(node, Column) for node in nodes)


def _is_dimension(tables: Mapping[str, Table], key: str, row: Row) -> bool:
    if not isinstance(row, Column):
        return False
    table = tables[key]
    for role in row.path:
        table = tables[next(link.table for link in table.links if link.role == role)]
    return any(row.name == (each.column or each.name) for each in table.dimensions if each.formula is None)


def filter_rows(scope: Scope, recipe: Recipe, where: Formula) -> dict[str, Row]:
    """A question's filter over each table that the question adds up."""
    facts = facts_of((plan.key, plan.tree) for plan in recipe.metrics)
    return {fact: RowBuilder(where, question_names(scope, fact, facts)).condition() for fact in facts}

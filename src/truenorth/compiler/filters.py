"""What a table's own definition says of its rows: the filter, and the columns of a rolled-up table."""

from __future__ import annotations

from truenorth.compiler.desugar import AGGREGATES
from truenorth.compiler.leaves import LeafMaker, condition
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused, refuse
from truenorth.expressions import place_of
from truenorth.model import syntax, types
from truenorth.model.as_written import as_written
from truenorth.model.relations import Relation
from truenorth.model.rows import Column, Row
from truenorth.model.tables import RolledColumn, Table
from truenorth.model.trees import COUNTS, Aggregate, Call, Leaf
from truenorth.model.types import Type

Rolled = tuple[tuple[str, Leaf], ...]
_STATISTICS = (Aggregate.PERCENTILE, Aggregate.STDDEV, Aggregate.VARIANCE)


def table_filter(scope: Scope, key: str) -> Row | None:
    """A table's filter as a row expression over it: rows for which it does not hold never count."""
    table = scope.table(key)
    if table.filter is None:
        return None
    return condition(scope, key, as_written(table.filter, scope.relations[table.key].columns))


def rolled_columns(scope: Scope, key: str) -> Rolled:
    """The columns of a rolled-up table as leaves over the table below."""
    table = scope.table(key)
    assert table.rolled_up_from is not None
    return tuple((column.name, _leaf(scope, table.rolled_up_from, column)) for column in table.columns)


def _leaf(scope: Scope, below: str, column: RolledColumn) -> Leaf:
    tree = column.formula.tree
    made = (
        LeafMaker(scope, column.formula, None, below).make(tree)
        if isinstance(tree, syntax.Apply) and tree.function in AGGREGATES
        else None
    )
    if isinstance(made, Leaf):
        return made
    what = "an average is a sum and a count" if isinstance(made, Call) else "it is not one aggregate"
    raise refuse(
        "ROLLED_COLUMN",
        f"Column {column.name} cannot be rolled up: {what}.",
        place_of(column.formula, tree),
        hint="A column is one aggregate, such as sum(order_lines.price); divide sums in a metric.",
    )


def rolled_relation(scope: Scope, table: Table) -> Relation:
    """The relation of a rolled-up table: on the engine of the table below, with the types its columns get."""
    assert table.rolled_up_from is not None
    below = scope.relations[scope.table(table.rolled_up_from).key]
    columns: dict[str, Type] = {}
    for key in table.one_row_per:
        columns[key] = _key(scope, table, table.rolled_up_from, key).type
    try:
        columns |= {name: _type(leaf) for name, leaf in rolled_columns(scope, table.key)}
    except Refused as refused:
        raise Refused(refused.finding.at(table.place)) from None
    return Relation(table.key, below.engine, columns, fingerprint=below.fingerprint)


def _key(scope: Scope, table: Table, below: str, column: str) -> Column:
    try:
        return scope.column_on(below, (), column)
    except Refused as refused:
        raise Refused(refused.finding.at(table.places.get("one_row_per", table.place))) from None


def _type(leaf: Leaf) -> Type:
    if leaf.aggregate in COUNTS:
        return types.INTEGER
    if leaf.aggregate in _STATISTICS or leaf.of is None:
        return types.FLOAT
    return leaf.of.type

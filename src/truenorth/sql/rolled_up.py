"""A rolled-up table: one row per key, aggregates as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truenorth.model.rows import Column
from truenorth.model.tables import Table
from truenorth.sql.aggregates import Inputs, aggregate
from truenorth.sql.text import ident, indent, select
from truenorth.sql.world import World

if TYPE_CHECKING:
    from truenorth.sql.fact import Ctes


def rolled_up(world: World, table: Table, ctes: Ctes) -> str:
    """The SELECT that rolls a table up."""
    from truenorth.sql.fact import Fact

    assert table.rolled_up_from is not None
    below = table.rolled_up_from
    leaves = world.rolled[table.key]
    fact = Fact(world, below, ctes)
    keys = [(key, fact.column(Column((), key, world.stored(below, key)))) for key in table.one_row_per]
    inputs = Inputs(fact)
    inputs.names.update({text: name for name, text in keys})
    values = [
        (name, aggregate(fact.dialect, leaf, inputs.of(leaf), inputs.only(leaf), inputs.at(leaf)))
        for name, leaf in leaves
    ]
    where = fact.counting()
    rows = select(inputs.columns(), fact.from_clause(), where)
    names = ", ".join(ident(name) for name, _ in keys)
    return select(
        [names, *(f"{text} AS {ident(name)}" for name, text in values)],
        [f"FROM (\n{indent(rows)}\n) AS {ident('rows')}"],
        (),
        [f"GROUP BY {names}"],
    )

"""`each`: only rows of entities for which a condition over their own values holds in the period."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from truenorth.model.rows import Column
from truenorth.model.trees import COUNTS, Having, Leaf
from truenorth.periods import Period
from truenorth.sql.aggregates import Inputs, aggregate
from truenorth.sql.fact import Fact
from truenorth.sql.held import Placed, place
from truenorth.sql.printer import Printer
from truenorth.sql.text import ident, select


def having(fact: Fact, leaf: Leaf, placed: Placed, periods: Sequence[Period]) -> Placed:
    """The joins and conditions that keep only the entities asked for."""
    joins: list[str] = []
    where: list[str] = []
    for number, one in enumerate(leaf.having):
        names: dict[str, str] = {}
        for index, part in enumerate(one.leaves):
            cte = _values(fact, one, part, f"each {number}.{index}", periods)
            same = f"{ident(fact.alias)}.{ident(one.column)} = {cte}.entity AND {cte}.period = {placed.period}"
            joins.append(f"LEFT JOIN {cte} ON {same}")
            value = f"{cte}.value"
            names[str(index)] = f"COALESCE({value}, 0)" if part.aggregate in COUNTS else value
        printer = Printer(fact.dialect, fact.world.calendar, _named(names))
        where += [f"{ident(fact.alias)}.{ident(one.column)} IS NOT NULL", printer.condition(one.condition)]
    return Placed(placed.period, tuple(joins), tuple(where))


def _named(names: dict[str, str]) -> Callable[[Column], str]:
    def text(column: Column) -> str:
        return names[column.name]

    return text


def _values(fact: Fact, one: Having, leaf: Leaf, name: str, periods: Sequence[Period]) -> str:
    """For each period and entity, the value of one metric."""
    inner = Fact(fact.world, leaf.table, fact.ctes, prefix=f"{name} ")
    placed = place(inner, leaf, periods)
    inputs = Inputs(inner)
    inputs.names[placed.period] = "period"
    inputs.named(f"{ident(inner.alias)}.{ident(one.column)}", "entity")
    value = aggregate(inner.dialect, leaf, inputs.of(leaf), inputs.only(leaf), inputs.at(leaf))
    where = [*placed.where, *inner.counting(leaf.date)]
    rows = fact.ctes.add(
        f"{name} rows",
        select(inputs.columns(), [*inner.from_clause(), *placed.joins], where),
        f"{leaf.table} by entity",
    )
    grouped = select(["period", "entity", f"{value} AS value"], [f"FROM {rows}"], (), ["GROUP BY period, entity"])
    return fact.ctes.add(name, grouped, "what each entity comes to")

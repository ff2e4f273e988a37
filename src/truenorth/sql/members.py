"""Which members the rows of a table have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from truenorth.model.rows import Row, Value
from truenorth.sql.fact import Ctes, Fact
from truenorth.sql.text import select
from truenorth.sql.world import World

MOST = 1000
"""So many members are read, those asked for before all others."""


def members_query(world: World, table: str, row: Row, wanted: Sequence[Value], *, filtered: bool = True) -> str:
    """A SELECT of the members of an expression with the number of rows that have each: those wanted, then the largest.

    The rows are those that count; without `filtered` those that the table's own filter leaves out too.
    """
    ctes = Ctes()
    fact = Fact(world if filtered else replace(world, filters={}), table, ctes)
    member = f"{fact.text(row)} AS member"
    counting = fact.counting()
    texts = ", ".join(fact.text(value) for value in wanted)
    rows = ctes.add("rows", select([member], fact.from_clause(), counting), f"{table}: the member of each row")
    order = f"ORDER BY CASE WHEN member IN ({texts}) THEN 0 ELSE 1 END, COUNT(*) DESC, member"
    tail = ["WHERE member IS NOT NULL", "GROUP BY member", order, f"LIMIT {MOST}"]
    return ctes.with_clause() + select(["member", "COUNT(*)"], [f"FROM {rows}"], (), tail)


def present_query(world: World, table: str, row: Row, *, filtered: bool = True) -> str:
    """A SELECT of one row where any row that counts satisfies a condition, else of none."""
    ctes = Ctes()
    fact = Fact(world if filtered else replace(world, filters={}), table, ctes)
    where = [fact.text(row), *fact.counting()]
    return ctes.with_clause() + select(["1"], fact.from_clause(), where, ["LIMIT 1"])

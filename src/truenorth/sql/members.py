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
    """A SELECT of the members of an expression, how many rows have each, and 1 for those wanted, which come first.

    The rows are those that count; without `filtered` those that the table's own filter leaves out too.
    """
    ctes = Ctes()
    fact = Fact(world if filtered else replace(world, filters={}), table, ctes)
    member = f"{fact.text(row)} AS member"
    counting = fact.counting()
    texts = ", ".join(fact.text(value) for value in wanted)
    rows = ctes.add("rows", select([member], fact.from_clause(), counting), f"{table}: the member of each row")
    wanted_one = f"CASE WHEN member IN ({texts}) THEN 1 ELSE 0 END"
    tail = ["WHERE member IS NOT NULL", "GROUP BY member", f"ORDER BY {wanted_one} DESC, COUNT(*) DESC, member"]
    columns = ["member", "COUNT(*)", wanted_one]
    return ctes.with_clause() + select(columns, [f"FROM {rows}"], (), [*tail, f"LIMIT {MOST}"])


def present_query(world: World, table: str, row: Row, *, filtered: bool = True) -> str:
    """A SELECT of one row where any row that counts satisfies a condition, else of none."""
    ctes = Ctes()
    fact = Fact(world if filtered else replace(world, filters={}), table, ctes)
    where = [fact.text(row), *fact.counting()]
    return ctes.with_clause() + select(["1"], fact.from_clause(), where, ["LIMIT 1"])

"""Leaves that speak of the period they are read over."""

from __future__ import annotations

from collections.abc import Sequence

from truenorth.model.rows import Op, walk
from truenorth.model.trees import Leaf
from truenorth.model.types import INSTANT
from truenorth.periods import Period
from truenorth.sql.clocks import bound
from truenorth.sql.fact import Fact
from truenorth.sql.held import ASKED
from truenorth.sql.text import ident


def uses_edges(leaf: Leaf) -> bool:
    """Whether `period_start()` or `period_end()` stands in the leaf."""
    rows = [node for row in (leaf.of, leaf.where) for node in walk(row)]
    return any(isinstance(node, Op) and node.function in ("period_start", "period_end") for node in rows)


def with_edges(fact: Fact, periods: Sequence[Period]) -> None:
    """Give the fact the texts of its period's edges: literals for one period, else columns of the list."""
    calendar = fact.world.calendar
    if len(periods) == 1:
        fact.edges = (bound(calendar, periods[0].start, INSTANT), bound(calendar, periods[0].end, INSTANT))
        return
    listed = ",\n  ".join(
        f"({number}, {bound(calendar, p.start, INSTANT)}, {bound(calendar, p.end, INSTANT)})"
        for number, p in enumerate(periods)
    )
    edges = fact.ctes.add(
        "edges", f"SELECT * FROM (VALUES\n  {listed}\n) AS spans(period, begins, ends)", "the instants of the periods"
    )
    begins, ends = (
        f"(SELECT {edges}.{name} FROM {edges} WHERE {edges}.period = {ident(ASKED)}.period)"
        for name in ("begins", "ends")
    )
    fact.edges = (begins, ends)

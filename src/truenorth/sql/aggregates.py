"""Leaves as aggregates over the columns of a common table expression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from truenorth.model.rows import Column, Row
from truenorth.model.trees import Aggregate, Leaf
from truenorth.sql.dialects import Dialect
from truenorth.sql.text import ident

if TYPE_CHECKING:
    from truenorth.sql.fact import Fact


@dataclass(eq=False)
class Inputs:
    """The columns that the aggregates of a query read: each expression once, under a name people can read."""

    fact: Fact
    names: dict[str, str] = field(default_factory=dict)

    def name(self, row: Row, prefix: str) -> str:
        """The column that holds a row expression."""
        return self.named(self.fact.text(row), _readable(row) or prefix)

    def named(self, text: str, wanted: str) -> str:
        """The column that holds a text, called `wanted` or like it."""
        if text not in self.names:
            taken, name, number = set(self.names.values()), wanted, 1
            while name in taken:
                number += 1
                name = f"{wanted}_{number}"
            self.names[text] = name
        return ident(self.names[text])

    def columns(self) -> list[str]:
        """The select list."""
        return [f"{text} AS {ident(name)}" for text, name in self.names.items()]

    def of(self, leaf: Leaf) -> str | None:
        """What a leaf adds up, or None where it counts rows."""
        return None if leaf.of is None else self.name(leaf.of, "value")

    def only(self, leaf: Leaf) -> list[str]:
        """The conditions under which a row enters a leaf."""
        return [] if leaf.where is None else [self.condition(leaf.where)]

    def condition(self, row: Row) -> str:
        """The column that holds a condition by which rows are kept."""
        return self.named(self.fact.condition(row), _readable(row) or "counts")

    def at(self, leaf: Leaf) -> str | None:
        """The moment by which first and last are told, where they are asked."""
        if leaf.aggregate not in (Aggregate.FIRST, Aggregate.LAST) or leaf.date is None:
            return None
        return self.named(self.fact.moment(leaf.date)[0], "dated")


def _readable(row: Row) -> str | None:
    return "_".join((*row.path, row.name)) if isinstance(row, Column) else None


def aggregate(dialect: Dialect, leaf: Leaf, of: str | None, only: Sequence[str], at: str | None) -> str:
    """The aggregate of one leaf over named columns."""
    kept = f" FILTER (WHERE {' AND '.join(only)})" if only else ""
    if leaf.entity:
        entity = of or ""
        return dialect.distinct_count(entity, kept)
    if leaf.aggregate is Aggregate.COUNT:
        return f"COUNT(*){kept}"
    assert of is not None
    if leaf.aggregate is Aggregate.COUNT_DISTINCT:
        return dialect.distinct_count(of, kept)
    if leaf.aggregate is Aggregate.PERCENTILE:
        assert leaf.parameter is not None
        return dialect.percentile(of, format((leaf.parameter / 100).normalize(), "f"), kept)
    if leaf.aggregate in (Aggregate.FIRST, Aggregate.LAST):
        assert at is not None
        return dialect.edge(leaf.aggregate.value, of, at, kept)
    return _PLAIN[leaf.aggregate](of) + kept


_PLAIN = {
    Aggregate.COUNT_VALUES: lambda x: f"COUNT({x})",
    Aggregate.SUM: lambda x: f"SUM({x})",
    Aggregate.MIN: lambda x: f"MIN({x})",
    Aggregate.MAX: lambda x: f"MAX({x})",
    Aggregate.STDDEV: lambda x: f"STDDEV_SAMP(CAST({x} AS DOUBLE PRECISION))",
    Aggregate.VARIANCE: lambda x: f"VAR_SAMP(CAST({x} AS DOUBLE PRECISION))",
}

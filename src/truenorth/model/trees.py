"""The metric tree: six nodes, and nothing else, say how any metric is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from truenorth.model.rows import Row
from truenorth.periods import Duration, Grain, Here, Move, Shift, Shifted, There


class Aggregate(StrEnum):
    """What an engine computes over rows."""

    COUNT = "count"  # rows
    COUNT_VALUES = "count_values"  # rows where `of` is not null
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    PERCENTILE = "percentile"
    STDDEV = "stddev"
    VARIANCE = "variance"
    FIRST = "first"
    LAST = "last"


COUNTS = frozenset({Aggregate.COUNT, Aggregate.COUNT_VALUES, Aggregate.COUNT_DISTINCT})
MERGED = frozenset({Aggregate.COUNT, Aggregate.COUNT_VALUES, Aggregate.SUM, Aggregate.MIN, Aggregate.MAX})
"""Aggregates of which the value over a period can be had from the values over its buckets."""


@dataclass(frozen=True)
class Holding:
    """Span table: the rows that hold just before the period's end."""


@dataclass(frozen=True)
class Stock:
    """Stock table: the rows of the newest stock day inside the period, or within `carry` days of its last day."""

    carry: int | None = None


@dataclass(frozen=True)
class LastKnown:
    """Stock table: each entity's newest row not after the period's end, at most `within` days old."""

    within: int | None = None


Held = Holding | Stock | LastKnown


@dataclass(frozen=True)
class Followed:
    """Conversion: only entities with a row of another table at or after this one, before `within` has passed.

    `table`, `date` and `where` describe the rows that follow; `same` pairs this table's columns with theirs.
    """

    table: str
    date: str
    same: tuple[tuple[str, str], ...]
    within: Duration | None
    where: Row | None = None


@dataclass(frozen=True)
class Returned:
    """Retention: only entities with a row of another table in the unit `age` after their cohort's unit."""

    table: str
    date: str
    same: tuple[tuple[str, str], ...]
    unit: Grain
    age: int
    where: Row | None = None


@dataclass(frozen=True)
class Having:
    """Only rows of entities whose own values, over the period read, satisfy `condition`.

    `condition` is a row expression whose columns (path `("each",)`, named `0`, `1`, …) are the `leaves`' values.
    """

    column: str
    leaves: tuple[Leaf, ...]
    condition: Row


@dataclass(frozen=True)
class Leaf:
    """One aggregate over the rows of one table whose date lies in the period: all that an engine computes.

    `of` is null for COUNT; `parameter` is a percentile's p (0–100). `entity` holds the columns counted distinctly by
    a conversion or retention; `first_only` keeps each entity's first row (`cohort: first orders`).
    """

    table: str
    aggregate: Aggregate
    date: str | None
    of: Row | None = None
    where: Row | None = None
    parameter: Decimal | None = None
    held: Held | None = None
    after: Followed | Returned | None = None
    entity: tuple[str, ...] = ()
    first_only: bool = False
    having: tuple[Having, ...] = ()
    approximate: bool = False

    def __hash__(self) -> int:
        """Worked out once: planning looks a leaf up for every period that it is read over."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, each.name) for each in fields(self)))


class Fold(StrEnum):
    """How the values of finer periods become one."""

    MEAN = "mean"
    SUM = "sum"
    MAX = "max"
    MIN = "min"


@dataclass(frozen=True)
class At:
    """The inner tree read at another period."""

    move: Move
    of: Tree


@dataclass(frozen=True)
class Over:
    """The inner tree read at each finer period inside this one, or at the `last` ones ending with it, and folded.

    `partial` leaves out what lies before the first row (an average balance); else that makes the value missing.
    """

    fold: Fold
    grain: Grain
    of: Tree
    last: int | None = None
    partial: bool = False


@dataclass(frozen=True)
class Whole:
    """The inner tree over all members: the denominator of a share."""

    of: Tree


@dataclass(frozen=True)
class Call:
    """Arithmetic over trees: `+ - * / neg abs round greatest least coalesce`, `growth` (here, there), `fill`,
    `ratio` (a division whose parts are the answer's components), and the period's own numbers `days_in_period`,
    `working_days_in_period`, `days_since` (a date leaf).

    `names` gives for each argument the metric it stands for, if any: a missing part is reported by it.
    """

    function: str
    arguments: tuple[Tree, ...]
    names: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Number:
    """A literal."""

    value: Decimal


Tree = Leaf | At | Over | Whole | Call | Number


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below."""
    if isinstance(tree, Call):
        return tree.arguments
    if isinstance(tree, At | Over | Whole):
        return (tree.of,)
    return ()


def shifts(tree: Tree) -> Iterator[Shift]:
    """Every comparison inside a tree."""
    if isinstance(tree, At) and isinstance(tree.move, Shifted | Here | There):
        yield tree.move.shift
    for child in children(tree):
        yield from shifts(child)


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Every leaf of a tree, left to right."""
    if isinstance(tree, Leaf):
        yield tree
    for child in children(tree):
        yield from leaves(child)

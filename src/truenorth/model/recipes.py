"""What is fetched and how it is combined: what `truenorth explain` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from truenorth.model.metrics import Unit
from truenorth.model.questions import Question
from truenorth.model.relations import Relation, Survey
from truenorth.model.rows import Row
from truenorth.model.tables import Table
from truenorth.model.trees import Leaf, Tree
from truenorth.periods import Calendar, Grain, Period


@dataclass(frozen=True)
class Direct:
    """Rows joined to a list of periods: right for every aggregate, and the reference for the other shapes."""

    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Flow:
    """One value for each bucket of a grain in `[start, end)`; periods are merged from their buckets."""

    grain: Grain
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Level:
    """Entries and exits for each civil day; the value at a boundary is their running total before it.

    Without `window`, rows of a span table enter and leave. With it, values counted distinctly: each stays for so many
    days after its row, or until the next row with the same value. Days before `start` and from `end` on play no part.
    """

    start: datetime
    end: datetime
    window: int | None = None


Shape = Direct | Flow | Level


@dataclass(frozen=True)
class Fetch:
    """One SELECT: leaves of one table by one date and one set of dimensions, in one shape.

    `leaves` are indices into the recipe's leaves; `dimensions` the row expression of each asked dimension, in the
    order asked; `segmented` and `whole` say which levels are wanted: by the dimensions, over all of them, or both.
    """

    table: str
    engine: str
    leaves: tuple[int, ...]
    dimensions: tuple[Row, ...]
    segmented: bool
    whole: bool
    shape: Shape


@dataclass(frozen=True)
class Drill:
    """The rows that one leaf adds up: the newest `limit` of each period and combination of members."""

    leaf: Leaf
    engine: str
    dimensions: tuple[Row, ...]  # none: over all members
    periods: tuple[Period, ...]
    limit: int


AGE = "age"
"""The dimension of a retention matrix."""


@dataclass(frozen=True)
class MetricPlan:
    """How one metric of the question is computed: its tree, the comparisons' trees, and its clock."""

    key: str
    tree: Tree
    compare: tuple[tuple[Tree, Tree], ...]  # (here, there) for each comparison asked
    seen: datetime | None  # the watermark: the earliest of the tables added up
    first: datetime | None  # the earliest first row of them
    asked: frozenset[tuple[int, datetime, datetime]]  # the reads whose members the answer shows
    unit: Unit | None
    value_hash: str
    kind: str
    age: int | None = None  # of a retention matrix: one plan for each age


@dataclass(frozen=True)
class Recipe:
    """A question planned: frozen, printable, with no SQL in it."""

    question: Question
    metrics: tuple[MetricPlan, ...]
    dimensions: tuple[str, ...]  # the name of each asked dimension, without the `age` of a retention matrix
    periods: tuple[Period, ...]
    leaves: tuple[Leaf, ...]
    fetches: tuple[Fetch, ...]
    reads: Mapping[tuple[int, datetime, datetime], int]  # (leaf, start, end) → the fetch that holds it
    calendar: Calendar
    tables: Mapping[str, Table] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    surveys: Mapping[str, Survey] = field(default_factory=dict)

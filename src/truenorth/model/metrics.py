"""Metrics, as declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from truenorth.errors import NOWHERE, Place
from truenorth.model.syntax import Formula
from truenorth.periods import Duration, Grain


class Direction(StrEnum):
    """Which way is improvement."""

    HIGHER = "higher"
    LOWER = "lower"
    IN_RANGE = "in_range"


class BalanceKind(StrEnum):
    """When a balance is read."""

    END = "end of period"
    START = "start of period"
    AVERAGE = "average over period"


@dataclass(frozen=True)
class IfMissing:
    """What a balance on a stock table does where the period has no stock date.

    `carry` N days: the newest date within N days of the period's last day. `per_entity`: each entity at its own
    newest date, `within` so many days if given.
    """

    carry: int | None = None
    per_entity: bool = False
    within: int | None = None


@dataclass(frozen=True)
class Window:
    """`last 28 days[, partial]`."""

    span: Duration
    partial: bool = False


@dataclass(frozen=True)
class ToDateSpec:
    """`to_date: fiscal year`; no unit means all time."""

    unit: Grain | None


@dataclass(frozen=True)
class Side:
    """One side of a conversion or retention: a table, perhaps filtered, or its entities' first rows."""

    table: str
    filter: Formula | None = None
    first: bool = False  # `first orders`: each entity's first row
    column: str | None = None  # `customers.first_order_on`: the cohort's date column


@dataclass(frozen=True)
class Conversion:
    """Of the entities with a `begins` row in the period, the share with an `ends` row after it, within so long."""

    begins: Side
    ends: Side
    same: tuple[tuple[str, str], ...]  # (column of begins, column of ends)
    within: Duration | None = None
    show: str = "rate"  # rate | converted | eligible


@dataclass(frozen=True)
class Retention:
    """Of the entities whose cohort date lies in a unit, the share active in the unit `after` later.

    `first` to `last` make the matrix with the dimension `age`; a single age has first == last.
    """

    cohort: Side
    active: Side
    same: tuple[tuple[str, str], ...]
    unit: Grain
    first: int
    last: int
    show: str = "rate"


@dataclass(frozen=True)
class Manual:
    """A metric whose values people type."""

    every: Grain
    over_time: str | None = None  # last | sum | average


@dataclass(frozen=True)
class Each:
    """Only rows of entities for which the condition holds in the metric's period."""

    column: str
    condition: Formula


@dataclass(frozen=True)
class Unit:
    """What the number counts. `percent` is stored as a fraction; `percent points` as it stands."""

    text: str

    @property
    def is_percent(self) -> bool:
        return self.text == "percent"


@dataclass(frozen=True)
class Metric:
    """A named quantity: exactly one of formula, conversion, retention and manual, and the way time works."""

    key: str
    label: str
    formula: Formula | None = None
    conversion: Conversion | None = None
    retention: Retention | None = None
    manual: Manual | None = None
    filter: Formula | None = None
    date: str | None = None
    window: Window | None = None
    to_date: ToDateSpec | None = None
    balance: BalanceKind | None = None
    if_missing: IfMissing | None = None
    fill: Decimal | None = None
    over_time: str | None = None
    each: tuple[Each, ...] = ()
    approximate: bool = False
    unit: Unit | None = None
    direction: Direction | None = None
    bounds: tuple[Decimal, Decimal] | None = None
    decimals: int | None = None
    description: str | None = None
    includes: str | None = None
    excludes: str | None = None
    history: str | None = None
    tags: tuple[str, ...] = ()
    was: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)  # the place of each key that was written
    place: Place = NOWHERE

"""Targets: a side, a path and, for totals, the period they add up over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from truenorth.errors import NOWHERE, Place


class Aim(StrEnum):
    """On which side of the expected value it is good to be."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    WITHIN = "within"
    TOWARDS = "towards"  # a reach: from the baseline towards its end, whichever way that lies
    LEVELS = "levels"  # the metric's direction decides, else the order of the values


class Phasing(StrEnum):
    """How a total spreads over the days it adds up over."""

    EVEN = "even"
    WORKING_DAYS = "working_days"
    LAST_YEAR = "last_year_shape"
    PROFILE = "profile"
    CUSTOM = "custom"


@dataclass(frozen=True)
class Constant:
    """The same value for ever."""

    value: Decimal


@dataclass(frozen=True)
class Linear:
    """From the baseline at the target's start to `end` at the end of `by`, straight in civil days."""

    end: Decimal


@dataclass(frozen=True)
class Seasonal(Linear):
    """The same way with the season of the year before: what is left without the season goes straight."""


@dataclass(frozen=True)
class Steps:
    """Each value holds from the start of its period until the next; before the first, the baseline."""

    steps: tuple[tuple[date, Decimal], ...]

    @property
    def end(self) -> Decimal:
        return self.steps[-1][1]


@dataclass(frozen=True)
class Band:
    """A range to stay in; `low_limit` and `high_limit` are the critical limits."""

    low: Decimal
    high: Decimal
    low_limit: Decimal | None = None
    high_limit: Decimal | None = None
    exact: Decimal | None = None  # `exactly: 100`


@dataclass(frozen=True)
class Levels:
    """Named levels; judged at `target`, with the red line at `commit` unless the KPI has its own."""

    target: Decimal
    commit: Decimal | None = None
    stretch: Decimal | None = None


@dataclass(frozen=True)
class Total:
    """An amount to add up to over a unit of time or until a day, spread by a phasing."""

    amount: Decimal
    over: str  # month | quarter | year | fiscal_quarter | fiscal_year | until
    phasing: Phasing = Phasing.EVEN
    profile: tuple[Decimal, ...] = ()  # the weights of equal parts of the time
    custom: tuple[tuple[date, Decimal], ...] = ()  # weights, each from its day to the next


@dataclass(frozen=True)
class Improve:
    """Better than on a period, by an amount or a share of the value then; than `previous quarter` again and again."""

    amount: Decimal
    relative: bool
    on: str


Path = Constant | Linear | Steps | Band | Levels | Total | Improve


@dataclass(frozen=True)
class Target:
    """The value agreed from a day on, until the next target begins.

    `begins` is the first civil day; `by` the last civil day of a reach, or of `over: until`.
    """

    aim: Aim
    path: Path
    begins: date
    by: date | None = None
    agreed: date | None = None
    reason: str | None = None
    segment: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, object] = field(default_factory=dict)
    place: Place = NOWHERE

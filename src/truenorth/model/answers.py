"""What comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from truenorth.errors import Finding
from truenorth.model.metrics import Unit
from truenorth.periods import Period

Scalar = Decimal | int | float | str | bool | None
Amount = Decimal | int | float | None


class State(StrEnum):
    """Whether a number can be relied on as the number of its period."""

    COMPLETE = "complete"
    IN_PROGRESS = "in_progress"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, or None with the reason why."""

    value: Amount
    reason: str | None = None
    quotient: bool = False  # a division took part: printed to 15 significant digits
    rows: int = 0  # the rows that were added up
    parts: tuple[Cell, Cell] | None = None  # what a ratio was divided from


@dataclass(frozen=True)
class Comparison:
    """A value beside its partner; while the period is open, both over their first whole days."""

    value: Amount  # the partner's
    current: Amount  # ours over the same days
    change: Amount
    change_ratio: Amount
    like_for_like: str | None  # "first 10 days"
    reason: str | None
    member: str | None = None  # gone or new: of what adds up, it counts 0 on the side where it has no rows


@dataclass(frozen=True, slots=True)
class Components:
    """What a ratio, conversion or retention was divided from, and the rows counted."""

    numerator: Amount
    denominator: Amount
    rows: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """The answer for one metric in one row."""

    cell: Cell
    state: State
    completeness: float | None = None  # share of the period's span before the watermark
    maturity: str | None = None  # open | provisional | final
    compare: Mapping[str, Comparison] = field(default_factory=dict)
    components: Components | None = None
    doubt: str | None = None  # why the number is doubtful: repeated_key
    like_for_like: str | None = None  # for growth, change and shift of an open period
    rows: tuple[Mapping[str, object], ...] = ()  # the rows behind it, when asked for


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One period and segment. `total` marks the row over all segments."""

    period: Period
    label: str
    segment: Mapping[str, Scalar | object]
    values: Mapping[str, Measured]
    total: bool = False


@dataclass(frozen=True)
class MetricInfo:
    """What stands once for each metric asked."""

    key: str
    label: str
    unit: Unit | None
    value_hash: str
    kind: str
    data_until: datetime | None
    knowledge: str  # exact | by date


@dataclass(frozen=True)
class Answer:
    """Rows, and everything needed to explain them."""

    rows: tuple[AnswerRow, ...]
    metrics: tuple[MetricInfo, ...]
    dimensions: tuple[str, ...]
    as_of: datetime
    knowledge: str
    data_until: datetime | None
    queries: tuple[str, ...]
    tables: tuple[str, ...]
    undated: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

"""Sources, tables, links and dimensions, as declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from truenorth.errors import NOWHERE, Place
from truenorth.model.syntax import Formula
from truenorth.periods import Duration, Grain


@dataclass(frozen=True)
class Source:
    """Where rows come from. `kind` is the key that names the address: duckdb, sqlite, postgres, files …

    `options` are the further keys as written (`as`, `columns`, `separated_by`, `null_values`, …), each a text, a
    tuple of texts or a mapping of texts; the loader of that kind reads them.
    """

    key: str
    kind: str
    address: str
    options: Mapping[str, object] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True)
class DateRule:
    """How the rows of a table are dated by one column (or by year, month and day in columns of their own).

    `table` is set where the date lives on a linked table (`orders.ordered_at`). `written` is a spelling such as
    `d/m/yy` for text. `rows_cover` says that each row stands for a whole unit.
    """

    column: str
    table: str | None = None
    time: str | None = None
    parts: tuple[str, ...] = ()  # the columns of year[, month[, day]] where there is no single date column
    stored_in: str | None = None
    rows_cover: Grain | None = None
    counted_by_start: bool = False
    written: str | None = None

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}" if self.table else self.column


@dataclass(frozen=True)
class SpanRule:
    """A span table's dates: each row holds from one date to another; an empty end means it still holds."""

    begins: DateRule
    ends: DateRule
    to_included: bool = False

    @property
    def name(self) -> str:
        return self.begins.name


@dataclass(frozen=True)
class Link:
    """A declared `belongs_to`: many rows here, one row there, matched on that table's key."""

    role: str  # the table's name, or the `as:` given
    table: str
    columns: tuple[str, ...]
    place: Place = NOWHERE


@dataclass(frozen=True)
class Dimension:
    """A column or row-level formula by which a metric may be split or filtered."""

    name: str
    column: str | None = None
    formula: Formula | None = None
    same_as: str | None = None
    place: Place = NOWHERE


class CompletionKind(StrEnum):
    """What says up to when a table is complete."""

    ROWS = "rows"
    AS_OF = "as_of"
    DATE = "date"
    NEWEST = "newest"


@dataclass(frozen=True)
class Completion:
    """Up to when a table is complete: its rows, the clock, a date (that day included) or a column's newest value."""

    kind: CompletionKind
    day: date | None = None
    column: str | None = None
    minus: Duration | None = None


@dataclass(frozen=True)
class LateData:
    """Rows may still arrive for periods that ended no more than `up_to` ago."""

    up_to: Duration
    changed_at: str | None = None


@dataclass(frozen=True)
class RolledColumn:
    """A column of a rolled-up table: an aggregate over the rows of each key."""

    name: str
    formula: Formula
    place: Place = NOWHERE


@dataclass(frozen=True)
class Table:
    """Rows of one kind with keys, dates and a source."""

    key: str
    source: str | None = None  # the key of a Source; None for a rolled-up table
    name: str | None = None  # the name inside the source: `sales.orders`
    sql: str | None = None  # or a read-only view in the source's own dialect
    rolled_up_from: str | None = None
    columns: tuple[RolledColumn, ...] = ()
    one_row_per: tuple[str, ...] = ()
    date: DateRule | SpanRule | None = None
    other_dates: tuple[DateRule, ...] = ()
    complete_until: Completion | None = None
    fresh_within: Duration | None = None
    late_data: LateData | None = None
    filter: Formula | None = None
    known_from: str | None = None  # versions: the column that says since when a row is known
    currency_in: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    place: Place = NOWHERE
    places: Mapping[str, Place] = field(default_factory=dict)  # where each key of the definition stands

    @property
    def is_span(self) -> bool:
        return isinstance(self.date, SpanRule)


@dataclass(frozen=True)
class Rates:
    """The table of exchange rates: one unit of `base` is `rate` units of `quote` on `date`."""

    table: str
    date: str
    base: str
    quote: str
    rate: str
    place: Place = NOWHERE

"""What every engine can do for the rooms that ask it: tell columns, list tables, run one SELECT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from truenorth.errors import Finding
from truenorth.model.relations import Relation
from truenorth.model.types import Type

Row = tuple[object, ...]


@dataclass(frozen=True)
class Capabilities:
    """What an engine's SQL can say; where it cannot, `sql` writes it another way or refuses."""

    grouping_sets: bool = True
    aggregate_filter: bool = True  # sum(x) filter (where …)
    exact_percentile: bool = True  # interpolated, over all rows
    null_safe_equality: bool = True  # a is not distinct from b
    zones: bool = True  # at time zone, with the rules of daylight saving
    schemas: bool = True  # a table may live in a named schema
    extracts: bool = False  # reads Parquet files


class Engine(Protocol):
    """An open, read-only session on one engine.

    `key` is `duckdb`, or `postgres:SOURCE`. `findings` are remarks on the session itself, such as a role that could
    write. An engine may be used from several threads; `cancel` may be called from any of them.
    """

    @property
    def key(self) -> str: ...

    @property
    def dialect(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    def columns(self, relation: Relation) -> Mapping[str, Type]:
        """The columns that Truenorth can read, with their types, in the table's own order; no row is read.

        Columns of lists, structures, intervals and bytes are left out. Raises `Refused` with code NO_SUCH_TABLE,
        NO_SUCH_EXTRACT or VIEW_REFUSED.
        """
        ...

    def unread_columns(self, relation: Relation) -> Mapping[str, str]:
        """The columns that `columns` leaves out, each with the engine's own name of its type."""
        ...

    def tables(self) -> tuple[str, ...]:
        """The names of all tables and views that can be read, as `source:` spells them: SOURCE.[SCHEMA.]TABLE."""
        ...

    def run(self, sql: str) -> tuple[Row, ...]:
        """The rows of one SELECT as Python values.

        Decimal, int, float, str, bool, date, time, datetime (naive for a wall clock, aware in UTC for an instant)
        or None. NaN and infinity are None; a date outside the years 1 to 9999 is the nearest date within.
        Raises `SourceFailed` with code QUERY_TIMED_OUT, QUERY_CANCELLED, QUERY_OUT_OF_MEMORY or QUERY_FAILED, and
        `Refused` with code NOT_A_SELECT or, for a value that cannot be cast as asked, CELL_NOT_CAST.
        """
        ...

    def cancel(self) -> None:
        """Stop every query that runs now; each raises QUERY_CANCELLED in its own thread."""
        ...

    def close(self) -> None:
        """End the session; may be called again."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

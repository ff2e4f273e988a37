"""Row-level expressions with resolved names and known types: what an engine evaluates for each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from truenorth.model.types import Type
from truenorth.periods import Duration


@dataclass(frozen=True)
class Column:
    """A column of the fact (empty path) or of a table reached over links (`path` holds their roles)."""

    path: tuple[str, ...]
    name: str
    type: Type


@dataclass(frozen=True)
class Value:
    """A literal."""

    value: int | Decimal | str | bool | date | datetime | Duration | None
    type: Type


@dataclass(frozen=True)
class Op:
    """An operator or function over rows, by the canonical names of `model.syntax.Apply`.

    Further names that only the compiler makes: `period_start`, `period_end` (bounds of the period read) and `rate`
    (the exchange rate of a currency column on the row's civil date).
    """

    function: str
    arguments: tuple[Row, ...]
    type: Type


Row = Column | Value | Op


def walk(row: Row | None) -> Iterator[Row]:
    """Every node of a row expression, outermost first."""
    if row is None:
        return
    yield row
    if isinstance(row, Op):
        for argument in row.arguments:
            yield from walk(argument)

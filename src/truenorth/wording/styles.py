"""One style for all numbers of a column or row of a table, so that they compare at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.wording.numbers import common_places, exact, format_change, format_number
from truenorth.wording.units import unit_style

MARKS = 24
"""The longest series drawn mark by mark; longer ones are averaged down to it."""


@dataclass(frozen=True)
class Style:
    """How the numbers of one column or row are written."""

    unit: Unit | None
    decimals: int | None
    currency: str | None = None
    compact: bool = False

    def number(self, value: Amount) -> str:
        """The number with its unit."""
        return format_number(value, self.unit, decimals=self.decimals, compact=self.compact, currency=self.currency)

    def bare(self, value: Amount) -> str:
        """The number with its percent sign, but without any other unit (which stands in the title)."""
        text, sign = self.number(value), self.sign
        return text if sign in ("", "%") else text.removesuffix(f" {sign}")

    def bare_change(self, value: Amount) -> str:
        """A difference with its sign, `pp` for percents, but without any other unit."""
        text = self.change(value)
        return text if self.sign in ("", "%") else text.removesuffix(f" {self.sign}")

    def change(self, value: Amount) -> str:
        """A difference with its sign and unit."""
        return format_change(value, self.unit, decimals=self.decimals, compact=self.compact, currency=self.currency)

    @property
    def sign(self) -> str:
        return unit_style(self.unit, self.currency).sign


def column_style(values: Iterable[Amount], unit: Unit | None, decimals: int | None, currency: str | None) -> Style:
    """The style in which every number of a column has the same decimals, enough of them to see the smallest column."""
    return Style(unit, common_places(values, unit, currency) if decimals is None else decimals, currency)


def row_style(values: Iterable[Amount], unit: Unit | None, decimals: int | None, currency: str | None) -> Style:
    """The style for a value beside its target: large amounts are shortened, all of the row in the same way."""
    known = [abs(number) for number in (exact(value) for value in values) if number is not None]
    written = unit_style(unit, currency)
    largest = max(known, default=Decimal(0)).scaleb(written.times)
    if written.compacts and largest >= 100_000:
        return Style(unit, 2 if largest >= 1_000_000 else 1, currency, compact=True)
    if written.compacts and largest >= 1_000 and decimals is None:
        return Style(unit, 0, currency)
    return column_style(values, unit, decimals, currency)


def thinned(values: Iterable[Amount], most: int = MARKS) -> list[Decimal | None]:
    """The series in at most so many values, each the mean of its stretch; None where all of a stretch is missing.

    >>> thinned([1, 3, None, None, 5, 6], 3)
    [Decimal('2'), None, Decimal('5.5')]
    """
    series = [exact(value) for value in values]
    if len(series) <= most:
        return series
    edges = [index * len(series) // most for index in range(most + 1)]
    return [_mean(series[first:last]) for first, last in pairwise(edges)]


def _mean(series: list[Decimal | None]) -> Decimal | None:
    known = [number for number in series if number is not None]
    return sum(known, Decimal(0)) / len(known) if known else None

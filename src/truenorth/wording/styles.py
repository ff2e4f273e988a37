"""One style for all numbers of a column or row of a table, so that they compare at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.wording.numbers import common_places, exact, format_change, format_number, round_half_up
from truenorth.wording.units import unit_style

MORE_DIGITS = 6
"""So many digits more are shown at most, where a value would look equal to its target and is not."""
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

    def gap(self, value: Decimal, wanted: Decimal) -> Decimal:
        """Value less wanted, as a reader of the two makes it out of what is written of them.

        Of shortened amounts whose gap is written with another letter it is the exact one: `2.98M`, `2.90M`, `+76.11k`.
        """
        powers = [self._power(each) for each in (value, wanted, value - wanted)]
        if len(set(powers)) > 1:
            return value - wanted
        return self._printed(value, powers[0]) - self._printed(wanted, powers[0])

    def _power(self, value: Decimal) -> int:
        """Of a shortened amount the power of ten that its letter stands for."""
        size = abs(value.scaleb(unit_style(self.unit, self.currency).times))
        return next((power for power in (12, 9, 6, 3) if self.compact and size.adjusted() >= power), 0)

    def _printed(self, value: Decimal, power: int) -> Decimal:
        """The number that is read where a value is written."""
        places = common_places([value], self.unit, self.currency) if self.decimals is None else self.decimals
        return round_half_up(value, (places or 0) + unit_style(self.unit, self.currency).times - power)

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


def tell_apart(style: Style, pairs: Iterable[tuple[Amount, Amount]]) -> Style:
    """The style with as many more digits, up to six, as let two different numbers of a pair be read as different.

    >>> tell_apart(Style(None, 1), [(Decimal("2.03"), Decimal("2"))]).decimals
    2
    """
    different = [
        (one, other) for one, other in ((exact(a), exact(b)) for a, b in pairs) if one is not None and other is not None
    ]
    different = [(one, other) for one, other in different if one != other]
    if style.decimals is None:
        return style
    for more in range(MORE_DIGITS + 1):
        finer = replace(style, decimals=style.decimals + more)
        if all(finer.number(one) != finer.number(other) for one, other in different):
            return finer
    return style


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

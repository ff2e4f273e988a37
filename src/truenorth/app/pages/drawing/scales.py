"""Scales and their ticks: nice numbers in the unit in which people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from truenorth.wording import format_number, unit_style

_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Scale:
    """Where values lie: `low` at the place `start`, `high` at `end`, all others in a straight way between."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value; values beyond the ends lie at the ends."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        part = (value - self.low) / (self.high - self.low)
        return self.start + min(max(part, 0.0), 1.0) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether the value lies between the ends."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Tick:
    """A value of the axis with its text; the unit is not repeated in it."""

    value: float
    text: str


def nice_step(span: float, count: int) -> Decimal:
    """The least of 1, 2, 2.5, 5 times a power of ten that divides a span into at most so many steps.

    >>> nice_step(9.3, 5), nice_step(0.04, 4)
    (Decimal('2'), Decimal('0.01'))
    """
    raw = Decimal(repr(span)) / max(count, 1)
    power = Decimal(1).scaleb(raw.adjusted())
    return next(nice * power for nice in _NICE if nice * power >= raw)


def ticks(low: float, high: float, count: int, unit: str, currency: str = "") -> list[Tick]:
    """The ticks between two values, both included, at round numbers of the unit.

    >>> [tick.text for tick in ticks(0.871, 0.957, 5, "percent")]
    ['88', '90', '92', '94']
    """
    if not high > low:
        return [Tick(low, _bare(Decimal(repr(low)), unit, currency, None))]
    times = unit_style(unit, currency or None).times
    step = nice_step((high - low) * 10**times, count).scaleb(-times)
    first = (Decimal(repr(low)) / step).to_integral_value(rounding="ROUND_CEILING")
    last = (Decimal(repr(high)) / step).to_integral_value(rounding="ROUND_FLOOR")
    values = [step * index for index in range(int(first), int(last) + 1)]
    return [Tick(float(value), text) for value, text in zip(values, _texts(values, step, unit, currency), strict=True)]


def domain(values: Sequence[float], *, room: float = 0.06) -> tuple[float, float]:
    """From where to where an axis runs that shows all values with some room; zero is not passed without need.

    >>> domain([]), domain([5.0])
    ((0.0, 1.0), (4.75, 5.25))
    """
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if low == high:
        low, high = low - (abs(low) * 0.05 or 1.0), high + (abs(high) * 0.05 or 1.0)
        return low, high
    pad = (high - low) * room
    least = 0.0 if low >= 0 and low - pad < 0 else low - pad
    most = 0.0 if high <= 0 and high + pad > 0 else high + pad
    return (0.0 if 0 <= low < 0.25 * high else least), most


def unit_word(unit: str, currency: str = "") -> str:
    """What stands at the top of the axis: the unit's sign.

    >>> unit_word("percent"), unit_word("currency", "EUR")
    ('%', 'EUR')
    """
    return unit_style(unit, currency or None).sign


def _texts(values: Sequence[Decimal], step: Decimal, unit: str, currency: str) -> list[str]:
    times = unit_style(unit, currency or None).times
    compacts = unit_style(unit, currency or None).compacts
    if compacts and max((abs(value) for value in values), default=Decimal(0)) >= 10_000:
        return [_compact(value, step, unit, currency) for value in values]
    scaled = step.scaleb(times).normalize()
    exponent = scaled.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return [_bare(value, unit, currency, places) for value in values]


def _compact(value: Decimal, step: Decimal, unit: str, currency: str) -> str:
    """`2.5k`, `500k`, `1M`: as few places as tell this tick from its neighbours."""
    for places in range(4):
        text = _bare(value, unit, currency, places, compact=True)
        if _read(text) == value:
            return text
    return _bare(value, unit, currency, 3 if step < abs(value) else 1, compact=True)


def _read(text: str) -> Decimal:
    powers = {"k": 3, "M": 6, "B": 9, "T": 12}
    plain = text.replace(",", "").replace("−", "-")
    return Decimal(plain[:-1]).scaleb(powers[plain[-1]]) if plain[-1] in powers else Decimal(plain)


def _bare(value: Decimal, unit: str, currency: str, places: int | None, *, compact: bool = False) -> str:
    if compact and abs(value) < 1000:
        compact, places = False, 0
    return format_number(value, unit, decimals=places, compact=compact, currency=currency or None).partition(" ")[0]

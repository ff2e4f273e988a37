"""Arithmetic on values: exact in Decimal, float only where a float takes part."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from truenorth.model.answers import Amount

Number = Decimal | int | float

EXACT = Context(prec=60)
"""Sums, differences and products keep every digit."""
QUOTIENT = Context(prec=28)
"""A division is done once, with 28 digits."""


def divide(over: Number, under: Number) -> Number | None:
    """The quotient; None where the divisor is zero.

    >>> divide(1, 3)
    Decimal('0.3333333333333333333333333333')
    """
    if under == 0:
        return None
    if isinstance(over, float) or isinstance(under, float):
        return _finite(float(over) / float(under))
    return QUOTIENT.divide(Decimal(over), Decimal(under))


def magnitude(value: Number) -> Number:
    """The number without its sign."""
    return -value if value < 0 else value


def combine(function: str, values: Sequence[Number]) -> Amount:
    """An operator or function over numbers; None where it has no finite value."""
    for value in values:
        if isinstance(value, float):
            return _finite(_FUNCTIONS[function](*[float(value) for value in values]))
    return _FUNCTIONS[function](*values)


def _finite(value: Number) -> Number | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _exact(operate: Callable[[Decimal, Decimal], Decimal], plain: Callable[..., Number]) -> Callable[..., Number]:
    def apply(a: Number, b: Number) -> Number:
        if isinstance(a, Decimal) or isinstance(b, Decimal):
            return operate(Decimal(a), Decimal(b))
        return plain(a, b)

    return apply


def rounded(value: Number, digits: Number = 0) -> Number:
    """The number rounded, halves away from zero.

    >>> rounded(Decimal("2.5")), rounded(Decimal("-0.125"), 2)
    (Decimal('3'), Decimal('-0.13'))
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    result = exact.quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP, context=EXACT)
    return float(result) if isinstance(value, float) else result


_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "+": _exact(EXACT.add, lambda a, b: a + b),
    "-": _exact(EXACT.subtract, lambda a, b: a - b),
    "*": _exact(EXACT.multiply, lambda a, b: a * b),
    "neg": lambda a: -a,
    "abs": abs,
    "round": rounded,
    "greatest": max,
    "least": min,
}


def mean(values: Sequence[Number]) -> Amount:
    """The mean of one or more numbers."""
    return divide(total(values), len(values))


def total(values: Sequence[Number]) -> Number:
    """The sum of one or more numbers."""
    if any(isinstance(value, float) for value in values):
        return math.fsum(float(value) for value in values)
    result: Decimal | int = 0
    for value in values:
        assert not isinstance(value, float)
        result = (
            EXACT.add(Decimal(result), Decimal(value))
            if isinstance(value, Decimal) or isinstance(result, Decimal)
            else result + value
        )
    return result

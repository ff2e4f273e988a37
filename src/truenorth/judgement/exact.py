"""Exact arithmetic: fractions inside, Decimal with 28 digits at the border."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction

from truenorth.model.answers import Amount
from truenorth.wording import exact

_CONTEXT = Context(prec=28, Emax=MAX_EMAX, Emin=MIN_EMIN)


def fraction(value: Amount) -> Fraction | None:
    """The number as a fraction, a float by its shortest text; None for a missing or unbounded one.

    >>> fraction(0.1)
    Fraction(1, 10)
    """
    number = exact(value)
    return None if number is None else Fraction(number)


def decimal(number: Fraction | None) -> Decimal | None:
    """The fraction with 28 significant digits.

    >>> decimal(Fraction(10, 3))
    Decimal('3.333333333333333333333333333')
    """
    if number is None:
        return None
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))

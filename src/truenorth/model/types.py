"""The types a column or a row-level expression may have."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """A closed set of types, the same for every engine."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"  # a wall clock without zone
    INSTANT = "instant"  # a point in time, with zone
    DURATION = "duration"  # only as a literal: 7 days
    NULL = "null"  # the type of a bare null, and of a column that is empty in every row


MOST_DIGITS = 38
"""Digits that the widest decimal of an engine holds."""


@dataclass(frozen=True)
class Type:
    """A kind, and for decimals the digits behind the point; `digits` are all that its values may have.

    Types that differ in `digits` alone are one type: they only say how wide a product or quotient has to be.
    """

    kind: Kind
    scale: int = 0
    digits: int = field(default=MOST_DIGITS, compare=False, repr=False)

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def is_moment(self) -> bool:
        return self.kind in MOMENTS

    def __str__(self) -> str:
        return self.kind.value


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT})
MOMENTS = frozenset({Kind.DATE, Kind.TIMESTAMP, Kind.INSTANT})

INTEGER = Type(Kind.INTEGER)
FLOAT = Type(Kind.FLOAT)
TEXT = Type(Kind.TEXT)
BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
TIME = Type(Kind.TIME)
TIMESTAMP = Type(Kind.TIMESTAMP)
INSTANT = Type(Kind.INSTANT)
DURATION = Type(Kind.DURATION)
NULL = Type(Kind.NULL)


def comparable(first: Type, second: Type) -> bool:
    """Whether values of the two types may be equal: both numbers, both moments, or the same kind."""
    alike = (
        first.kind is second.kind or (first.is_number and second.is_number) or (first.is_moment and second.is_moment)
    )
    return alike or Kind.NULL in (first.kind, second.kind)


def decimal(scale: int, digits: int = MOST_DIGITS) -> Type:
    """The decimal type with `scale` digits behind the point, of `digits` in all."""
    return Type(Kind.DECIMAL, scale, digits)


def digits_of(type: Type) -> int:
    """The digits that a number of this type may have."""
    return 19 if type.kind is Kind.INTEGER else type.digits

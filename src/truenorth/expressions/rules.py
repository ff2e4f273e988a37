"""How the type of an operator or function follows from the types of its arguments.

Each rule takes a `Given` and gives back a type, or raises Refused `FORMULA_TYPE` with a sentence and a remedy. The
caller knows where it stands in a file and adds the place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from truenorth.errors import Refused, refuse
from truenorth.model.types import (
    BOOLEAN,
    DATE,
    FLOAT,
    INSTANT,
    INTEGER,
    MOST_DIGITS,
    NULL,
    TEXT,
    TIMESTAMP,
    Kind,
    Type,
    decimal,
    digits_of,
)
from truenorth.periods import Duration

MAX_SCALE = 12
"""Digits behind the point that a quotient keeps inside a row."""

Literal = int | Decimal | str | bool | date | Duration | None


@dataclass(frozen=True)
class Given:
    """What a rule sees: the function's name, the arguments' types and the value of each that is a literal."""

    function: str
    types: tuple[Type, ...]
    literals: tuple[Literal, ...]

    def literal(self, index: int) -> Literal:
        return self.literals[index] if index < len(self.literals) else None


Rule = Callable[[Given], Type]

_SPOKEN = {
    Kind.INTEGER: "a whole number",
    Kind.DECIMAL: "a decimal number",
    Kind.FLOAT: "a floating number",
    Kind.TEXT: "a text",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a date",
    Kind.TIME: "a clock time",
    Kind.TIMESTAMP: "a timestamp",
    Kind.INSTANT: "an instant",
    Kind.DURATION: "a duration",
    Kind.NULL: "null",
}


def spoken(type: Type) -> str:
    """The type as a sentence says it."""
    return _SPOKEN[type.kind]


def misfit(given: Given, wanted: str, hint: str | None = None) -> Refused:
    """A refusal that says what the function takes and what it was given."""
    had = " and ".join(spoken(type) for type in given.types) or "nothing"
    return refuse("FORMULA_TYPE", f"`{given.function}` takes {wanted}, not {had}.", hint=hint)


def fixed(result: Type, *wanted: Callable[[Type], bool], says: str, hint: str | None = None) -> Rule:
    """The rule of a function with one type of result; the last test of the arguments holds for all further ones."""

    def rule(given: Given) -> Type:
        for index, type in enumerate(given.types):
            test = wanted[min(index, len(wanted) - 1)]
            if type.kind is not Kind.NULL and not test(type):
                raise misfit(given, says, hint)
        return result

    return rule


def anything(type: Type) -> bool:
    """Whether a row can hold it: all but a duration."""
    return type.kind is not Kind.DURATION


def is_number(type: Type) -> bool:
    """Whether it is a number."""
    return type.is_number


def is_moment(type: Type) -> bool:
    """Whether it is a date, timestamp or instant."""
    return type.is_moment


def is_text(type: Type) -> bool:
    """Whether it is a text."""
    return type.kind is Kind.TEXT


def is_boolean(type: Type) -> bool:
    """Whether it is true or false."""
    return type.kind is Kind.BOOLEAN


def is_whole(type: Type) -> bool:
    """Whether it is a whole number."""
    return type.kind is Kind.INTEGER


def has_clock(type: Type) -> bool:
    """Whether it has hours and minutes."""
    return type.kind in (Kind.TIMESTAMP, Kind.INSTANT, Kind.TIME)


def unified(types: Sequence[Type]) -> Type | None:
    """The one type that holds values of all of these, or None; null goes with all.

    >>> str(unified([INTEGER, decimal(2)])), unified([TEXT, INTEGER])
    ('decimal', None)
    """
    real = [type for type in types if type.kind is not Kind.NULL]
    if not real:
        return NULL
    kinds = {type.kind for type in real}
    if all(type.is_number for type in real):
        if Kind.FLOAT in kinds:
            return FLOAT
        return decimal(max(type.scale for type in real)) if Kind.DECIMAL in kinds else INTEGER
    if all(type.is_moment for type in real):
        return next(type for type in (INSTANT, TIMESTAMP, DATE) if type.kind in kinds)
    return real[0] if len(kinds) == 1 and Kind.DURATION not in kinds else None


def _numbers(given: Given, hint: str | None = None) -> Type:
    result = unified(given.types)
    if result is None or not (result.is_number or result.kind is Kind.NULL):
        raise misfit(given, "numbers", hint or _number_hint(given))
    return result


def _number_hint(given: Given) -> str | None:
    if any(type.kind is Kind.TEXT for type in given.types):
        if given.function == "+":
            return "texts are joined with concat(a, b); a text of digits becomes a number by cast(x as decimal)"
        return "a text of digits becomes a number by cast(x as decimal)"
    if any(type.kind is Kind.BOOLEAN for type in given.types):
        return "write case when … then 1 else 0 end"
    return None


def plus(given: Given) -> Type:
    """Numbers added, or a moment moved by a duration."""
    left, right = given.types
    if left.kind is Kind.DURATION and given.function == "+":
        left, right = right, left
        moved_by = given.literal(0)
    else:
        moved_by = given.literal(1)
    if right.kind is Kind.DURATION and (left.is_moment or left.kind is Kind.NULL):
        return _moved(given, left, moved_by)
    if left.is_moment and right.is_moment:
        hint = "write days_between(a, b), hours_between(a, b) or minutes_between(a, b)"
        raise misfit(given, "numbers, or a date and a duration", hint if given.function == "-" else None)
    if (left.is_moment and right.is_number) or (right.is_moment and left.is_number):
        raise misfit(given, "numbers, or a date and a duration", "name the unit: orders.ordered_at + 7 days")
    return _numbers(given)


def _moved(given: Given, moment: Type, by: Literal) -> Type:
    if moment.kind is Kind.DATE and isinstance(by, Duration) and by.unit in ("hour", "minute"):
        raise refuse(
            "FORMULA_TYPE",
            f"A date has no clock, so {by} cannot be added to it or taken from it.",
            hint="use days, weeks, months or years, or cast(x as timestamp) first",
        )
    return moment


def times(given: Given) -> Type:
    """Numbers multiplied: the digits behind the point add up."""
    result = _numbers(given)
    if result.kind is Kind.DECIMAL:
        scale, digits = sum(type.scale for type in given.types), sum(map(digits_of, given.types))
        return decimal(min(scale, MOST_DIGITS), min(digits, MOST_DIGITS))
    return result


def divided(given: Given) -> Type:
    """A quotient: never a whole-number division; rounded once to 12 digits unless a float takes part."""
    result = _numbers(given)
    return result if result.kind in (Kind.FLOAT, Kind.NULL) else decimal(MAX_SCALE)


def numbers(given: Given) -> Type:
    """The widest of the numbers."""
    return _numbers(given)


def comparable(given: Given) -> None:
    """Nothing, if the values can be compared with one another; else a refusal."""
    if any(type.kind is Kind.NULL for type in given.types):
        raise refuse(
            "FORMULA_TYPE",
            f"`{given.function}` with null never holds.",
            hint="write `x is null` or `x is not null`",
        )
    if unified(given.types) is None:
        raise misfit(given, "values of one type", _comparison_hint(given))


def _comparison_hint(given: Given) -> str | None:
    kinds = {type.kind for type in given.types}
    if Kind.TEXT in kinds and any(type.is_moment for type in given.types):
        return "a date is written date '2024-01-31'; a column of text becomes one by cast(x as date)"
    if Kind.TEXT in kinds and any(type.is_number for type in given.types):
        return "a text constant stands in single quotes; cast(x as decimal) makes a number of a text"
    if Kind.DURATION in kinds:
        return "days_between(a, b) gives a number of days to compare with a number"
    if Kind.BOOLEAN in kinds:
        return "true and false stand without quotes and are no numbers"
    return None


def compared(given: Given) -> Type:
    """Equality and membership: values of one type."""
    comparable(given)
    return BOOLEAN


def ordered(given: Given) -> Type:
    """Less, greater and between: values of one type that has an order."""
    comparable(given)
    if any(type.kind is Kind.BOOLEAN for type in given.types):
        raise misfit(given, "numbers, dates or texts", "write `x`, `not x` or `x = true`")
    return BOOLEAN


def same(given: Given) -> Type:
    """The type that all arguments share."""
    result = unified(given.types)
    if result is None:
        raise misfit(given, "values of one type", _comparison_hint(given))
    return result


def largest(given: Given) -> Type:
    """greatest, least: numbers or moments."""
    result = same(given)
    if not (result.is_number or result.is_moment or result.kind is Kind.NULL):
        raise misfit(given, "numbers or dates")
    return result


def null_if(given: Given) -> Type:
    """The type of the first argument, which the second may equal."""
    comparable(given)
    return given.types[0]


def branches(given: Given) -> Type:
    """`case`: conditions and results by turns, perhaps an else at the end."""
    types = given.types
    conditions, results = types[:-1:2], (*types[1::2], *types[len(types) - len(types) % 2 :])
    for condition in conditions:
        if condition.kind not in (Kind.BOOLEAN, Kind.NULL):
            raise refuse(
                "FORMULA_TYPE",
                f"`case when` takes a condition, not {spoken(condition)}.",
                hint="compare it with something: case when orders.status = 'paid' then …",
            )
    result = unified(results)
    if result is None:
        raise misfit(Given("case", results, ()), "results of one type", _comparison_hint(given))
    return result


def same_number(given: Given) -> Type:
    """A number of the same type as the first."""
    return _numbers(Given(given.function, given.types[:1], given.literals))


def rounded(given: Given) -> Type:
    """A number rounded to a fixed count of digits (none, unless said)."""
    if len(given.types) == 2 and not is_whole(given.types[1]):
        raise misfit(given, "a number and a whole number of digits")
    first = same_number(given)
    if first.kind is not Kind.DECIMAL:
        return first
    digits = given.literal(1) if len(given.types) == 2 else 0
    return decimal(min(first.scale, max(digits, 0))) if isinstance(digits, int) else first


def exact_mean(given: Given) -> Type:
    """The mean: a decimal, or a float for floats."""
    first = same_number(given)
    return first if first.kind in (Kind.FLOAT, Kind.NULL) else decimal(MAX_SCALE)


def statistic(given: Given) -> Type:
    """A statistic is a float, whatever the numbers."""
    _numbers(given)
    return FLOAT


def first_type(given: Given) -> Type:
    """The type of the first argument, whatever it is."""
    if not anything(given.types[0]):
        raise misfit(given, "a value of a row")
    return given.types[0]


def extreme(given: Given) -> Type:
    """min, max: anything with an order."""
    if given.types[0].kind in (Kind.BOOLEAN, Kind.DURATION):
        raise misfit(given, "numbers, dates or texts", _number_hint(given))
    return given.types[0]


_PLAIN = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.NULL})
CASTS: dict[str, tuple[Type, frozenset[Kind]]] = {
    "decimal": (decimal(MAX_SCALE), _PLAIN | {Kind.FLOAT}),
    "integer": (INTEGER, _PLAIN | {Kind.FLOAT, Kind.BOOLEAN}),
    "text": (TEXT, _PLAIN | {Kind.BOOLEAN, Kind.DATE, Kind.TIME}),
    "date": (DATE, frozenset({Kind.TEXT, Kind.DATE, Kind.TIMESTAMP, Kind.INSTANT, Kind.NULL})),
    "timestamp": (TIMESTAMP, frozenset({Kind.TEXT, Kind.DATE, Kind.TIMESTAMP, Kind.INSTANT, Kind.NULL})),
}
"""The types a cast may name, each with the kinds that can be cast to it."""


def cast(given: Given) -> Type:
    """The type that the cast names."""
    source, target = given.types[0], given.literal(1)
    if target not in CASTS or not isinstance(target, str):
        raise ValueError("cast takes its type's name as a literal: pass literals=(None, 'decimal')")
    result, kinds = CASTS[target]
    if source.kind not in kinds:
        raise refuse("FORMULA_TYPE", f"`cast` cannot make {spoken(result)} of {spoken(source)}.")
    if result.kind is Kind.DECIMAL and source.kind in (Kind.INTEGER, Kind.DECIMAL):
        return decimal(source.scale)
    return result

"""What a dialect is: how types are called, how functions are written. Everything else is common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from truenorth.model.types import Kind, Type

Write = Callable[..., str]
"""Argument texts in, the text of the call out."""

Typed = Callable[[Type, tuple[Type, ...], tuple[str, ...]], str]
"""For the few functions whose text depends on types: result type, argument types, argument texts."""


Fraction = tuple[str, str]
"""The texts of a numerator and a denominator."""


@dataclass(frozen=True)
class Rates:
    """How exchange rates are calculated with: as fractions, so that nothing is rounded before the amount is."""

    fraction: Callable[[str, Type], Fraction]  # a rate
    through: Callable[[Fraction, Fraction], Fraction]  # one rate after the other
    factor: Callable[[Fraction, Type], str]  # a rate by which amounts of a type need only be multiplied, or null
    converted: Callable[[str, Type, str], str]  # an amount, its type, the alias of its day's rate
    exact: Callable[[str, Type], str]  # an amount as a decimal


@dataclass(frozen=True)
class Dialect:
    """One engine's SQL, as data."""

    name: str
    types: Mapping[Kind, str]
    functions: Mapping[str, Write]
    typed: Mapping[str, Typed]
    percentile: Callable[[str, str, str], str]  # value, share 0–1, filter clause
    edge: Callable[[str, str, str, str], str]  # 'first' | 'last', value, moment, filter clause
    truncate: Callable[[str, str], str]  # unit, moment (a date or wall clock) → date
    extract: Callable[[str], str]  # the path of a Parquet extract → a table expression
    distinct_count: Callable[[str, str], str]  # value, filter clause
    rates: Rates

    def type_name(self, type: Type) -> str:
        """How a type is called in a cast."""
        name = self.types[type.kind]
        return f"{name}(38, {type.scale})" if type.kind is Kind.DECIMAL else name


def call(name: str) -> Write:
    """A plain function call."""
    return lambda *arguments: f"{name}({', '.join(arguments)})"


def infix(sign: str) -> Write:
    """An operator between its arguments, in parentheses."""
    return lambda *arguments: "(" + f" {sign} ".join(arguments) + ")"


def case(*arguments: str) -> str:
    """`case when … then … else … end`; an odd last argument is the else."""
    pairs = [f"WHEN {when} THEN {then}" for when, then in zip(arguments[::2], arguments[1::2], strict=False)]
    otherwise = f" ELSE {arguments[-1]}" if len(arguments) % 2 else ""
    return f"CASE {' '.join(pairs)}{otherwise} END"


def _part(unit: str) -> Write:
    return lambda moment: f"CAST(EXTRACT({unit} FROM {moment}) AS BIGINT)"


COMMON: Mapping[str, Write] = {
    **{sign: infix(sign) for sign in ("+", "-", "*", "%", "=", "<", "<=", ">", ">=")},
    "<>": lambda x, y: f"(({x} = {y}) IS NOT TRUE)",
    "and": infix("AND"),
    "or": infix("OR"),
    "not": lambda x: f"({x} IS NOT TRUE)",
    "neg": lambda x: f"(- {x})",
    "in": lambda x, *members: f"({x} IN ({', '.join(members)}))",
    "between": lambda x, low, high: f"({x} BETWEEN {low} AND {high})",
    "like": infix("LIKE"),
    "is_null": lambda x: f"({x} IS NULL)",
    "is_not_null": lambda x: f"({x} IS NOT NULL)",
    "case": case,
    "coalesce": call("COALESCE"),
    "nullif": call("NULLIF"),
    "abs": call("ABS"),
    "greatest": call("GREATEST"),
    "least": call("LEAST"),
    "lower": call("LOWER"),
    "upper": call("UPPER"),
    "trim": call("TRIM"),
    "length": call("LENGTH"),
    "starts_with": call("STARTS_WITH"),
    "concat": lambda *parts: "(" + " || ".join(parts) + ")",
    "year": _part("YEAR"),
    "quarter": _part("QUARTER"),
    "month": _part("MONTH"),
    "day": _part("DAY"),
    "weekday": _part("ISODOW"),
    "hour": _part("HOUR"),
}
"""What all dialects write alike."""

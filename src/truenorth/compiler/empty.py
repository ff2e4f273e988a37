"""Columns that no row fills: each takes whatever type is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from truenorth.errors import Refused
from truenorth.expressions import result_type
from truenorth.expressions.rules import Literal
from truenorth.model.rows import Column, Op, Row, Value, walk
from truenorth.model.types import BOOLEAN, DATE, INTEGER, TEXT, TIMESTAMP, Kind, Type, decimal

NUMBER = decimal(0)
_ANY = (NUMBER, TEXT, DATE, TIMESTAMP, BOOLEAN, INTEGER)
_CHOOSING = frozenset({"case", "coalesce"})
"""What gives back a value that it is given: of empty columns alone it is empty too."""


def is_empty(row: Row) -> bool:
    """Whether no row has a value there because a column of it is empty in every row."""
    return row.type.kind is Kind.NULL and any(isinstance(each, Column) for each in walk(row))


def as_type(row: Row, type: Type) -> Row:
    """An empty value as one of a type; any other row as it is."""
    if not is_empty(row):
        return row
    return replace(row, type=type) if isinstance(row, Column) else Op("cast", (row, Value(type.kind.value, TEXT)), type)


def fitted(function: str, arguments: tuple[Row, ...], literals: Sequence[Literal]) -> tuple[Row, ...]:
    """The arguments with each empty one as the first type that the function takes beside the others."""
    if function == "case":
        whens = range(0, len(arguments) // 2 * 2, 2)
        arguments = tuple(as_type(row, BOOLEAN) if n in whens else row for n, row in enumerate(arguments))
    if not any(map(is_empty, arguments)):
        return arguments
    known = list(_types_beside(function, arguments))
    if function in _CHOOSING and not known:
        return arguments
    for type in (*known, *_ANY):
        tried = tuple(as_type(row, type) for row in arguments)
        try:
            result_type(function, [row.type for row in tried], literals=literals)
        except Refused:
            continue
        return tried
    return arguments


def _types_beside(function: str, arguments: tuple[Row, ...]) -> Iterator[Type]:
    for at, row in enumerate(arguments):
        is_condition = function == "case" and at % 2 == 0 and at < len(arguments) - 1
        if row.type.kind not in (Kind.NULL, Kind.DURATION) and not is_condition:
            yield row.type

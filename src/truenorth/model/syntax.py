"""What the parser of formulas returns: names not yet resolved, types not yet known, every node with its place.

`start` and `end` are offsets into the formula's text, so that a refusal can point at the very word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from truenorth.periods import Duration


@dataclass(frozen=True)
class Span:
    """Offsets `[start, end)` into the text of the formula."""

    start: int
    end: int


@dataclass(frozen=True)
class Name:
    """A metric, a table, a dimension or `table.column`: one or two parts, exact, case included."""

    parts: tuple[str, ...]
    span: Span

    @property
    def text(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True)
class Constant:
    """A literal: number (int or Decimal), text, true/false, null, date, timestamp or duration."""

    value: int | Decimal | str | bool | date | datetime | Duration | None
    span: Span


@dataclass(frozen=True)
class Apply:
    """An operator or function applied to arguments, by its canonical name.

    Operators are named by their sign: `+ - * / % = <> < <= > >= and or not neg in between like is_null is_not_null`.
    `not in`, `not between` and `not like` are `not` around the plain one. `case` holds (when, then)* and an
    optional else as its last argument, so an odd number of arguments means there is an else.
    `count(distinct x)` is `count_distinct`. `cast(x as t)` is `cast` with the type's name as a text constant.
    """

    function: str
    arguments: tuple[Syntax, ...]
    span: Span


Syntax = Name | Constant | Apply


@dataclass(frozen=True)
class Formula:
    """A parsed formula with the text it came from and where that stands in its file."""

    text: str
    tree: Syntax
    line: int | None = None
    column: int | None = None
    file: str | None = None

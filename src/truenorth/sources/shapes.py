"""What a column of text holds: its masks with their counts, and where to find an example."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from truenorth.sources import duck
from truenorth.sources.cells import (
    BOOLEAN_WORDS,
    ERROR_MASKS,
    ERROR_WORDS,
    LONGEST_MASK,
    NULL_WORDS,
    Moment,
    Number,
    read_moment,
    read_number,
)

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

FOREIGN_DATE = re.compile(  # 31.12.2023, 31.12.23, and months' names that English has not
    r"9{1,2}\.9{1,2}\.(9999|99)\b|9{1,2}(\.|er)?[ -](de )?(januar|februar|märz|mrz|mai|juni|juli|okt|dez|janv|"
    r"f[ée]v|mars|avr|juin|juil|ao[ûu]t|d[ée]c\w*re|ene|abr|ago|septi|octu|novi|dic|genn|magg|giu|lug|sett|ott|maart|mei)",
    re.IGNORECASE,
)
MOST_MASKS = 20_000
LONG = "long text"


@dataclass(frozen=True)
class Shape:
    """A mask, how many cells have it, and whether the first digit of any of them is 0."""

    mask: str
    count: int
    zero_led: bool

    @property
    def number(self) -> Number | None:
        return read_number(self.mask, zero_led=self.zero_led)

    @property
    def moment(self) -> Moment | None:
        return read_moment(self.mask)


@dataclass(frozen=True)
class Shapes:
    """The shapes of one column, sorted into blanks, words for missing, spreadsheet errors and the rest."""

    column: str
    all: tuple[Shape, ...]
    own_nulls: bool = False  # the source names its null values, so no other word means missing
    padded: bool = True  # some cell has white space around it

    @property
    def value(self) -> str:
        """The SQL of the trimmed text."""
        return duck.trimmed(self.column) if self.padded else self.column

    @cached_property
    def words(self) -> tuple[Shape, ...]:
        return () if self.own_nulls else tuple(s for s in self.all if s.mask.casefold() in NULL_WORDS)

    @cached_property
    def errors(self) -> tuple[Shape, ...]:
        return tuple(s for s in self.all if s.mask.casefold() in ERROR_MASKS)

    @cached_property
    def blanks(self) -> tuple[Shape, ...]:
        return tuple(s for s in self.all if not s.mask)

    @cached_property
    def rest(self) -> tuple[Shape, ...]:
        aside = {s.mask for s in (*self.words, *self.errors, *self.blanks)}
        return tuple(s for s in self.all if s.mask not in aside)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(s.number for s in self.rest if s.number is not None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The texts, in small letters, that mean missing in this column if it is one of numbers or dates."""
        words = {s.mask.casefold() for s in (*self.words, *self.blanks)}
        return tuple(sorted(words | set(ERROR_WORDS if self.errors else ())))

    @property
    def are_booleans(self) -> bool:
        return bool(self.rest) and all(s.mask.casefold() in BOOLEAN_WORDS for s in self.rest)

    @property
    def are_numbers(self) -> bool:
        return bool(self.rest) and len(self.numbers) == len(self.rest)

    @property
    def are_moments(self) -> bool:
        return bool(self.rest) and all(s.moment is not None for s in self.rest)

    @property
    def are_foreign_dates(self) -> bool:
        """True if every cell is a date as written where decimals have commas: 31.12.2023, 31.12.23, 31 décembre."""
        return bool(self.rest) and all(FOREIGN_DATE.match(s.mask) for s in self.rest)

    @property
    def marks(self) -> frozenset[str]:
        """The decimal marks this column proves."""
        return frozenset(n.shows for n in self.numbers if n.shows) if self.are_numbers else frozenset()


def read_shapes(con: Connection, table: str, column: str, *, own_nulls: bool) -> Shapes:
    """The shapes of a text column, the commonest first."""
    rows = con.execute(
        f"""SELECT mask, sum(cells)::BIGINT, bool_or(zero), bool_or(padded) FROM (
            SELECT {mask_sql("v")} AS mask, left(ltrim(v, '-+−( £$€¥'), 1) = '0' AS zero, v <> c AS padded, cells
            FROM (SELECT c, {duck.trimmed("c")} AS v, cells
                  FROM (SELECT {column} AS c, count(*) AS cells FROM {table} WHERE {column} IS NOT NULL GROUP BY 1)))
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_MASKS}"""
    ).fetchall()
    shapes = tuple(Shape(mask, count, bool(zero)) for mask, count, zero, _ in rows)
    return Shapes(column, shapes, own_nulls, any(padded for *_, padded in rows))


def mask_sql(value: str) -> str:
    """The mask of a trimmed text, in SQL."""
    short = f"translate({value}, '012345678', '999999999')"
    return f"CASE WHEN length({value}) > {LONGEST_MASK} THEN '{LONG}' ELSE {short} END"


@dataclass(frozen=True)
class Example:
    """A cell of the file: which part it stands in, its line and its text."""

    part: int
    line: int
    text: str


def examples(con: Connection, table: str, column: str, masks: Sequence[str], most: int = 3) -> tuple[Example, ...]:
    """The first cells with one of those masks, one per text."""
    value = duck.trimmed(column)
    rows = con.execute(
        f"""SELECT part, line, v FROM (SELECT part, line, {value} AS v FROM {table} WHERE {column} IS NOT NULL)
            WHERE {mask_sql("v")} IN {duck.texts(masks)}
            QUALIFY row_number() OVER (PARTITION BY v ORDER BY part, line) = 1
            ORDER BY part, line LIMIT {most}"""
    ).fetchall()
    return tuple(Example(int(part), int(line), str(found)) for part, line, found in rows)

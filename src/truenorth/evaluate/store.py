"""What was fetched, ready to be looked up by leaf, period and members."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from truenorth.evaluate.numbers import EXACT
from truenorth.model.recipes import Direct, Fetch, Flow, Recipe
from truenorth.model.trees import COUNTS, Aggregate, Leaf
from truenorth.model.types import Kind
from truenorth.periods import Calendar, Period

Members = tuple[object, ...] | None
"""One member for each asked dimension; None means all of them together."""


@dataclass(frozen=True)
class Fetched:
    """The rows of one query and how to read them (see `sql.Query`)."""

    rows: Sequence[tuple[Any, ...]]
    dimensions: int
    flagged: bool
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """The value of a leaf over one period for one member, and how many rows made it."""

    value: Any
    rows: int


NOTHING = Found(None, 0)
Series = dict[Members, tuple[list[date], list[Any], list[int]]]


@dataclass(frozen=True, eq=False)
class Store:
    """Everything fetched for a recipe."""

    recipe: Recipe
    direct: Mapping[tuple[int, datetime, datetime], Mapping[Members, Found]]
    flows: Mapping[tuple[int, int], Series]

    def read(self, leaf: int, period: Period, members: Members) -> Found:
        """What was found of a leaf over a period."""
        key = (leaf, period.start, period.end)
        at = self.direct.get(key)
        if at is not None:
            return at.get(members, NOTHING)
        series = self.flows[leaf, self.recipe.reads[key]].get(members)
        return NOTHING if series is None else self._merged(leaf, series, period)

    def _merged(self, leaf: int, series: tuple[list[date], list[Any], list[int]], period: Period) -> Found:
        days, values, counts = series
        first, last = _slice(self.recipe.calendar, days, period)
        if last - first <= 1:
            return Found(values[first], counts[first]) if last > first else NOTHING
        present = [value for value in values[first:last] if value is not None]
        merge = _MERGES[self.recipe.leaves[leaf].aggregate]
        return Found(merge(present) if present else None, sum(counts[first:last]))

    def members(self, leaf: int, start: datetime, end: datetime) -> Iterator[Members]:
        """The members of which a leaf has rows in a period."""
        key = (leaf, start, end)
        if key in self.direct:
            yield from (m for m, found in self.direct[key].items() if m is not None and found.rows)
            return
        period = Period(start, end)
        for members, series in self.flows[leaf, self.recipe.reads[key]].items():
            if members is not None:
                first, last = _slice(self.recipe.calendar, series[0], period)
                if any(series[2][first:last]):
                    yield members


def _slice(calendar: Calendar, days: list[date], period: Period) -> tuple[int, int]:
    """The buckets that begin inside a period."""
    first = bisect_left(days, calendar.day(period.start)) if period.start.year > 1 else 0
    return first, bisect_left(days, _day_from(calendar, period.end))


def _day_from(calendar: Calendar, instant: datetime) -> date:
    day = calendar.day(instant)
    return day if calendar.is_midnight(instant) else date.fromordinal(day.toordinal() + 1)


def add_up(values: Sequence[Any]) -> Any:
    """An exact sum; floats without needless rounding."""
    if isinstance(values[0], float):
        return math.fsum(values)
    if isinstance(values[0], Decimal):
        total = Decimal(0)
        for value in values:
            total = EXACT.add(total, value)
        return total
    return sum(values)


_MERGES: Mapping[Aggregate, Callable[[Sequence[Any]], Any]] = {
    Aggregate.SUM: add_up,
    Aggregate.COUNT: sum,
    Aggregate.COUNT_VALUES: sum,
    Aggregate.MIN: min,
    Aggregate.MAX: max,
}


def fill_store(recipe: Recipe, fetched: Sequence[Fetched]) -> Store:
    """The store of what came back for each fetch of the recipe."""
    direct: dict[tuple[int, datetime, datetime], dict[Members, Found]] = {}
    flows: dict[tuple[int, int], Series] = {}
    for number, (fetch, back) in enumerate(zip(recipe.fetches, fetched, strict=True)):
        if isinstance(fetch.shape, Direct):
            _fill_direct(recipe, fetch, fetch.shape, back, direct)
        elif isinstance(fetch.shape, Flow):
            _fill_flow(recipe, fetch, number, back, flows)
    return Store(recipe, direct, flows)


def _fill_direct(
    recipe: Recipe,
    fetch: Fetch,
    shape: Direct,
    back: Fetched,
    direct: dict[tuple[int, datetime, datetime], dict[Members, Found]],
) -> None:
    first = 1 + back.dimensions + back.flagged
    columns = []
    for place, index in enumerate(fetch.leaves):
        per_period: list[dict[Members, Found]] = []
        for period in shape.periods:
            per_period.append(direct.setdefault((index, period.start, period.end), {}))
        columns.append((per_period, first + place, back.counts[place], _reader(recipe.leaves[index])))
    for row in back.rows:
        members = _members(row, back)
        for per_period, column, count, read in columns:
            per_period[row[0]][members] = Found(read(row[column]), row[count])


def _fill_flow(recipe: Recipe, fetch: Fetch, number: int, back: Fetched, flows: dict[tuple[int, int], Series]) -> None:
    first = 1 + back.dimensions + back.flagged
    rows = sorted((row for row in back.rows if row[0] is not None), key=lambda row: row[0])
    columns = []
    for place, index in enumerate(fetch.leaves):
        series = flows.setdefault((index, number), {})
        columns.append((series, first + place, back.counts[place], _reader(recipe.leaves[index])))
    for row in rows:
        members = _members(row, back)
        for series, column, count, read in columns:
            if members not in series:
                series[members] = ([], [], [])
            days, values, counts = series[members]
            days.append(row[0])
            values.append(read(row[column]))
            counts.append(row[count])


def _members(row: tuple[Any, ...], back: Fetched) -> Members:
    if back.dimensions == 0 or (back.flagged and row[1 + back.dimensions]):
        return None
    return row[1 : 1 + back.dimensions]


def _reader(leaf: Leaf) -> Callable[[Any], Any]:
    """How a column's values are read: whole numbers come back as int whatever the engine's type for sums."""
    whole = leaf.aggregate in COUNTS or (
        leaf.of is not None
        and leaf.of.type.kind is Kind.INTEGER
        and leaf.aggregate in (Aggregate.SUM, Aggregate.MIN, Aggregate.MAX, Aggregate.FIRST, Aggregate.LAST)
    )
    if whole:
        return _whole
    return _short if leaf.of is not None and leaf.of.type.scale >= 12 else _same


def _short(value: Any) -> Any:
    """A decimal that went through a division or conversion, without the zeros behind it."""
    if not isinstance(value, Decimal):
        return value
    short = value.normalize(EXACT)
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


def _whole(value: Any) -> Any:
    return None if value is None else int(value)


def _same(value: Any) -> Any:
    return value

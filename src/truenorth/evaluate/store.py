"""What was fetched, ready to be looked up by leaf, period and members."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from truenorth.evaluate.numbers import EXACT
from truenorth.model.recipes import Direct, Fetch, Flow, Level, Recipe
from truenorth.model.trees import COUNTS, Aggregate, Leaf
from truenorth.model.types import Kind
from truenorth.periods import Period
from truenorth.periods.moves import EVER

Members = tuple[object, ...] | None
"""One member for each asked dimension; None means all of them together."""


@dataclass(frozen=True)
class Fetched:
    """The rows of one query and how to read them (see `sql.Query`)."""

    rows: Sequence[tuple[Any, ...]]
    dimensions: int
    flagged: bool
    counts: tuple[int, ...]
    known: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The value of a leaf over one period for one member, and how many rows made it."""

    value: Any
    rows: int


NOTHING = Found(None, 0)


class Kept(dict[Members, Found]):
    """What was found by member, settled: nothing changes it any more, and every question is given the same object."""


@dataclass(eq=False)
class Series:
    """A leaf's buckets for one member, in order; running totals are made when a period first spans several."""

    days: list[date] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    running: list[Any] | None = None

    def over(self, first_day: date, end_day: date, aggregate: Aggregate) -> Found:
        """What was found in the buckets from the first day to before the end."""
        first, last = bisect_left(self.days, first_day), bisect_left(self.days, end_day)
        if last <= first:
            return NOTHING
        if last - first == 1:
            return Found(self.values[first], self.counts[first])
        rows = sum(self.counts[first:last])
        if aggregate in _ADDED:
            self.running = self.running or _running(self.values)
            if self.running[-1] is not None:
                return Found(_between(self.running, first, last), rows)
        present = [value for value in self.values[first:last] if value is not None]
        return Found(_MERGES[aggregate](present) if present else None, rows)


_ADDED = frozenset({Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_VALUES})


def _running(values: Sequence[Any]) -> list[Any]:
    """(number of values, their exact total) before each bucket; ends with None where floats take part."""
    if any(isinstance(value, float) for value in values):
        return [None]
    count = 0
    total: Any = 0
    running: list[Any] = []
    for value in values:
        running.append((count, total))
        if value is not None:
            count, total = count + 1, EXACT.add(Decimal(total), value) if isinstance(value, Decimal) else total + value
    return [*running, (count, total)]


def _between(running: list[Any], first: int, last: int) -> Any:
    count, total = running[last]
    before_count, before = running[first]
    if count == before_count:
        return None
    return EXACT.subtract(total, Decimal(before)) if isinstance(total, Decimal) else total - before


@dataclass(eq=False)
class Balance:
    """A leaf's changes for one member by day, added up as they come: what holds after each day."""

    read: Callable[[Any], Any]
    days: list[date] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    value: Any = 0
    rows: int = 0
    known: int = 0

    def move(self, day: date, value: Any, rows: int, known: int) -> None:
        """One day's change; days come in order."""
        self.value = EXACT.add(self.value, value) if isinstance(value, Decimal) else self.value + value
        self.rows, self.known = self.rows + rows, self.known + known
        self.days.append(day)
        self.found.append(Found(self.read(self.value) if self.known else None, self.rows))

    def at(self, boundary: date) -> Found:
        """What holds at the midnight with which a day begins."""
        place = bisect_left(self.days, boundary)
        return self.found[place - 1] if place else NOTHING


Balances = dict[tuple[int, int], dict[Members, Balance]]
Flows = dict[tuple[int, int], dict[Members, Series]]


@dataclass(frozen=True, eq=False)
class Store:
    """Everything fetched for a recipe; buckets are merged into a period once, for all members."""

    recipe: Recipe
    found: dict[tuple[int, datetime, datetime], Mapping[Members, Found]]
    flows: Flows
    balances: Balances = field(default_factory=dict)
    edges: dict[tuple[datetime, datetime], tuple[date, date]] = field(default_factory=dict)

    def over(self, leaf: int, period: Period) -> Mapping[Members, Found]:
        """What was found of a leaf over a period, by member."""
        return self._over((leaf, period.start, period.end))

    def settle(self, read: tuple[int, datetime, datetime], kept: Kept) -> None:
        """Take what was kept of a leaf over a period in the place of what was fetched."""
        self.found[read] = kept

    def found_in(self, leaf: int, start: datetime, end: datetime) -> Mapping[Members, Found]:
        """The same of a period that is given by its ends."""
        return self._over((leaf, start, end))

    def members(self, leaf: int, start: datetime, end: datetime) -> Iterator[Members]:
        """The members of which a leaf has rows in a period."""
        over = self._over((leaf, start, end))
        return (members for members, found in over.items() if members is not None and found.rows)

    def _over(self, key: tuple[int, datetime, datetime]) -> Mapping[Members, Found]:
        known = self.found.get(key)
        if known is None:
            leaf, start, end = key
            known = self.found[key] = self._merged(leaf, self.recipe.reads[key], *self._edges(start, end))
        return known

    def _merged(self, leaf: int, fetch: int, first: date, end: date) -> dict[Members, Found]:
        """What a leaf's buckets come to over civil days, or its balance when they end."""
        if isinstance(self.recipe.fetches[fetch].shape, Level):
            return {members: one.at(end) for members, one in self.balances[leaf, fetch].items()}
        aggregate = self.recipe.leaves[leaf].aggregate
        return {members: one.over(first, end, aggregate) for members, one in self.flows[leaf, fetch].items()}

    def _edges(self, start: datetime, end: datetime) -> tuple[date, date]:
        """The civil days of which the buckets begin in a period: from the first to before the second."""
        if (start, end) not in self.edges:
            calendar = self.recipe.calendar
            first = calendar.day(start) if start > EVER else date.min
            day = calendar.day(end)
            until = day if calendar.is_midnight(end) else date.fromordinal(day.toordinal() + 1)
            self.edges[start, end] = (first, until)
        return self.edges[start, end]


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


def merge_found(aggregate: Aggregate, parts: Sequence[Found]) -> Found:
    """What neighbouring periods come to together, of an aggregate that can be merged."""
    if len(parts) == 1:
        return parts[0]
    present = [part.value for part in parts if part.value is not None]
    return Found(_MERGES[aggregate](present) if present else None, sum(part.rows for part in parts))


_MERGES: Mapping[Aggregate, Callable[[Sequence[Any]], Any]] = {
    Aggregate.SUM: add_up,
    Aggregate.COUNT: sum,
    Aggregate.COUNT_VALUES: sum,
    Aggregate.MIN: min,
    Aggregate.MAX: max,
}


def fill_store(
    recipe: Recipe,
    fetched: Sequence[Fetched],
    known: Mapping[tuple[int, datetime, datetime], Mapping[Members, Found]] | None = None,
) -> Store:
    """The store of what came back for each fetch of the recipe, and of what was known without one."""
    direct: dict[tuple[int, datetime, datetime], dict[Members, Found]] = {}
    flows: Flows = {}
    balances: Balances = {}
    for number, (fetch, back) in enumerate(zip(recipe.fetches, fetched, strict=True)):
        if isinstance(fetch.shape, Direct):
            _fill_direct(recipe, fetch, fetch.shape, back, direct)
        elif isinstance(fetch.shape, Flow):
            _fill_flow(recipe, fetch, number, back, flows)
        else:
            _fill_balances(recipe, fetch, number, back, balances)
    return Store(recipe, {**(known or {}), **direct}, flows, balances)


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


def _fill_flow(recipe: Recipe, fetch: Fetch, number: int, back: Fetched, flows: Flows) -> None:
    first = 1 + back.dimensions + back.flagged
    rows = sorted((row for row in back.rows if row[0] is not None), key=lambda row: row[0])
    columns = []
    for place, index in enumerate(fetch.leaves):
        series = flows.setdefault((index, number), {})
        columns.append((series, first + place, back.counts[place], _reader(recipe.leaves[index])))
    for row in rows:
        members = _members(row, back)
        for series, column, count, read in columns:
            one = series.get(members)
            if one is None:
                one = series[members] = Series()
            one.days.append(row[0])
            one.values.append(read(row[column]))
            one.counts.append(row[count])


def _fill_balances(recipe: Recipe, fetch: Fetch, number: int, back: Fetched, balances: Balances) -> None:
    first = 1 + back.dimensions + back.flagged
    rows = sorted((row for row in back.rows if row[0] is not None), key=lambda row: row[0])
    for place, index in enumerate(fetch.leaves):
        by_member = balances.setdefault((index, number), {})
        read = _reader(recipe.leaves[index])
        count, known = back.counts[place], back.known[place]
        for row in rows:
            balance = by_member.setdefault(_members(row, back), Balance(read))
            balance.move(row[0], row[first + place], int(row[count]), int(row[known]))


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

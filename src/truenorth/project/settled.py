"""What was read of past periods, kept: rows that have not changed say the same at every later time of knowledge.

A read is kept where its value follows from the rows dated inside its period alone, whatever is asked with it and
whenever: plain aggregates that are exact in any order, over tables whose rows bear a fingerprint. Everything else, a
balance, a conversion, a version of a row, a rate, a sum of floats, is asked of the engine every time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from truenorth.compiler.shapes import is_plain
from truenorth.evaluate import Found, Kept, Members, Memory, Store, merge_found
from truenorth.model.definitions import Definitions
from truenorth.model.recipes import Direct, Fetch, Flow, Level, Recipe
from truenorth.model.rows import Column, Op, Row, walk
from truenorth.model.tables import DateRule, Table
from truenorth.model.trees import COUNTS, MERGED, Aggregate, Leaf
from truenorth.model.types import Kind
from truenorth.periods import Calendar
from truenorth.sql.world import World

MOST = 250_000
"""So many values are kept at most; then everything is forgotten and begins anew."""

Read = tuple[int, datetime, datetime]
"""A leaf's number in a recipe, and the period that it is read over."""
Mark = tuple[object, ...]

_EXACT = COUNTS | {Aggregate.SUM, Aggregate.MIN, Aggregate.MAX, Aggregate.PERCENTILE}
_LONG = 12
"""Decimals with so many digits behind the point are written in more than one way; see `evaluate.store`."""
_BY_TIME = frozenset({"rate", "working_days_between", "period_start", "period_end"})
"""What row expressions may call that speaks of the time of knowledge or of the period."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """What one leaf came to by period; of aggregates that can be merged, neighbouring periods make a longer one."""

    merged: bool
    aggregate: Aggregate
    cells: dict[tuple[datetime, datetime], Kept] = field(default_factory=dict)
    ends: dict[datetime, list[datetime]] = field(default_factory=dict)

    def put(self, start: datetime, end: datetime, cells: Kept) -> None:
        """Keep what was read over a period."""
        if (start, end) not in self.cells:
            self.ends.setdefault(start, []).append(end)
        self.cells[start, end] = cells

    def merged_over(self, start: datetime, end: datetime) -> dict[Members, Found] | None:
        """What shorter periods come to together over a longer one; None where it has to be asked."""
        if not self.merged:
            return None
        parts, at = [], start
        while at < end:
            to = max((each for each in self.ends.get(at, ()) if each <= end), default=None)
            if to is None:
                return None
            parts.append(self.cells[at, to])
            at = to
        members = dict.fromkeys(key for part in parts for key in part)
        return {key: merge_found(self.aggregate, [part[key] for part in parts if key in part]) for key in members}


@dataclass(eq=False)
class Settled:
    """Values of leaves by what they were read of, for the tables and the calendar of some definitions."""

    tables: Mapping[str, Table]
    calendar: Calendar
    shelves: dict[Mark, Shelf] = field(default_factory=dict)
    members: dict[Members, Members] = field(default_factory=dict)  # each spelled once
    memory: Memory = field(default_factory=Memory)  # what answers made of these values
    count: int = 0
    lock: Lock = field(default_factory=Lock)

    def serves(self, definitions: Definitions) -> bool:
        """Whether rows mean the same to these definitions: their metrics may be others, their tables may not."""
        return definitions.tables is self.tables and definitions.calendar is self.calendar

    def shelf(self, mark: Mark) -> Shelf | None:
        """What is known under a mark."""
        return self.shelves.get(mark)

    def over(self, shelf: Shelf, mark: Mark, leaf: Leaf, read: Read) -> Kept | None:
        """What is known of a period; None where it has to be asked."""
        known = shelf.cells.get(read[1:])
        if known is None and (merged := shelf.merged_over(*read[1:])) is not None:
            return self.put(mark, leaf, read, merged)
        return known

    def put(self, mark: Mark, leaf: Leaf, read: Read, cells: Mapping[Members, Found]) -> Kept:
        """What was read over a period, kept; members without rows are as if they were not there."""
        kept = Kept((self.members.setdefault(key, key), found) for key, found in cells.items() if found.rows)
        with self.lock:
            if self.count > MOST:
                self.shelves, self.members, self.count = {}, {}, 0
            if mark not in self.shelves:
                self.shelves[mark] = Shelf(leaf.aggregate in MERGED, leaf.aggregate)
            self.shelves[mark].put(*read[1:], kept)
            self.count += 1 + len(kept)
        return kept


@dataclass(frozen=True, eq=False)
class Lacking:
    """What is left to be fetched of a recipe, what is known of it, and under which marks the rest will be kept."""

    recipe: Recipe
    known: Mapping[Read, Kept]
    marks: Mapping[int, Mapping[int, Mark]]  # by fetch of the whole recipe and leaf
    whole: Recipe

    def keep(self, settled: Settled, store: Store, asked: World) -> None:
        """Keep every read that was fetched and is settled."""
        for number, reads in _by_fetch(self.whole).items():
            marks = self.marks.get(number)
            if not marks or isinstance(self.whole.fetches[number].shape, Level):
                continue
            limit = _limit(asked, self.whole.fetches[number].table)
            for read in reads:
                seen = _until(read, limit)
                if seen is not None and read[0] in marks and read not in self.known:
                    leaf = self.whole.leaves[read[0]]
                    store.settle(read, settled.put(marks[read[0]], leaf, seen, store.found_in(*read)))


def find_lacking(settled: Settled, recipe: Recipe, asked: World) -> Lacking:
    """The recipe without the reads that are known."""
    known: dict[Read, Kept] = {}
    marks: dict[int, dict[int, Mark]] = {}
    fetches: list[Fetch] = []
    where: dict[Read, int] = {}
    for number, its in _by_fetch(recipe).items():
        fetch = recipe.fetches[number]
        marks[number] = dict(_marks(recipe, fetch, asked))
        limit = _limit(asked, fetch.table)
        shelves = {leaf: settled.shelf(mark) for leaf, mark in marks[number].items()}
        for read in its:
            leaf, seen = read[0], _until(read, limit)
            shelf = shelves.get(leaf)
            cells = settled.over(shelf, marks[number][leaf], recipe.leaves[leaf], seen) if shelf and seen else None
            if cells is not None:
                known[read] = cells
        rest = [read for read in its if read not in known]
        if rest:
            where.update(dict.fromkeys(rest, len(fetches)))
            fetches.append(fetch if len(rest) == len(its) else _narrowed(fetch, rest))
    return Lacking(replace(recipe, fetches=tuple(fetches), reads=where) if known else recipe, known, marks, recipe)


def _until(read: Read, limit: datetime) -> Read | None:
    """The read as far as its rows are known: nothing counts that is dated later. None where it begins later."""
    leaf, start, end = read
    return (leaf, start, min(end, limit)) if start < limit else None


def _by_fetch(recipe: Recipe) -> dict[int, list[Read]]:
    found: dict[int, list[Read]] = {number: [] for number in range(len(recipe.fetches))}
    for read, number in recipe.reads.items():
        found[number].append(read)
    return found


def _narrowed(fetch: Fetch, reads: list[Read]) -> Fetch:
    """The fetch over the periods of some of its reads only."""
    shape = fetch.shape
    if isinstance(shape, Direct):
        wanted = {(start, end) for _, start, end in reads}
        return replace(fetch, shape=Direct(tuple(p for p in shape.periods if (p.start, p.end) in wanted)))
    if isinstance(shape, Flow):
        starts, ends = [start for _, start, _ in reads], [end for _, _, end in reads]
        return replace(fetch, shape=replace(shape, start=min(starts), end=max(ends)))
    return fetch


def _limit(asked: World, table: str) -> datetime:
    """The instant up to which a table's rows are all known, as far as they ever will be by their dates."""
    rule, calendar = asked.tables[table].date, asked.calendar
    cover = rule.rows_cover if isinstance(rule, DateRule) else None
    return asked.as_of if cover is None else calendar.midnight(calendar.floor(cover, calendar.day(asked.as_of)))


def _marks(recipe: Recipe, fetch: Fetch, asked: World) -> Iterator[tuple[int, Mark]]:
    """Under which mark the reads of each leaf of a fetch are kept; none for a leaf that is not settled."""
    rows = fetch.dimensions if fetch.segmented else ()
    for number in fetch.leaves:
        leaf = recipe.leaves[number]
        prints = _fingerprints(leaf, rows, asked) if _is_exact(leaf) else None
        if prints is not None:
            yield number, (leaf, rows, fetch.whole, prints)


def _is_exact(leaf: Leaf) -> bool:
    """Whether a leaf's value is the same in whatever order rows are read, and says nothing of when it is asked."""
    if not is_plain(leaf) or leaf.aggregate not in _EXACT or leaf.approximate:
        return False
    of = leaf.of
    return leaf.aggregate in COUNTS or (of is not None and of.type.kind is not Kind.FLOAT and of.type.scale < _LONG)


def _fingerprints(leaf: Leaf, rows: tuple[Row, ...], asked: World) -> tuple[str, ...] | None:
    """The fingerprints of all rows that a read speaks of; None where anything in it depends on the time asked."""
    table = asked.tables[leaf.table]
    rule = table.date
    if not isinstance(rule, DateRule) or rule.name != leaf.date or not _is_timeless(table):
        return None
    dated = () if rule.table is None else (rule.table,)
    own = asked.filters.get(leaf.table)
    nodes = [node for row in (leaf.of, leaf.where, own, *rows) for node in walk(row)]
    if any(isinstance(node, Op) and node.function in _BY_TIME for node in nodes):
        return None
    paths = {node.path for node in nodes if isinstance(node, Column)} | {dated}
    marks = [asked.relations[leaf.table].fingerprint]
    for path in sorted({whole[:length] for whole in paths for length in range(1, len(whole) + 1)}):
        joined = _joined(asked, leaf.table, path)
        if not _is_timeless(joined) or joined.filter is not None or not _may_be_dated(joined, rule, path):
            return None
        marks.append(asked.relations[joined.key].fingerprint)
    return None if None in marks else tuple(str(mark) for mark in marks)


def _is_timeless(table: Table) -> bool:
    """Whether a table's rows are no versions, and not made of another table's."""
    return table.known_from is None and table.rolled_up_from is None


def _may_be_dated(joined: Table, rule: DateRule, path: tuple[str, ...]) -> bool:
    """Whether no row of a joined table comes in by its date: it has none, or it is the one that dates our rows."""
    if joined.date is None:
        return True
    ours = path == (rule.table,) and isinstance(joined.date, DateRule) and joined.date.name == rule.column
    return ours and rule.rows_cover is None and isinstance(joined.date, DateRule) and joined.date.rows_cover is None


def _joined(asked: World, table: str, path: tuple[str, ...]) -> Table:
    for role in path:
        table = asked.link(table, role).table
    return asked.tables[table]

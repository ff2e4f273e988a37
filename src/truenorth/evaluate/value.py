"""The value of a tree over a period for some members: one case for each of the six nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache

from truenorth.errors import refuse
from truenorth.evaluate.either_side import sides
from truenorth.evaluate.memory import Memory
from truenorth.evaluate.moments import LENGTHS, days_since, time_between
from truenorth.evaluate.numbers import Number, combine, divide, magnitude, mean, total
from truenorth.evaluate.store import Found, Kept, Members, Store
from truenorth.model.answers import Amount, Cell
from truenorth.model.maturity import latest_mature_end
from truenorth.model.relations import Survey
from truenorth.model.rows import Column
from truenorth.model.trees import COUNTS, At, Call, Fold, Leaf, Over, Tree, Whole, leaves
from truenorth.periods import Calendar, Clock, Landing, Last, Move, Period, land, spine, split

_ITSELF = frozenset({"growth", "change"})


@dataclass(frozen=True, eq=False)
class Values:
    """The value of a tree over one period for every member at once; `default` for those that have no rows.

    `settled` where it follows from settled values alone: then it is the same object for every question.
    """

    cells: Mapping[Members, Cell]
    default: Cell
    settled: bool = False

    def of(self, members: Members) -> Cell:
        """One member's cell."""
        return self.cells.get(members, self.default)


Columns = dict[tuple[int, datetime, datetime], Values]


@cache
def without_value(reason: str | None) -> Values:
    """No value for any member, and why."""
    return Values({}, Cell(None, reason), settled=True)


@dataclass(frozen=True, eq=False)
class Reading:
    """Evaluates the trees of one metric: its store, its clock, and what is remembered between periods.

    `leaf_columns` is shared by all metrics of a question, by the leaf's number and the period's edges; `memory` by all
    questions.
    """

    store: Store
    clock: Clock
    index: Mapping[Leaf, int]
    leaf_columns: Columns
    memory: Memory
    columns: dict[tuple[int, Period], Values] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)  # id of a leaf → its number in the recipe
    tables: dict[int, frozenset[str]] = field(default_factory=dict)  # id of a tree → the tables it adds up
    landings: dict[tuple[int, Period], Landing] = field(default_factory=dict)

    def value(self, tree: Tree, period: Period, members: Members) -> Cell:
        """The tree's value, or None with the reason why."""
        return self.column(tree, period).of(members)

    def column(self, tree: Tree, period: Period) -> Values:
        """The tree's values for all members, worked out once."""
        key = (id(tree), period)
        known = self.columns.get(key)
        if known is None:
            known = self.columns[key] = self._column(tree, period)
        return known

    def _column(self, tree: Tree, period: Period) -> Values:
        if isinstance(tree, Leaf):
            return self._leaf(tree, period)
        if isinstance(tree, At):
            return self._at(tree, period)
        if isinstance(tree, Call):
            return self._call(tree, period)
        if isinstance(tree, Over):
            return self._over(tree, period)
        if isinstance(tree, Whole):
            whole = self.column(tree.of, period)
            return self._kept(tree, period, (whole,), lambda: Values({}, whole.of(None), whole.settled))
        return self._kept(tree, period, (), lambda: _alone(Cell(tree.value)))

    def _kept(self, tree: Tree, period: Period, columns: Sequence[Values], make: Callable[[], Values]) -> Values:
        """What a tree comes to over a period, from its arguments' columns; known where all of them are settled."""
        if all(column.settled for column in columns):
            return self.memory.recall((tree, *columns), (period.start, period.end, period.grain), make)
        return make()

    def _leaf(self, leaf: Leaf, period: Period) -> Values:
        number = self.numbers.get(id(leaf))
        if number is None:
            number = self.numbers[id(leaf)] = self.index[leaf]
        key = (number, period.start, period.end)
        known = self.leaf_columns.get(key)
        if known is None:
            known = self.leaf_columns[key] = self._read(leaf, number, period)
        return known

    def _read(self, leaf: Leaf, number: int, period: Period) -> Values:
        if leaf.date is not None:
            reason = self._untimely(leaf, period, self.store.recipe.surveys[leaf.table])
            if reason is not None:
                return without_value(reason)
        counts = leaf.aggregate in COUNTS
        over = self.store.over(number, period)
        if isinstance(over, Kept):
            return self.memory.recall((over,), ("leaf", counts), lambda: _read(over, counts=counts))
        return _read(over, counts=counts)

    def _untimely(self, leaf: Leaf, period: Period, survey: Survey) -> str | None:
        if survey.first is None or period.end <= survey.first:
            return "before_data"
        if leaf.after is None:
            return None
        seen = self.store.recipe.surveys[leaf.after.table].watermark
        if seen is None:
            return "not_yet"
        limit = latest_mature_end(self.clock.calendar, leaf.after, seen)
        return "not_yet" if limit is not None and period.end > limit else None

    def landing(self, move: Move, period: Period) -> Landing:
        """Where a move lands; worked out once."""
        key = (id(move), period)
        if key not in self.landings:
            self.landings[key] = land(move, period, self.clock)
        return self.landings[key]

    def _at(self, tree: At, period: Period) -> Values:
        landing = self.landing(tree.move, period)
        if landing.period is None:
            return without_value(landing.reason)
        if isinstance(tree.move, Last) and not tree.move.partial and self._begins_before(tree.of, landing.period):
            return without_value("before_data")
        return self.column(tree.of, landing.period)

    def _begins_before(self, tree: Tree, period: Period) -> bool:
        """Whether a stretch begins before the first row of any table below."""
        surveys = self.store.recipe.surveys
        firsts = [surveys[table].first for table in self._tables(tree)]
        return any(first is None or period.start < first for first in firsts)

    def _tables(self, tree: Tree) -> frozenset[str]:
        key = id(tree)
        if key not in self.tables:
            self.tables[key] = frozenset(leaf.table for leaf in leaves(tree) if leaf.date is not None)
        return self.tables[key]

    def _over(self, tree: Over, period: Period) -> Values:
        parts = self._parts(tree, period)
        if not tree.partial and parts and self._begins_before(tree.of, parts[0]):
            return without_value("before_data")
        columns = [self.column(tree.of, part) for part in parts]
        return self._kept(tree, period, columns, lambda: _joined(columns, lambda cells: _folded(tree.fold, cells)))

    def _parts(self, tree: Over, period: Period) -> Sequence[Period]:
        calendar = self.clock.calendar
        if tree.last is None:
            return split(calendar, tree.grain, period)
        unit = calendar.floor(tree.grain, calendar.day_before(period.end))
        first = calendar.midnight(calendar.add(tree.grain, unit, 1 - tree.last))
        return [
            p if p.end <= period.end else Period(p.start, period.end, p.grain)
            for p in spine(calendar, tree.grain, first, period.end)
        ]

    def _call(self, tree: Call, period: Period) -> Values:
        own = _PERIOD_NUMBERS.get(tree.function)
        if own is not None:
            return self._kept(tree, period, (), lambda: _alone(Cell(own(self.clock.calendar, period))))
        columns = [self.column(argument, period) for argument in tree.arguments]
        if tree.function in _ITSELF:
            return self._kept(tree, period, columns, lambda: self._change(tree, period, columns[0], columns[1]))
        return self._kept(
            tree, period, columns, lambda: _joined(columns, lambda cells: self._combined(tree, period, cells))
        )

    def _change(self, tree: Call, period: Period, here: Values, there: Values) -> Values:
        """Growth or change, of the members of either side."""
        cells = {
            members: self._combined(tree, period, sides(tree.arguments[0], here, there, members)[:2])
            for members in {*here.cells, *there.cells}
        }
        default = self._combined(tree, period, (here.default, there.default))
        return Values(cells, default, here.settled and there.settled)

    def _combined(self, tree: Call, period: Period, cells: Sequence[Cell]) -> Cell:
        """One member's value of a call, from the values of its arguments."""
        special = _SPECIAL.get(tree.function)
        if special is not None:
            return special(tree, cells)
        rows, quotient, lacking = 0, False, False
        for cell in cells:
            rows += cell.rows
            quotient = quotient or cell.quotient
            lacking = lacking or cell.value is None
        parts = (cells[0], cells[1]) if tree.function == "ratio" else None
        if lacking:
            missing = [n for n, cell in enumerate(cells) if cell.value is None]
            return Cell(None, self._reason(tree, cells, missing), False, rows, parts)
        if tree.function == "days_since":
            return Cell(days_since(self.clock.calendar, cells[0].value, period), rows=rows)
        if tree.function in LENGTHS:
            length = time_between(self.clock.calendar, tree.function, cells[0].value, cells[1].value)
            return Cell(length, None, tree.function != "days_between", rows)
        value, reason, divided = _applied(tree.function, cells)
        if reason and parts and rows == 0 and len(self._tables(tree)) == 1:
            reason = "no_rows"  # two counts of nothing: 0 ÷ 0 within one table
        return Cell(value, reason, divided or quotient, rows, parts)

    def _reason(self, tree: Call, cells: Sequence[Cell], missing: Sequence[int]) -> str | None:
        """Why a formula has no value: its part's own reason where one table is added up, else the part's name."""
        first = missing[0]
        reasons = {cells[n].reason for n in missing}
        if tree.function in _ITSELF:
            return cells[first].reason
        if len(self._tables(tree)) <= 1:
            return cells[first].reason
        if len(reasons) == 1 and (len(missing) == len(cells) or reasons <= {"not_yet", "no_partner", "not_loaded"}):
            return cells[first].reason
        named = [(n, tree.names[n]) for n in missing if n < len(tree.names) and tree.names[n]]
        if not named:
            return cells[first].reason
        return f"missing:{named[0][1]}"


def _alone(cell: Cell) -> Values:
    """The same for every member, whatever the rows."""
    return Values({}, cell, settled=True)


def _read(over: Mapping[Members, Found], *, counts: bool) -> Values:
    """A leaf's column from what was found of it."""
    empty = Cell(0) if counts else Cell(None, "no_rows")
    cells = {members: _found(one, counts=counts) for members, one in over.items()}
    return Values(cells, empty, isinstance(over, Kept))


def _found(found: Found, *, counts: bool) -> Cell:
    if found.value is None:
        return Cell(0, rows=found.rows) if counts else Cell(None, "no_rows", rows=found.rows)
    return Cell(found.value, rows=found.rows)


def _joined(columns: Sequence[Values], combine_cells: Callable[[Sequence[Cell]], Cell]) -> Values:
    """Columns combined member by member; a member that stands in any of them stands in the result."""
    members: set[Members] = set().union(*[column.cells for column in columns])
    cells = {m: combine_cells([column.of(m) for column in columns]) for m in members}
    settled = all(column.settled for column in columns)
    return Values(cells, combine_cells([column.default for column in columns]), settled)


def _folded(fold: Fold, cells: Sequence[Cell]) -> Cell:
    values = [cell.value for cell in cells if cell.value is not None]
    rows = sum(cell.rows for cell in cells)
    if not values:
        reasons = {cell.reason for cell in cells}
        return Cell(None, reasons.pop() if len(reasons) == 1 else "no_rows", rows=rows)
    quotient = fold is Fold.MEAN or any(cell.quotient for cell in cells)
    return Cell(_FOLDS[fold](values), None, quotient, rows)


def _applied(function: str, cells: Sequence[Cell]) -> tuple[Amount, str | None, bool]:
    """The value of an operator over cells that have one, why it has none itself, and whether a division took part."""
    if function == "ratio":
        result = divide(_number(cells[0]), _number(cells[1]))
        return result, None if result is not None else "division_by_zero", True
    values = [_number(cell) for cell in cells]
    if function in _ITSELF:
        change = combine("-", values)
        if function == "change" or change is None:
            return change, None, False
        result = divide(change, magnitude(values[1]))
        return result, None if result is not None else "division_by_zero", True
    result = combine(function, values)
    return result, None if result is not None else "not_finite", False


def _number(cell: Cell) -> Number:
    assert cell.value is not None
    return cell.value


def _filled(tree: Call, cells: Sequence[Cell]) -> Cell:
    """The value, or what stands for no rows."""
    lacking = cells[0].value is None and cells[0].reason == "no_rows"
    return replace(cells[1], rows=cells[0].rows) if lacking else cells[0]


def _first_known(tree: Call, cells: Sequence[Cell]) -> Cell:
    return next((cell for cell in cells if cell.value is not None), cells[0])


def _rated(tree: Call, cells: Sequence[Cell]) -> Cell:
    """One row without a rate makes its group null."""
    return Cell(None, "no_rate") if cells[1].value else cells[0]


def _one_currency(tree: Call, cells: Sequence[Cell]) -> Cell:
    count = cells[1].value
    if count is None or count <= 1:
        return cells[0]
    leaf = next(leaves(tree.arguments[0]))
    raise refuse(
        "MIXED_CURRENCIES",
        f"Rows of {leaf.table} in {count} currencies ({_currency(tree)}) would be added up.",
        hint="Say rates: { table: …, date: …, base: …, quote: …, rate: … } and currency: in truenorth.yml, "
        "or ask by the currency.",
    )


def _currency(tree: Call) -> str:
    guard = tree.arguments[1]
    return guard.of.name if isinstance(guard, Leaf) and isinstance(guard.of, Column) else "?"


_SPECIAL: dict[str, Callable[[Call, Sequence[Cell]], Cell]] = {
    "fill": _filled,
    "coalesce": _first_known,
    "rated": _rated,
    "one_currency": _one_currency,
}
"""Calls that choose among their arguments instead of combining them."""


def _days(calendar: Calendar, period: Period) -> Decimal:
    return Decimal((calendar.day(period.end) - calendar.day(period.start)).days)


def _working_days(calendar: Calendar, period: Period) -> Decimal:
    from truenorth.periods.working_days import working_days

    return Decimal(working_days(calendar, calendar.day(period.start), calendar.day(period.end)))


_PERIOD_NUMBERS: dict[str, Callable[[Calendar, Period], Decimal]] = {
    "days_in_period": _days,
    "working_days_in_period": _working_days,
}

_FOLDS: dict[Fold, Callable[[Sequence[Number]], Amount]] = {
    Fold.MEAN: mean,
    Fold.SUM: total,
    Fold.MAX: max,
    Fold.MIN: min,
}

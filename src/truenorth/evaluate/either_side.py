"""A member of one side of a comparison: what adds up counts 0 on the other, so that changes add up to the total's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truenorth.evaluate.store import Members
from truenorth.model.answers import Cell
from truenorth.model.trees import Aggregate, At, Call, Fold, Leaf, Number, Over, Tree

if TYPE_CHECKING:
    from truenorth.evaluate.value import Values

GONE, NEW = "gone", "new"
_ADDED = frozenset({Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_VALUES})
_OF_THE_FIRST = frozenset({"rated", "one_currency", "neg"})
_OR_NOTHING = frozenset({"fill", "coalesce"})


def sides(tree: Tree, here: Values, there: Values, members: Members) -> tuple[Cell, Cell, str | None]:
    """A member's cells here and there, and whether it is gone or new.

    Where a side has no value for any member its total has none either, and nothing is counted as 0.
    """
    mine, theirs = here.of(members), there.of(members)
    if members is None or not adds_up(tree):
        return mine, theirs, None
    if _lacks(mine) and theirs.value is not None and _is_known(here):
        mine = Cell(0, rows=mine.rows)
    elif _lacks(theirs) and mine.value is not None and _is_known(there):
        theirs = Cell(0, rows=theirs.rows)
    if mine.value is None or theirs.value is None or bool(mine.rows) == bool(theirs.rows):
        return mine, theirs, None
    return mine, theirs, NEW if mine.rows else GONE


def adds_up(tree: Tree) -> bool:
    """Whether the values of members add up to the value over all of them."""
    if isinstance(tree, Leaf):
        return tree.aggregate in _ADDED and not tree.entity
    if isinstance(tree, At):
        return adds_up(tree.of)
    if isinstance(tree, Over):
        return tree.fold is Fold.SUM and adds_up(tree.of)
    return isinstance(tree, Call) and _call_adds_up(tree)


def _call_adds_up(tree: Call) -> bool:
    parts = tree.arguments
    if tree.function in _OF_THE_FIRST:
        return adds_up(parts[0])
    if tree.function in _OR_NOTHING:
        return adds_up(parts[0]) and all(isinstance(each, Number) and each.value == 0 for each in parts[1:])
    if tree.function in ("+", "-"):
        return all(map(adds_up, parts))
    if tree.function == "*":
        return sum(isinstance(each, Number) for each in parts) == 1 and any(map(adds_up, parts))
    return tree.function == "ratio" and isinstance(parts[1], Number) and adds_up(parts[0])


def _lacks(cell: Cell) -> bool:
    return cell.value is None and cell.reason == "no_rows"


def _is_known(side: Values) -> bool:
    return any(cell.value is not None for members, cell in side.cells.items() if members is not None)

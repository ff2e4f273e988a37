"""What every leaf of a query filters by: said once in WHERE, so that other rows are never looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from truenorth.model.rows import Op, Row
from truenorth.model.trees import Leaf
from truenorth.model.types import BOOLEAN


def shared_filter(leaves: Sequence[Leaf]) -> tuple[tuple[Row, ...], list[Leaf]]:
    """The conditions that all leaves have in common, and the leaves with what is left of their own.

    A group of which no row is kept falls out of the answer instead of standing there without a value; both are read
    alike. Conditions that may fail on a row which another one keeps out stay in the order in which they are written.
    """
    own = [_conditions(leaf.where) for leaf in leaves]
    length = 0
    for same in zip(*own, strict=False):
        if len(set(same)) > 1:
            break
        length += 1
    shared = tuple(own[0][:length])
    return shared, [replace(leaf, where=_both(mine[length:])) for leaf, mine in zip(leaves, own, strict=True)]


def _conditions(where: Row | None) -> list[Row]:
    """The parts of a conjunction, left to right."""
    if where is None:
        return []
    if isinstance(where, Op) and where.function == "and":
        return [part for argument in where.arguments for part in _conditions(argument)]
    return [where]


def _both(conditions: Iterable[Row]) -> Row | None:
    listed = list(conditions)
    return reduce(lambda one, other: Op("and", (one, other), BOOLEAN), listed) if listed else None

"""Which slice of the data changed in a way of its own, if any: a search that pays for looking at many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truenorth.stats.arrays import Array
from truenorth.stats.declined import Declined

LEAST = 20
"""Leaves below which nothing is named."""
PRICE = 4.0
"""What a slice has to gain beyond the price of the search."""

TUNING = 4.685
"""Scores beyond which a leaf counts no more."""

Members = tuple[object, ...]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Slice:
    """Members of one or two dimensions (by place and member) that changed more, or less, than the rest.

    `gain` is how much likelier the data are with the slice (twice the logarithm), after the price of the search.
    `change` is its own, `expected` what it would have been had it changed as the rest did.
    """

    where: tuple[tuple[int, object], ...]
    gain: float
    change: float
    expected: float


def search(leaves: Mapping[Members, tuple[float, float]]) -> Slice | Declined:
    """The slice that stands out of leaves given as members → (before, after); Declined where none does.

    All leaves are taken to grow by one factor, each with a deviation like the root of its size. A slice of one
    or two dimensions with a factor of its own has to gain twice the logarithm of the number of slices, and 4 more. One
    leaf far off counts no more than one at the edge of what is usual, so that no single leaf is ever a slice.
    """
    kept = {members: sides for members, sides in leaves.items() if sides[0] > 0}
    if len(kept) < LEAST:
        return Declined("why.few_leaves", {"n": len(kept), "least": LEAST})
    names = list(kept)
    before, after = (np.array([kept[name][side] for name in names], dtype=float) for side in (0, 1))
    away = _away(before, after)
    spread = float(np.median(np.abs(away))) * 1.4826
    if not spread > 0:
        return Declined("why.nothing_special")
    slices = _slices(names)
    price = 2 * math.log(max(len(slices), 2)) + PRICE
    base = _cost(away / spread)
    best, gain = None, 0.0
    for where, mask in slices:
        apart = _cost(_away(before[mask], after[mask]) / spread) + _cost(_away(before[~mask], after[~mask]) / spread)
        if base - apart - price > gain:
            best, gain = (where, mask), base - apart - price
    if best is None:
        return Declined("why.nothing_special")
    where, mask = best
    factor = float(after[~mask].sum() / before[~mask].sum())
    change = float((after[mask] - before[mask]).sum())
    return Slice(where, gain, change, float(before[mask].sum()) * (factor - 1))


def _away(before: Array, after: Array) -> Array:
    """How far each leaf lies from the common factor (the median one by size), over the root of its size."""
    factors = after / before
    order = np.argsort(factors)
    heavy = np.cumsum(before[order])
    middle = float(factors[order][int(np.searchsorted(heavy, heavy[-1] / 2))])
    return np.asarray((after - middle * before) / np.sqrt(before))


def _cost(scores: Array) -> float:
    """The squared scores, each at most 7.3 (Tukey's biweight).

    Source: P. J. Huber, E. M. Ronchetti, Robust Statistics (2009).
    """
    near = np.minimum((scores / TUNING) ** 2, 1.0)
    return float(np.sum(1 - (1 - near) ** 3)) * TUNING**2 / 3


def _slices(names: Sequence[Members]) -> list[tuple[tuple[tuple[int, object], ...], Mask]]:
    """Every slice by one member, and by two members of different dimensions, that leaves something on both sides."""
    width = len(names[0])
    masks: dict[tuple[tuple[int, object], ...], Mask] = {}
    for place in range(width):
        for member in dict.fromkeys(name[place] for name in names):
            masks[(place, member),] = np.array([name[place] == member for name in names])
    single = list(masks.items())
    for index, (one, left) in enumerate(single):
        for other, right in single[index + 1 :]:
            if one[0][0] != other[0][0]:
                masks[one + other] = left & right
    return [(where, mask) for where, mask in masks.items() if mask.any() and not mask.all()]

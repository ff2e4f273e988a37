"""Where labels go so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float | None]:
    """Middles of labels as near as may be to those wanted, none touching another, all between `low` and `high`.

    Where they do not all fit, the last ones of the list get None.

    >>> spread([10, 12], [10, 10], 0, 100)
    [6.0, 16.0]
    """
    kept = len(wanted)
    while kept and sum(heights[:kept]) > high - low:
        kept -= 1
    order = sorted(range(kept), key=lambda place: wanted[place])
    blocks: list[tuple[float, list[int]]] = []  # the middle of each block that touches, its labels from the top
    for place in order:
        blocks.append((wanted[place], [place]))
        blocks[-1] = _held(blocks[-1], heights, low, high)
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1], heights):
            above, below = blocks[-2], blocks.pop()
            joined = [*above[1], *below[1]]
            blocks[-1] = _held((_best(joined, wanted, heights), joined), heights, low, high)
    made: list[float | None] = [None] * len(wanted)
    for middle, places in blocks:
        edge = middle - _tall(places, heights) / 2
        for place in places:
            made[place] = edge + heights[place] / 2
            edge += heights[place]
    return made


def rows_of(spans: Sequence[tuple[float, float]], most: int) -> list[int | None]:
    """The row of each text that spans from one place to another: the first in which it touches none before it.

    >>> rows_of([(0, 10), (5, 15), (12, 20)], 2)
    [0, 1, 0]
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(most)]
    made: list[int | None] = []
    for left, right in spans:
        free = (row for row in range(most) if all(right < start or left > end for start, end in taken[row]))
        found = next(free, None)
        if found is not None:
            taken[found].append((left, right))
        made.append(found)
    return made


def _tall(places: Sequence[int], heights: Sequence[float]) -> float:
    return sum(heights[place] for place in places)


def _best(places: Sequence[int], wanted: Sequence[float], heights: Sequence[float]) -> float:
    """The middle of a block that is the nearest, on average, to where its labels want to be."""
    offset, shifts = -_tall(places, heights) / 2, []
    for place in places:
        shifts.append(wanted[place] - (offset + heights[place] / 2))
        offset += heights[place]
    return sum(shifts) / len(shifts)


def _held(block: tuple[float, list[int]], heights: Sequence[float], low: float, high: float) -> tuple[float, list[int]]:
    half = _tall(block[1], heights) / 2
    return max(low + half, min(high - half, block[0])), block[1]


def _touch(above: tuple[float, list[int]], below: tuple[float, list[int]], heights: Sequence[float]) -> bool:
    reach = (_tall(above[1], heights) + _tall(below[1], heights)) / 2
    return below[0] - above[0] < reach - 1e-9

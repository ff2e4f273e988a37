"""A series drawn with block letters."""

from __future__ import annotations

from collections.abc import Sequence

from truenorth.model.answers import Amount
from truenorth.wording.numbers import exact

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = "_.-=^"
GAP = " "


def sparkline(values: Sequence[Amount], *, ascii_only: bool = False) -> str:
    """One letter a value, lowest to highest; a blank where there is none; level in the middle where all are equal.

    >>> sparkline([1, None, 2, 8])
    '▁ ▂█'
    """
    marks = ASCII if ascii_only else BLOCKS
    numbers = [exact(value) for value in values]
    known = [number for number in numbers if number is not None]
    if not known:
        return GAP * len(numbers)
    low, high = min(known), max(known)
    if low == high:
        middle = marks[(len(marks) - 1) // 2]
        return "".join(GAP if number is None else middle for number in numbers)
    step = (high - low) / len(marks)
    return "".join(
        GAP if number is None else marks[min(int((number - low) / step), len(marks) - 1)] for number in numbers
    )

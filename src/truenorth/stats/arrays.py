"""Sequences of numbers as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""A vector of floats; NaN where a value is missing."""


def as_array(values: Iterable[Decimal | float | None]) -> Array:
    """The values as floats, shape (n,), with NaN where one is missing. Raises ValueError for an infinite one.

    >>> as_array([1, None, 2.5])
    array([1. , nan, 2.5])
    """
    found = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    if np.isinf(found).any():
        raise ValueError("a value is infinite; give None where there is no number")
    return found


def power_of_two(values: Array) -> float:
    """A power of two near the largest value: dividing by it is exact, and keeps squares and cubes within bounds.

    >>> power_of_two(np.array([3.0, np.nan, -9.0])), power_of_two(np.array([0.0]))
    (16.0, 1.0)
    """
    known = np.abs(values[~np.isnan(values)])
    largest = float(known.max()) if len(known) else 0.0
    return float(2.0 ** np.clip(np.frexp(largest)[1], -1000, 1000)) if largest > 0 else 1.0

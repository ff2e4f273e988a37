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

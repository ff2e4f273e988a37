"""How far forecasts miss: from the errors that the same method made from past origins.

Source: V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World (2005), for conformal prediction; the
scaling of errors by horizon is this package's own.
"""

from __future__ import annotations

import numpy as np

from truenorth.stats.arrays import Array

TAILS = {0.8: 1.476, 0.95: 2.571}
"""Quantiles of Student's t with five degrees of freedom, both sides taken together."""
BLEND = 10
"""So many origins weigh as much as the bell curve of heavy tails that stands in for them."""
LEAST = 8
"""Errors at one horizon from which their size is taken as it is; below, it leans on what the others suggest."""


def spreads(errors: Array) -> Array:
    """The typical size of an error at each step ahead, shape (horizon,), never smaller further ahead.

    Where few origins reach so far, the size leans on that of the first step grown with the root of the steps.
    """
    horizon = errors.shape[1]
    counts = np.sum(~np.isnan(errors), axis=0)
    squares = np.nansum(errors**2, axis=0)
    steps = np.arange(1, horizon + 1)
    first = float(np.sum(squares)) / max(float(np.sum(counts * np.sqrt(steps))), 1.0)
    own = np.where(counts > 0, squares / np.maximum(counts, 1), 0.0)
    weight = np.minimum(counts / LEAST, 1.0)
    mixed = weight * own + (1 - weight) * first * np.sqrt(steps)
    return np.asarray(np.sqrt(np.maximum.accumulate(_smooth(mixed))))


def _smooth(values: Array) -> Array:
    """Each value as the mean of itself and its neighbours."""
    if len(values) < 3:
        return values
    padded = np.concatenate((values[:1], values, values[-1:]))
    return np.asarray((padded[:-2] + padded[1:-1] + padded[2:]) / 3)


def reach(errors: Array, sizes: Array, level: float) -> float:
    """By how many sizes an interval of a level (0.8 or 0.95) reaches to each side: the quantile of past errors.

    Of n origins the (n + 1)-th share is taken, and they are blended with heavy tails by n / (n + 10): past origins
    overlap and come from shorter pasts, so their errors vary less than those to come will.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.abs(errors / sizes[None, :])
    known = scaled[np.isfinite(scaled)]
    if not len(known):
        return TAILS[level]
    rows = int(np.sum(np.isfinite(errors).any(axis=1)))
    own = float(np.quantile(known, min(level * (1 + 1 / rows), 1.0)))
    weight = rows / (rows + BLEND)
    return weight * own + (1 - weight) * TAILS[level]


def covered(errors: Array, sizes: Array, level: float) -> float | None:
    """The share of past values inside the interval that the other origins give; None where there are too few."""
    inside, whole = 0, 0
    rows = [row for row in range(len(errors)) if np.isfinite(errors[row]).any()]
    if len(rows) < 3:
        return None
    for row in rows:
        others = np.delete(errors, row, axis=0)
        own = spreads(others)
        half = reach(others, own, level) * own
        known = np.isfinite(errors[row])
        inside += int(np.sum(np.abs(errors[row][known]) <= half[known]))
        whole += int(known.sum())
    return inside / whole

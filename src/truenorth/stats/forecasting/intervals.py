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
    """The typical size of an error at each step ahead, shape (…, horizon), never smaller further ahead.

    `errors` are of shape (…, origins, horizon). Where few origins reach so far, the size leans on that of the first
    step grown with the root of the steps.
    """
    horizon = errors.shape[-1]
    counts = np.sum(~np.isnan(errors), axis=-2)
    squares = np.nansum(errors**2, axis=-2)
    steps = np.arange(1, horizon + 1)
    first = np.sum(squares, axis=-1) / np.maximum(np.sum(counts * np.sqrt(steps), axis=-1), 1.0)
    own = np.where(counts > 0, squares / np.maximum(counts, 1), 0.0)
    weight = np.minimum(counts / LEAST, 1.0)
    mixed = weight * own + (1 - weight) * first[..., None] * np.sqrt(steps)
    return np.asarray(np.sqrt(np.maximum.accumulate(_smooth(mixed), axis=-1)))


def _smooth(values: Array) -> Array:
    """Each value as the mean of itself and its neighbours."""
    if values.shape[-1] < 3:
        return values
    padded = np.concatenate((values[..., :1], values, values[..., -1:]), axis=-1)
    return np.asarray((padded[..., :-2] + padded[..., 1:-1] + padded[..., 2:]) / 3)


def reach(errors: Array, sizes: Array, levels: tuple[float, ...]) -> Array:
    """By how many sizes an interval of each level (0.8 or 0.95) reaches to each side: the quantiles of past errors.

    Of n origins the (n + 1)-th share is taken, and they are blended with heavy tails by n / (n + 10): past origins
    overlap and come from shorter pasts, so their errors vary less than those to come will.
    """
    tails = np.array([TAILS[level] for level in levels])
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.abs(errors / sizes[None, :])
    known = scaled[np.isfinite(scaled)]
    if not len(known):
        return tails
    rows = int(np.sum(np.isfinite(errors).any(axis=1)))
    own = np.quantile(known, [min(level * (1 + 1 / rows), 1.0) for level in levels])
    weight = rows / (rows + BLEND)
    return np.asarray(weight * own + (1 - weight) * tails)


def covered(errors: Array, levels: tuple[float, ...]) -> tuple[float | None, ...]:
    """The share of past values inside the interval of each level that the other origins give; None for too few."""
    finite = np.isfinite(errors)
    rows = np.flatnonzero(finite.any(axis=1))
    if len(rows) < 3:
        return tuple(None for _ in levels)
    inside = np.zeros(len(levels), dtype=int)
    everyone = np.arange(len(errors))
    others = np.array([errors[everyone != row] for row in rows])
    for row, its, sizes in zip(rows, others, spreads(others), strict=True):
        halves = reach(its, sizes, levels)[:, None] * sizes
        inside += np.sum(np.abs(errors[row][finite[row]]) <= halves[:, finite[row]], axis=1)
    return tuple(int(count) / int(finite[rows].sum()) for count in inside)

"""Demand that comes now and then: how often, and how much when it does.

Source: R. H. Teunter, A. A. Syntetos, M. Z. Babai, Intermittent demand: linking forecasting to inventory obsolescence,
European J. Operational Research 214 (2011).
"""

from __future__ import annotations

import numpy as np

from truenorth.stats.arrays import Array

ZEROS = 0.35
"""The share of zeros from which a series counts as intermittent."""
_AXES = np.meshgrid(np.array([0.05, 0.1, 0.2, 0.3]), np.array([0.05, 0.1, 0.2, 0.3]), indexing="ij")
ALPHA, BETA = (axis.ravel() for axis in _AXES)


def is_intermittent(values: Array) -> bool:
    """Whether a series without negative values is zero in more than a third of its points."""
    known = values[~np.isnan(values)]
    return bool(len(known)) and bool((known >= 0).all()) and bool((known == 0).mean() > ZEROS)


def intermittent_paths(values: Array, ends: list[int], horizon: int) -> Array:
    """The expected demand a period from each origin, the same for every step, shape (origins, horizon)."""
    some = values[~np.isnan(values) & (values > 0)]
    size = np.full(len(ALPHA), some[0] if len(some) else 0.0)
    chance = np.full(len(ALPHA), 0.5)
    squares = np.zeros(len(ALPHA))
    paths = np.zeros((len(ends), horizon))
    stops = {end: row for row, end in enumerate(ends)}
    for time in range(len(values) + 1):
        row = stops.get(time)
        if row is not None:
            best = int(np.argmin(squares))
            paths[row] = chance[best] * size[best]
        if time < len(values) and not np.isnan(values[time]):
            squares += (values[time] - chance * size) ** 2
            came = float(values[time] > 0)
            chance = chance + BETA * (came - chance)
            size = size + ALPHA * came * (values[time] - size)
    return paths

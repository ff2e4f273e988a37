"""The times from which a series is forecast again, to see how well it would have gone."""

from __future__ import annotations

import numpy as np

from truenorth.stats.arrays import Array

MOST = 24
"""So many past origins are tried at most."""
LEAST_TRAINING = 5


def origins(count: int, horizon: int, period: int | None) -> list[int]:
    """The lengths of the pasts that are tried, shortest first; the last one is the whole series.

    Each but the last leaves at least one value to compare with. The shortest past has five points, and with a season
    two whole ones.
    """
    least = max(LEAST_TRAINING, 2 * period + 1 if period else 0, count // 4)
    tried = list(range(min(least, count - 1), count))
    if len(tried) > MOST:
        tried = [tried[round(place)] for place in np.linspace(0, len(tried) - 1, MOST)]
    return [*dict.fromkeys(tried), count]


def errors_of(values: Array, ends: list[int], paths: Array) -> Array:
    """What each past forecast missed by: actual less forecast, shape (origins, horizon); NaN where nothing came yet."""
    horizon = paths.shape[1]
    missed = np.full((len(ends), horizon), np.nan)
    for row, end in enumerate(ends):
        actual = values[end : end + horizon]
        missed[row, : len(actual)] = actual - paths[row, : len(actual)]
    return missed

"""How much neighbouring points of a series resemble each other."""

from __future__ import annotations

import math

import numpy as np

from truenorth.stats.arrays import Array

MOST = 0.9
"""Where the correction for a short series would leave the method's range, it stops here."""


def autocorrelations(values: Array, most: int) -> Array:
    """The autocorrelations at lags 1 … `most`, shape (most,): of pairs in which neither value is missing.

    >>> [round(r, 3) for r in autocorrelations(np.array([1.0, 2.0, 3.0, 4.0]), 2).tolist()]
    [0.25, -0.3]
    """
    away = values - np.nanmean(values)
    whole = np.nansum(away**2)
    if not whole > 0:
        return np.zeros(most)
    return np.array([np.nansum(away[lag:] * away[:-lag]) / whole for lag in range(1, most + 1)])


def lag_one(values: Array) -> float:
    """The lag-1 autocorrelation, corrected for the bias of short series: r + (1 + 3r) / n.

    Taken as 0 below 1/√n, where it cannot be told from none, and at most 0.9.

    Source: M. G. Kendall, Note on bias in the estimation of autocorrelation, Biometrika 41 (1954).
    """
    count = int(np.sum(~np.isnan(values)))
    if count < 4:
        return 0.0
    raw = float(autocorrelations(values, 1)[0])
    corrected = raw + (1 + 3 * raw) / count
    return 0.0 if corrected < 1 / math.sqrt(count) else min(corrected, MOST)

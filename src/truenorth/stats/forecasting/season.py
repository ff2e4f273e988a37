"""The season taken out of a series before smoothing, and put back into its forecasts: classical decomposition.

Source: S. Makridakis, S. C. Wheelwright, R. J. Hyndman, Forecasting: Methods and Applications (1998), chapter 3.
"""

from __future__ import annotations

import numpy as np

from truenorth.stats.arrays import Array


def indices(values: Array, period: int, *, multiplicative: bool) -> Array:
    """The seasonal index of each place, shape (period,): factors with mean 1, or differences with mean 0."""
    middle = centred_means(values, period)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = values / middle if multiplicative else values - middle
    places = np.arange(len(values)) % period
    neutral = 1.0 if multiplicative else 0.0
    found = np.full(period, neutral)
    for place in range(period):
        known = away[(places == place) & np.isfinite(away)]
        if len(known):
            found[place] = known.mean()
    if multiplicative:
        found = np.clip(found, 0.01, None)
        return np.asarray(found / found.mean())
    return np.asarray(found - found.mean())


def centred_means(values: Array, period: int) -> Array:
    """The moving mean over one season around each point; NaN near the ends. Missing values are bridged."""
    filled = bridged(values)
    weights = np.ones(period + 1 - period % 2)
    if period % 2 == 0:
        weights[[0, -1]] = 0.5
    weights /= weights.sum()
    reach = len(weights) // 2
    middle = np.full(len(values), np.nan)
    if len(values) > 2 * reach:
        middle[reach : len(values) - reach] = np.convolve(filled, weights, mode="valid")
    return middle


def bridged(values: Array) -> Array:
    """The values with straight lines over what is missing."""
    known = np.flatnonzero(~np.isnan(values))
    if len(known) == len(values) or not len(known):
        return values
    return np.interp(np.arange(len(values)), known, values[known])

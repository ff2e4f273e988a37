"""Holt–Winters with a fading trend, additive and multiplicative: level, trend and season move together.

Source: P. R. Winters, Forecasting sales by exponentially weighted moving averages, Management Science 6 (1960).
"""

from __future__ import annotations

import numpy as np

from truenorth.stats.arrays import Array

_AXES = np.meshgrid(
    np.array([0.05, 0.15, 0.3, 0.5, 0.8]), np.array([0.02, 0.1]), np.array([0.02, 0.1, 0.3]), np.array([0.9, 0.98]),
    indexing="ij",
)  # fmt: skip
ALPHA, SHARE, GAMMA, PHI = (axis.ravel() for axis in _AXES)
BETA = ALPHA * SHARE


def winters_paths(values: Array, ends: list[int], horizon: int, period: int, *, multiplicative: bool) -> Array:
    """The forecasts from each origin, shape (origins, horizon); the series needs two whole seasons before the first."""
    level, trend, season = _beginnings(values, period, multiplicative=multiplicative)
    squares = np.zeros(len(ALPHA))
    paths = np.zeros((len(ends), horizon))
    stops = {end: row for row, end in enumerate(ends)}
    steps = np.arange(1, horizon + 1)
    for time in range(len(values) + 1):
        row = stops.get(time)
        if row is not None:
            best = int(np.argmin(squares))
            ahead = level[best] + np.cumsum(PHI[best] ** steps) * trend[best]
            shape = season[(time + steps - 1) % period, best]
            paths[row] = ahead * shape if multiplicative else ahead + shape
        if time == len(values):
            break
        place = time % period
        smooth = level + PHI * trend
        expected = smooth * season[place] if multiplicative else smooth + season[place]
        value = values[time]
        missed = np.zeros(len(ALPHA)) if np.isnan(value) else value - expected
        scale = season[place] if multiplicative else np.ones(len(ALPHA))
        moved = missed / np.where(np.abs(scale) < 0.05, 0.05, scale)
        level = smooth + ALPHA * moved
        trend = PHI * trend + BETA * moved
        if multiplicative:
            base = np.where(np.abs(smooth) < 1e-9, 1.0, smooth)
            season[place] = np.clip(season[place] + GAMMA * (1 - ALPHA) * missed / base, 0.0, 10.0)
        else:
            season[place] = season[place] + GAMMA * (1 - ALPHA) * missed
        squares += missed**2
    return paths


def _beginnings(values: Array, period: int, *, multiplicative: bool) -> tuple[Array, Array, Array]:
    """Level, trend and season before the first point, of the first two seasons, for every combination."""
    first, second = values[:period], values[period : 2 * period]
    means = np.nanmean(first), np.nanmean(second)
    slope = (means[1] - means[0]) / period
    line = means[0] + slope * (np.arange(2 * period) - (period - 1) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = values[: 2 * period] / line if multiplicative else values[: 2 * period] - line
    pairs = away.reshape(2, period)
    known = np.where(np.isfinite(pairs), pairs, 1.0 if multiplicative else 0.0)
    shape = known.mean(axis=0)
    shape = shape / shape.mean() if multiplicative else shape - shape.mean()
    size = len(ALPHA)
    start = line[0] - slope
    return np.full(size, start), np.full(size, slope), np.repeat(shape[:, None], size, axis=1)

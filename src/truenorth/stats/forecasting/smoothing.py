"""Exponential smoothing without a season: damped trend and Theta. Every parameter of a grid runs through time at once.

At each origin the parameters are those that would have been best before it, so no forecast has seen its future.

Sources: E. S. Gardner, Exponential smoothing: the state of the art, part II (2006); V. Assimakopoulos, K. Nikolopoulos,
The theta model, Int. J. Forecasting 16 (2000); R. J. Hyndman, B. Billah, Unmasking the Theta method (2003).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from truenorth.stats.arrays import Array

ALPHAS = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])
BETAS = np.array([0.02, 0.1, 0.3])
"""Of the trend, as a share of alpha."""
PHIS = np.array([0.8, 0.9, 0.98])


@dataclass(frozen=True, eq=False)
class Grid:
    """Parameter combinations, each array of shape (combinations,)."""

    alpha: Array
    beta: Array
    phi: Array


def _grid(alphas: Array, betas: Array, phis: Array) -> Grid:
    alpha, beta, phi = (each.ravel() for each in np.meshgrid(alphas, betas, phis, indexing="ij"))
    return Grid(alpha, alpha * beta, phi)


LEVEL = _grid(ALPHAS, np.array([0.0]), np.array([0.0]))
DAMPED = _grid(np.array([0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9]), BETAS, PHIS)


@dataclass(frozen=True, eq=False)
class States:
    """Level and trend at each row's end under the best parameters, each of shape (rows,)."""

    level: Array
    trend: Array
    alpha: Array
    phi: Array


def smoothed(rows: Array, ends: list[int], grid: Grid) -> States:
    """The states at the ends of rows, shape (rows, n): row i is read up to `ends[i]`. Missing values move nothing."""
    count = rows.shape[0]
    first, slope = _beginnings(rows, ends)
    level = np.repeat(first[:, None], len(grid.alpha), axis=1)
    trend = np.repeat(slope[:, None], len(grid.alpha), axis=1) * (grid.phi > 0)
    squares = np.zeros_like(level)
    kept = {name: np.zeros(count) for name in ("level", "trend", "alpha", "phi")}
    stops: dict[int, list[int]] = {}
    for row, end in enumerate(ends):
        stops.setdefault(end, []).append(row)
    for time in range(rows.shape[1] + 1):
        for row in stops.get(time, ()):
            best = int(np.argmin(squares[row]))
            kept["level"][row], kept["trend"][row] = level[row, best], trend[row, best]
            kept["alpha"][row], kept["phi"][row] = grid.alpha[best], grid.phi[best]
        if time == rows.shape[1]:
            break
        ahead = level + grid.phi * trend
        missed = rows[:, time, None] - ahead
        missed = np.where(np.isnan(missed), 0.0, missed)
        level = ahead + grid.alpha * missed
        trend = grid.phi * trend + grid.beta * missed
        squares += missed**2
    return States(**kept)


def _beginnings(rows: Array, ends: list[int]) -> tuple[Array, Array]:
    """The level and slope before the first point of each row: of its first ten points or so."""
    levels, slopes = np.zeros(len(ends)), np.zeros(len(ends))
    for row, end in enumerate(ends):
        values = rows[row, : min(end, 10)]
        known = np.flatnonzero(~np.isnan(values))
        if len(known) >= 3:
            slope, start = np.polyfit(known.astype(float), values[known], 1)
            levels[row], slopes[row] = start - slope, slope
        elif len(known):
            levels[row] = values[known[0]]
    return levels, slopes


def damped_paths(rows: Array, ends: list[int], horizon: int) -> Array:
    """Holt's trend that fades out, shape (rows, horizon)."""
    found = smoothed(rows, ends, DAMPED)
    steps = np.cumsum(found.phi[:, None] ** np.arange(1, horizon + 1)[None, :], axis=1)
    return np.asarray(found.level[:, None] + steps * found.trend[:, None])


def theta_paths(rows: Array, ends: list[int], horizon: int) -> Array:
    """Theta: the level with half the slope of the straight line through all points, shape (rows, horizon)."""
    found = smoothed(rows, ends, LEVEL)
    slopes = np.array([_slope(rows[row, :end]) for row, end in enumerate(ends)])
    lengths = np.array(ends, dtype=float)
    lag = (1 - (1 - found.alpha) ** lengths) / found.alpha
    ahead = np.arange(horizon)[None, :] + lag[:, None]
    return np.asarray(found.level[:, None] + slopes[:, None] / 2 * ahead)


def _slope(values: Array) -> float:
    known = np.flatnonzero(~np.isnan(values)).astype(float)
    if len(known) < 3:
        return 0.0
    away = known - known.mean()
    return float(np.sum(away * values[known.astype(int)]) / np.sum(away**2))

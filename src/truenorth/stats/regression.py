"""Least squares, autoregression and the unit-root test that the searches for leads stand on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from truenorth.stats.arrays import Array
from truenorth.stats.seasonality import f_as_normal

UNIT_ROOT_5 = -2.86
"""The 5 % critical value of the Dickey–Fuller t ratio with a constant (MacKinnon 1994)."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients, residuals of shape (n,), and the t ratio of each coefficient."""

    coefficients: Array
    residuals: Array
    ratios: Array


def least_squares(design: Array, values: Array) -> Fit:
    """The fit of values, shape (n,), on a design of shape (n, k)."""
    coefficients = np.asarray(np.linalg.lstsq(design, values, rcond=None)[0], dtype=np.float64)
    residuals = values - design @ coefficients
    free = max(len(values) - design.shape[1], 1)
    variance = float(residuals @ residuals) / free
    spread = np.sqrt(np.maximum(np.diag(np.linalg.pinv(design.T @ design)) * variance, 1e-300))
    return Fit(coefficients, residuals, coefficients / spread)


def lagged(values: Array, lags: int, start: int) -> Array:
    """The values at lags 1 … `lags` of each point from `start` on, shape (n − start, lags)."""
    return np.column_stack([values[start - lag : len(values) - lag] for lag in range(1, lags + 1)])


def autoregressive_order(values: Array, most: int) -> int:
    """The number of own lags by the Bayesian information criterion, 0 … `most`."""
    count = len(values) - most
    best, order = math.inf, 0
    for lags in range(most + 1):
        design = np.ones((count, 1)) if not lags else np.column_stack((np.ones(count), lagged(values, lags, most)))
        rest = least_squares(design, values[most:]).residuals
        score = count * math.log(max(float(rest @ rest) / count, 1e-300)) + (lags + 1) * math.log(count)
        if score < best:
            best, order = score, lags
    return order


def whitened(values: Array, most: int) -> Array:
    """What an autoregression leaves, shape (n,): the first points, which have no past, are NaN."""
    order = autoregressive_order(values, most)
    if not order:
        return np.asarray(values - values.mean())
    design = np.column_stack((np.ones(len(values) - order), lagged(values, order, order)))
    rest = least_squares(design, values[order:]).residuals
    return np.asarray(np.concatenate((np.full(order, np.nan), rest)), dtype=np.float64)


def has_unit_root(values: Array) -> bool:
    """Whether the augmented Dickey–Fuller test with a constant does not reject a unit root at 5 %.

    Source: D. A. Dickey, W. A. Fuller, JASA 74 (1979); lags by the information criterion.
    """
    changes = np.diff(values)
    most = min(6, len(changes) // 8)
    order = autoregressive_order(changes, most)
    start = order
    columns = [np.ones(len(changes) - start), values[start:-1]]
    if order:
        columns += list(lagged(changes, order, start).T)
    return bool(least_squares(np.column_stack(columns), changes[start:]).ratios[1] > UNIT_ROOT_5)


def granger_score(x: Array, y: Array, lag: int, most: int) -> float:
    """How much x, so many points earlier, adds to y's own past, as a standard normal value.

    Source: C. W. J. Granger, Econometrica 37 (1969).
    """
    order = autoregressive_order(y, most)
    start = max(order, lag)
    own = [np.ones(len(y) - start), *(list(lagged(y, order, start).T) if order else [])]
    with_x = [*own, x[start - lag : len(x) - lag]]
    restricted = least_squares(np.column_stack(own), y[start:]).residuals
    full = least_squares(np.column_stack(with_x), y[start:]).residuals
    under = len(full) - len(with_x)
    squares = float(full @ full)
    if under < 3 or not squares > 0:
        return 0.0
    ratio = max((float(restricted @ restricted) - squares) / (squares / under), 1e-12)
    return f_as_normal(ratio, 1, under)


def two_sided(score: float) -> float:
    """The chance of a standard normal value as far from 0, two-sided."""
    return math.erfc(abs(score) / math.sqrt(2))


def one_sided(score: float) -> float:
    """The chance of a standard normal value as high."""
    return 0.5 * math.erfc(score / math.sqrt(2))

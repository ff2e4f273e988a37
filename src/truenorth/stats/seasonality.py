"""Whether a series has a season, and what it looks like."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from truenorth.stats.arrays import Array, as_array
from truenorth.stats.autocorrelation import autocorrelations

CONFIDENCE = 1.645
"""The 90 % quantile (two-sided) that the test of the M4 competition uses."""
STRICT = 3.09
"""The 99.9 % quantile of a standard normal value."""


def has_season(series: Iterable[Decimal | float | None], period: int) -> bool:
    """Whether a season stands out in at least two whole cycles: by its autocorrelation, or by its profile.

    The first test is that of the M4 competition, at 90 %. It cannot see a smooth season (a sine) in three cycles, for
    it takes the correlation of neighbours for noise. The second asks whether the places of the season differ more
    from each other than the cycles do, about a straight line, at 99.9 %.

    Source: S. Makridakis, E. Spiliotis, V. Assimakopoulos, The M4 Competition, Int. J. Forecasting 36 (2020), appendix.
    """
    values = as_array(series)
    count = int(np.sum(~np.isnan(values)))
    if period < 2 or len(values) < 2 * period or count < 2 * period:
        return False
    return _stands_out(values, period, count) or _differs(values, period)


def _stands_out(values: Array, period: int, count: int) -> bool:
    lags = autocorrelations(values, period)
    limit = CONFIDENCE * math.sqrt((1 + 2 * float(np.sum(lags[:-1] ** 2))) / count)
    return bool(abs(lags[-1]) > limit)


def _differs(values: Array, period: int) -> bool:
    """The F-test of the season's places, of a series without its straight line."""
    rest = without_line(values)
    places = np.arange(len(rest)) % period
    groups = [rest[(places == place) & ~np.isnan(rest)] for place in range(period)]
    groups = [group for group in groups if len(group)]
    whole = np.concatenate(groups)
    within = sum(float(np.sum((group - group.mean()) ** 2)) for group in groups)
    between = sum(len(group) * float(group.mean() - whole.mean()) ** 2 for group in groups)
    over, under = len(groups) - 1, len(whole) - len(groups) - 1
    if over < 1 or under < 3 or not between > 0:
        return False
    if not within > 0:
        return True
    return f_as_normal(between / over / (within / under), over, under) > STRICT


def f_as_normal(ratio: float, over: int, under: int) -> float:
    """An F ratio as a standard normal value, good to two digits from three degrees of freedom below.

    Source: E. Paulson, Annals of Mathematical Statistics 13 (1942).

    >>> round(f_as_normal(4.26, 2, 24), 2)
    1.95
    """
    a, b = 2 / (9 * over), 2 / (9 * under)
    root = ratio ** (1 / 3)
    return float(((1 - b) * root - (1 - a)) / math.sqrt(b * root**2 + a))


def without_line(values: Array) -> Array:
    """The series less its straight line through time; NaN stays."""
    known = ~np.isnan(values)
    times = np.arange(len(values), dtype=float)
    if known.sum() < 3:
        return values - np.nanmean(values)
    slope, start = np.polyfit(times[known], values[known], 1)
    return np.asarray(values - start - slope * times)


def profile(values: Array, period: int) -> Array:
    """The mean distance from the series' level at each place in the season, shape (period,); sums to zero.

    Places of which every value is missing are 0. The level is that of all values.
    """
    level = np.nanmean(values)
    places = np.arange(len(values)) % period
    means = np.array([_mean(values[places == place]) for place in range(period)]) - level
    known = np.where(np.isnan(means), 0.0, means)
    return np.where(np.isnan(means), 0.0, known - known.mean())


def _mean(values: Array) -> float:
    present = values[~np.isnan(values)]
    return float(present.mean()) if len(present) else math.nan

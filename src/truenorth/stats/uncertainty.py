"""How uncertain a value itself is: a share of few answers, a count of few events, a mean of few cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from truenorth.stats.arrays import Array, as_array
from truenorth.stats.autocorrelation import MOST, autocorrelations

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """Between which values the true one lies, at 95 %."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value is not excluded."""
        return self.low <= value <= self.high


def wilson(hits: int, cases: int) -> Interval:
    """The interval of a share. Raises ValueError without cases.

    Source: E. B. Wilson, JASA 22 (1927).

    >>> found = wilson(8, 10)
    >>> round(found.low, 3), round(found.high, 3)
    (0.49, 0.943)
    """
    if not 0 <= hits <= cases or cases == 0:
        raise ValueError(
            f"{hits} of {cases} is no share; hits lie between 0 and the cases, of which there is one or more"
        )
    share, z = hits / cases, NORMAL_95
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z / (1 + z * z / cases) * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    return Interval(middle - half if hits else 0.0, middle + half if hits < cases else 1.0)


def poisson(count: int) -> Interval:
    """The interval of a count (Byar's approximation of the exact one, good to a percent).

    Source: N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research II (1987), p. 69.

    >>> found = poisson(10)
    >>> round(found.low, 1), round(found.high, 1)
    (4.8, 18.4)
    """
    if count < 0:
        raise ValueError(f"{count} is no count; give 0 or more")
    z, more = NORMAL_95, count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    return Interval(max(low, 0.0), more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3)


def bootstrap(values: Sequence[float], of: Callable[[Array], float], *, seed: int = 1, draws: int = 2000) -> Interval:
    """The interval of any statistic of a sample: of samples drawn from it again. Raises ValueError below two values.

    Source: B. Efron, Annals of Statistics 7 (1979); the percentile method.
    """
    array = as_array(values)
    if len(array) < 2:
        raise ValueError("an interval needs two values or more")
    random = np.random.default_rng(seed)
    found = [of(array[random.integers(0, len(array), len(array))]) for _ in range(draws)]
    return Interval(float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975)))


def mean_interval(values: Sequence[float]) -> Interval:
    """The interval of the mean of values one after the other: the more neighbours resemble each other, the wider.

    The values count as n · (1 − r) / (1 + r) independent ones, at least two, r being their lag-1 autocorrelation
    corrected for the bias of short series. Raises ValueError below four values.

    Source: H. J. Thiébaux, F. W. Zwiers, J. Climate Appl. Meteorol. 23 (1984), for the effective number.

    >>> found = mean_interval([1, 3, 2, 2, 1, 3, 2, 2])
    >>> round(found.low, 2), round(found.high, 2)
    (1.37, 2.63)
    """
    array = as_array(values)
    count = len(array)
    if count < 4:
        raise ValueError("an interval of a mean needs four values or more")
    raw = float(autocorrelations(array, 1)[0])
    r = min(max(raw + (1 + 3 * raw) / count, 0.0), MOST)
    worth = max(count * (1 - r) / (1 + r), 2.0)
    mean, half = float(np.mean(array)), _t_95(worth - 1) * float(np.std(array, ddof=1)) / math.sqrt(worth)
    return Interval(mean - half, mean + half)


def _t_95(freedom: float) -> float:
    """The two-sided 95 % quantile of Student's t, to a percent from two degrees of freedom, to 15 % at one.

    Source: R. A. Fisher, E. A. Cornish, Technometrics 2 (1960).
    """
    z = NORMAL_95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom ** (power + 1) for power, term in enumerate(terms))


def cannot_tell(interval: Interval, target: float) -> bool:
    """Whether the value is too uncertain to be held against a target: it lies inside the interval."""
    return interval.low < target < interval.high

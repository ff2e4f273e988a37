"""How uncertain a value itself is: a share of few answers, a count of few events, a mean of few cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from truenorth.stats.arrays import Array, as_array

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


def cannot_tell(interval: Interval, target: float) -> bool:
    """Whether the value is too uncertain to be held against a target: it lies inside the interval."""
    return interval.low < target < interval.high

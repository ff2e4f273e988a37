"""The corrected individuals chart (XmR): between which values a process moves by itself.

The textbook's limits, mean ± 2.66 mean moving ranges, suppose a long baseline of independent points. These are widened
for the finite baseline and for neighbours that resemble each other.

Source: D. J. Wheeler, Understanding Statistical Process Control (1992), for the chart; the corrections are this
package's own and documented in docs/explanation/signals.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from truenorth.stats.arrays import Array, as_array
from truenorth.stats.autocorrelation import lag_one
from truenorth.stats.declined import Declined

LARGEST = 700.0
"""The logarithm beyond which a limit is cut off."""
LEAST = 6
"""Points below which there are no limits at all."""
D2 = 1.128
"""The mean range of two independent normal values, in standard deviations."""
PERSISTENT = 0.8
"""Above this autocorrelation a series is too persistent to tell signal from noise."""
SKEWED = 1.0
"""Above this skewness positive values are judged by their logarithms."""


@dataclass(frozen=True)
class NaturalLimits:
    """Centre and limits of a process, in the values' own unit.

    `n` is the number of points they stand on, `r` their lag-1 autocorrelation, `mean_range` the mean moving range (of
    logarithms where `log`). `half` is the distance between centre and limit, of logarithms where `log`.
    """

    centre: float
    lower: float
    upper: float
    half: float
    mean_range: float
    n: int
    r: float
    log: bool = False

    @property
    def persistent(self) -> bool:
        """Whether neighbours resemble each other too much for any limits to tell signal from noise."""
        return self.r > PERSISTENT

    def scaled(self, value: float) -> float:
        """How far a value lies from the centre, in halves: beyond ±1 it is outside the limits.

        >>> NaturalLimits(10, 4, 16, 6, 2.3, 20, 0).scaled(13)
        0.5
        """
        if self.log:
            return (math.log(value) - math.log(self.centre)) / self.half if self.half and value > 0 else 0.0
        return (value - self.centre) / self.half if self.half else float(np.sign(value - self.centre) * 2)


def natural_limits(values: Iterable[Decimal | float | None]) -> NaturalLimits | Declined:
    """The limits of all the values given, shape (n,); Declined below six points.

    >>> limits = natural_limits([10, 12, 11, 13, 10, 12, 11, 9, 12, 10, 11, 12])
    >>> round(limits.centre, 2), round(limits.mean_range, 2)
    (11.08, 1.82)
    """
    array = as_array(values)
    count = int(np.sum(~np.isnan(array)))
    if count < LEAST:
        return Declined("signals.too_few", {"n": count, "least": 12})
    return limits_of(array)


def limits_of(array: Array) -> NaturalLimits:
    """The limits of an array with six points or more."""
    log = is_skewed(array)
    scale = np.log(array) if log else array
    present = scale[~np.isnan(scale)]
    count, r = len(present), lag_one(scale)
    mean_range = float(np.mean(np.abs(np.diff(present))))
    sigma = mean_range / D2 / math.sqrt(1 - r)
    half = half_width(count, r) * sigma
    centre = float(np.mean(present))
    ends = (centre - half, centre + half)
    if log:
        least, middle, most = (math.exp(min(end, LARGEST)) for end in (ends[0], centre, ends[1]))
        return NaturalLimits(middle, least, most, half, mean_range, count, r, True)
    return NaturalLimits(centre, *ends, half, mean_range, count, r)


def half_width(count: int, r: float) -> float:
    """The distance between centre and limit, in standard deviations of the process.

    Three, widened for what the baseline's deviation and mean do not know: 3 · (1 + 2.2/n) · √(1 + (1+r)/((1−r) n)).

    >>> round(half_width(24, 0.0), 3), round(half_width(24, 0.5), 3)
    (3.343, 3.474)
    """
    return 3 * (1 + 2.2 / count) * math.sqrt(1 + (1 + r) / ((1 - r) * count))


def is_skewed(array: Array) -> bool:
    """Whether values are all positive and their skewness is above 1, so that their logarithms are judged."""
    present = array[~np.isnan(array)]
    if len(present) < LEAST or not (present > 0).all():
        return False
    away = present - present.mean()
    spread = float(np.mean(away**2))
    return spread > 0 and float(np.mean(away**3)) / spread**1.5 > SKEWED

"""Level shifts: where the mean of a series changed for good. Found in retrospect; date and size have intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from truenorth.stats.arrays import Array, as_array, power_of_two
from truenorth.stats.autocorrelation import autocorrelations
from truenorth.stats.declined import Declined

LEAST = 24
SEGMENT = 6
MOST = 5
CRITICAL = 1.628
"""What the highest |Brownian bridge| exceeds with a chance of 1 % (Kolmogorov's distribution)."""
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class LevelShift:
    """The first point of a new level, between which points it may lie, and by how much the mean changed.

    `earliest`, `latest` bound the date; `low`, `high` the size, each at 95 %.
    """

    at: int
    earliest: int
    latest: int
    size: float
    low: float
    high: float


def shifts(values: Iterable[Decimal | float | None]) -> tuple[LevelShift, ...] | Declined:
    """The level shifts of a series, oldest first, at most five; Declined below 24 points.

    CUSUM with binary segmentation: a stretch is split where its running sum of distances from its mean is largest, if
    that is more than chance gives once in a hundred stretches, with the deviation inflated for AR(1) neighbours.
    Missing values are left out.

    Source: E. S. Page, Biometrika 41 (1954); L. Y. Vostrikova, Soviet Mathematics Doklady 24 (1981).
    """
    array = as_array(values)
    unit = power_of_two(array)
    array = array / unit
    places = np.flatnonzero(~np.isnan(array))
    if len(places) < LEAST:
        return Declined("shifts.too_few", {"n": len(places), "least": LEAST})
    present = array[places]
    cuts = sorted(_cuts(present, 0, len(present)), key=lambda cut: -cut[1])[:MOST]
    edges = [0, *sorted(cut for cut, _ in cuts), len(present)]
    found = (_shift(present, places, *edges[index : index + 3]) for index in range(len(edges) - 2))
    return tuple(replace(one, size=one.size * unit, low=one.low * unit, high=one.high * unit) for one in found)


def _cuts(values: Array, first: int, end: int) -> list[tuple[int, float]]:
    """(place, strength) of every split of a stretch and of the parts it leaves."""
    found = _split(values[first:end])
    if found is None:
        return []
    place, strength = found
    cut = first + place
    return [(cut, strength), *_cuts(values, first, cut), *_cuts(values, cut, end)]


def _split(values: Array) -> tuple[int, float] | None:
    count = len(values)
    if count < 2 * SEGMENT:
        return None
    away = np.cumsum(values - values.mean())[:-1]
    allowed = np.arange(1, count)
    inside = (allowed >= SEGMENT) & (allowed <= count - SEGMENT)
    heights = np.where(inside, np.abs(away), -1.0)
    place = int(np.argmax(heights)) + 1
    deviation = long_run_deviation(values, place)
    if not deviation > 0:
        return (place, math.inf) if heights[place - 1] > 0 else None
    strength = float(heights[place - 1]) / (deviation * math.sqrt(count))
    return (place, strength) if strength > CRITICAL else None


def long_run_deviation(values: Array, place: int) -> float:
    """The deviation of a series' mean times √n, about two levels split at `place`: AR(1) neighbours inflate it."""
    rest = np.concatenate((values[:place] - values[:place].mean(), values[place:] - values[place:].mean()))
    count = len(rest)
    raw = float(autocorrelations(rest, 1)[0])
    r = min(max(raw + (1 + 4 * raw) / count, 0.0), 0.95)
    spread = math.sqrt(float(np.sum(rest**2)) / max(count - 2, 1))
    return spread * math.sqrt((1 + r) / (1 - r))


def _shift(values: Array, places: NDArray[np.intp], first: int, cut: int, end: int) -> LevelShift:
    before, after = values[first:cut], values[cut:end]
    size = float(after.mean() - before.mean())
    deviation = long_run_deviation(values[first:end], cut - first)
    error = NORMAL_95 * deviation * math.sqrt(1 / len(before) + 1 / len(after))
    earliest, latest = _window(values[first:end], cut - first, deviation)
    dates = (int(places[cut]), int(places[first + earliest]), int(places[first + latest]))
    return LevelShift(*dates, size, size - error, size + error)


def _window(values: Array, cut: int, deviation: float) -> tuple[int, int]:
    """The cuts that explain the stretch about as well: whose squared error lies within χ²(95 %) of the best."""
    sums, squares = np.cumsum(values), float(np.sum(values**2))
    counts = np.arange(1, len(values))
    explained = sums[:-1] ** 2 / counts + (sums[-1] - sums[:-1]) ** 2 / (len(values) - counts)
    errors = squares - explained
    close = np.flatnonzero(errors - errors[cut - 1] <= 3.841 * deviation**2) + 1
    near = close[(close >= 1) & (close < len(values))]
    lower, upper = cut, cut
    while lower - 1 in near:
        lower -= 1
    while upper + 1 in near:
        upper += 1
    return lower, upper

"""What a baseline says about every point of a series: its expected value, its limits, and how far it lies from them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from truenorth.stats.arrays import Array
from truenorth.stats.autocorrelation import lag_one
from truenorth.stats.natural_limits import D2, half_width, is_skewed
from truenorth.stats.seasonality import profile


@dataclass(frozen=True, eq=False)
class Given:
    """A series as it is judged: values (n,), the weight by which each was divided, and what rates were divided by.

    `weights` is each period's length against the first one (working days, days of the month); `sizes` the denominators
    of rates, or what counts were counted over. `rate` says that values lie between 0 and 1.
    """

    values: Array
    weights: Array | None = None
    sizes: Array | None = None
    rate: bool = False
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """Centre and limits of every point, each of shape (n,), and its score: the distance in halves (±1: on a limit)."""

    centre: Array
    lower: Array
    upper: Array
    score: Array
    n: int
    r: float


def frame(given: Given, baseline: Array, period: int | None = None) -> Frame:
    """What the points of a baseline (a mask, shape (n,)) say about all points; with `period` they have a season."""
    scale = _scale_of(given, baseline)
    season, inside, after = _season_of(scale.y, baseline, period)
    rest = scale.y - season
    middle = float(np.mean(rest[baseline & ~np.isnan(rest)]))
    fitted = np.where(baseline, (rest - middle) * inside, np.nan)
    present = fitted[~np.isnan(fitted)]
    r = lag_one(_trimmed(fitted, baseline))
    sigma = float(np.mean(np.abs(np.diff(present)))) / D2 / math.sqrt(1 - r)
    half = half_width(len(present), r) * sigma
    stretch = np.where(baseline, 1 / inside, 1 / after)
    away = rest - middle
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(half * stretch > 0, away / (half * stretch), np.sign(away) * 2)
    ends = (season + middle - half * stretch, season + middle + half * stretch)
    return Frame(scale.back(season + middle), scale.back(ends[0]), scale.back(ends[1]), score, len(present), r)


@dataclass(frozen=True, eq=False)
class _Scale:
    """The numbers that are charted, and what turns them back into values."""

    y: Array
    log: bool
    offset: float
    spread: Array
    weights: Array
    least: float | None
    most: float | None

    def back(self, y: Array) -> Array:
        with np.errstate(over="ignore"):  # a limit beyond what a float holds is none
            found = (np.exp(y) if self.log else self.offset + y * self.spread) * self.weights
        found = found if self.least is None else np.maximum(found, self.least)
        return found if self.most is None else np.minimum(found, self.most)


def _scale_of(given: Given, baseline: Array) -> _Scale:
    """Plain values, logarithms of skewed ones, or standardised rates and counts (Laney's P' and U').

    Source: D. B. Laney, Improved control charts for attributes, Quality Engineering 14 (2002).
    """
    ones = np.ones(len(given.values))
    weights = ones if given.weights is None else given.weights
    values = given.values / weights
    if given.sizes is not None:
        known = baseline & ~np.isnan(values) & (given.sizes > 0)
        whole = float(np.sum(given.sizes[known]))
        level = float(np.sum((values * given.sizes)[known])) / whole if whole else 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.sqrt((level * (1 - level) if given.rate else level) / given.sizes)
            y = (values - level) / spread
        if np.isfinite(spread[known]).all() and (spread[known] > 0).all():
            finite = np.where(np.isfinite(y), y, np.nan)
            return _Scale(finite, False, level, spread, weights, *_bounds(given, 0.0, 1.0 if given.rate else None))
    if is_skewed(values[baseline]):
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(values > 0, np.log(np.where(values > 0, values, 1.0)), np.nan)
        lowest = np.nanmin(logs) - 100 if np.isfinite(logs).any() else 0.0
        y = np.where(np.isnan(values), np.nan, np.where(np.isnan(logs), lowest, logs))
        return _Scale(y, True, 0.0, ones, weights, *_bounds(given, None, None))
    return _Scale(values, False, 0.0, ones, weights, *_bounds(given, None, None))


def _bounds(given: Given, least: float | None, most: float | None) -> tuple[float | None, float | None]:
    """What was said to be possible, else what the kind of values allows."""
    return least if given.lower is None else given.lower, most if given.upper is None else given.upper


def _season_of(y: Array, baseline: Array, period: int | None) -> tuple[Array, float, float]:
    """The season at every point, and by what distances from it are stretched inside the baseline and after it."""
    if period is None:
        return np.zeros(len(y)), 1.0, 1.0
    places = np.flatnonzero(baseline)
    first, last = int(places[0]), int(places[-1]) + 1
    shape = profile(np.where(baseline, y, np.nan)[first:last], period)
    cycles = max((last - first) / period, 2.0)
    season = shape[(np.arange(len(y)) - first) % period]
    return season, math.sqrt(cycles / (cycles - 1)), math.sqrt(cycles / (cycles + 1))


def _trimmed(values: Array, baseline: Array) -> Array:
    places = np.flatnonzero(baseline)
    return values[places[0] : places[-1] + 1]

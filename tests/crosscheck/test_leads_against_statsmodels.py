"""Unit roots, Granger's test, intervals and autoregressive errors beside those of statsmodels and SciPy."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from truenorth.stats import poisson, wilson
from truenorth.stats.regression import granger_score, has_unit_root, least_squares, one_sided

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from scipy.stats import chi2
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.tsa.stattools import adfuller, grangercausalitytests


def test_least_squares_gives_their_ratios() -> None:
    import statsmodels.api as sm

    random = np.random.default_rng(1)
    design = np.column_stack((np.ones(50), random.normal(size=(50, 2))))
    values = design @ np.array([1.0, 2.0, 0.1]) + random.normal(size=50)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sm.OLS(values, design).fit()
    ours = least_squares(design, values)
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-10)
    assert ours.ratios == pytest.approx(theirs.tvalues, rel=1e-8)


def test_unit_roots_are_told_alike() -> None:
    agree = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        noise = random.normal(size=120)
        values = np.cumsum(noise) if seed % 2 else noise
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = adfuller(values, maxlag=6, autolag="BIC", regression="c")[1] > 0.05
        agree += has_unit_root(values) == theirs
    assert agree >= 57


def test_granger_scores_are_theirs() -> None:
    random = np.random.default_rng(3)
    x, noise = random.normal(size=150), random.normal(size=150)
    y = np.zeros(150)
    for index in range(1, 150):
        y[index] = 0.5 * y[index - 1] + 0.3 * x[index - 1] + noise[index]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = grangercausalitytests(np.column_stack((y, x)), maxlag=[1])[1][0]["ssr_ftest"][1]
    assert np.log10(one_sided(granger_score(x, y, 1, 1))) == pytest.approx(np.log10(theirs), abs=0.4)


@pytest.mark.parametrize(("hits", "cases"), [(0, 10), (3, 10), (40, 47), (999, 1000)])
def test_wilson(hits: int, cases: int) -> None:
    low, high = proportion_confint(hits, cases, method="wilson")
    assert (wilson(hits, cases).low, wilson(hits, cases).high) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-9)


@pytest.mark.parametrize("count", [1, 5, 20, 100])
def test_poisson(count: int) -> None:
    low, high = chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2
    assert (poisson(count).low, poisson(count).high) == pytest.approx((low, high), rel=0.02, abs=0.03)

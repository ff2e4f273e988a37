"""Forecasts of series whose future is known, and what must hold of every forecast."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from truenorth.stats import Declined, Forecast, brier, calibration, forecast, p_hit, p_total
from truenorth.stats.forecasting.intervals import covered, reach, spreads
from truenorth.stats.hit import student_t5


def made(values: list[float | None] | list[float], horizon: int = 6, **options: float) -> Forecast:
    """The forecast of a series that is long enough."""
    period = int(options["period"]) if "period" in options else None
    found = forecast(values, horizon, period=period, lower=options.get("lower"), upper=options.get("upper"))
    assert isinstance(found, Forecast)
    return found


def noise(seed: int, count: int, deviation: float = 1.0) -> list[float]:
    """Independent values about 100."""
    return [float(value) for value in np.random.default_rng(seed).normal(100, deviation, count)]


def test_below_eight_points_there_is_none() -> None:
    assert forecast([1, 2, None, 3, 4, 5, 6, 7], 3) == Declined("forecast.too_few", {"n": 7, "least": 8})
    assert made(noise(1, 8), 3).rough and not made(noise(1, 24), 3).rough


def test_a_constant_stays_what_it_is() -> None:
    found = made([5.0] * 20, 4)
    assert [point.value for point in found.points] == pytest.approx([5.0] * 4)
    assert found.points[0].lo95 == pytest.approx(5.0) and found.points[3].hi95 == pytest.approx(5.0)


def test_a_straight_line_goes_on() -> None:
    found = made([float(value) for value in range(40)], 5)
    values = [point.value for point in found.points]
    assert values == sorted(values) and values == pytest.approx([40, 41, 42, 43, 44], abs=3)


def test_a_season_goes_on() -> None:
    shape = [1.0, 1.4, 0.6, 1.0]
    values = [100 * shape[index % 4] + value for index, value in enumerate(noise(2, 48, 0.5))]
    found = made(values, 8, period=4)
    assert found.season == 4
    expected = [100 * shape[index % 4] + 100 for index in range(8)]
    assert [point.value for point in found.points] == pytest.approx(expected, rel=0.03)


def test_a_forecast_reaches_no_further_than_half_the_series_and_two_seasons() -> None:
    assert len(made(noise(3, 20), 30).points) == 10
    assert len(made(noise(3, 100), 60, period=7).points) == 14


def test_bounds_hold_for_points_and_intervals() -> None:
    values = [0.97 + 0.02 * math.sin(index) for index in range(40)]
    found = made(values, 6, lower=0.0, upper=1.0)
    assert all(0 <= point.lo95 <= point.lo80 <= point.value <= point.hi80 <= point.hi95 <= 1 for point in found.points)


def test_missing_points_are_bridged() -> None:
    values: list[float | None] = [*noise(4, 40)]
    values[7] = values[8] = values[30] = None
    found = made(values, 4)
    assert found.n == 37
    assert all(95 < point.value < 105 for point in found.points)


def test_demand_that_comes_now_and_then_has_its_own_method() -> None:
    random = np.random.default_rng(5)
    values = [float(size) if random.random() < 0.3 else 0.0 for size in random.integers(5, 15, 60)]
    found = made(values, 4, lower=0.0)
    assert found.method == "intermittent"
    assert 1 < found.points[0].value < 6


def test_a_walk_is_left_to_the_naive_method() -> None:
    walks = [np.cumsum(np.random.default_rng(seed).normal(size=60)) for seed in range(20)]
    methods = [made([float(value) for value in walk], 6).method for walk in walks]
    assert methods.count("naive") >= 10


def test_intervals_hold_what_they_say_on_new_series() -> None:
    inside = {80: 0, 95: 0}
    for seed in range(120):
        values = noise(seed, 66)
        for point, actual in zip(made(values[:60], 6).points, values[60:], strict=True):
            inside[80] += point.lo80 <= actual <= point.hi80
            inside[95] += point.lo95 <= actual <= point.hi95
    assert 0.74 < inside[80] / 720 < 0.90
    assert 0.91 < inside[95] / 720 < 0.99


def test_the_backtest_is_told() -> None:
    test = made(noise(6, 80), 6).backtest
    assert test.coverage80 is not None and 0.6 < test.coverage80 < 0.95
    assert test.coverage95 is not None and test.coverage95 >= test.coverage80
    assert test.mase is not None and 0.4 < test.mase < 1.2


def test_the_horizon_is_one_or_more() -> None:
    with pytest.raises(ValueError, match="horizon of 1 or more"):
        forecast(noise(1, 20), 0)


def test_odds_are_fair_where_the_target_is_what_is_expected() -> None:
    found = made(noise(7, 60), 3)
    odds = p_hit(found, 1, found.points[0].value, side=1)
    assert not isinstance(odds, Declined)
    assert 0.35 < odds.p < 0.65


def test_odds_are_never_certain() -> None:
    long, short = made(noise(8, 60), 2), made(noise(8, 20), 2)
    far = [p_hit(each, 1, 1e6, side=side) for each in (long, short) for side in (1, -1)]
    assert [odds.p for odds in far if not isinstance(odds, Declined)] == [0.01, 0.99, 0.05, 0.95]


def test_below_twelve_points_there_are_no_odds() -> None:
    assert p_hit(made(noise(9, 11), 2), 1, 100, side=1) == Declined("hit.too_few", {"n": 11, "least": 12})
    with pytest.raises(ValueError, match="longer horizon"):
        p_hit(made(noise(9, 30), 2), 3, 100, side=1)


@settings(max_examples=tries(25))
@given(st.integers(0, 1000), st.lists(st.floats(90, 110), min_size=2, max_size=6, unique=True))
def test_a_higher_target_is_never_likelier_to_be_exceeded(seed: int, targets: list[float]) -> None:
    found = made(noise(seed, 40), 3)
    for steps, so_far, scale in ((1, 0.0, 1.0), (3, 50.0, 3.0)):
        odds = [
            p_total(found, steps, so_far, target * scale + so_far, side=1)
            if steps > 1
            else p_hit(found, 1, target, side=1)
            for target in sorted(targets)
        ]
        chances = [each.p for each in odds if not isinstance(each, Declined)]
        assert chances == sorted(chances, reverse=True)


def test_totals_keep_what_goes_together() -> None:
    found = made(noise(10, 60), 6)
    expected = float(sum(found.values))
    even = p_total(found, 6, 40.0, expected + 40, side=1)
    assert not isinstance(even, Declined)
    assert 0.3 < even.p < 0.7
    less = p_total(found, 6, 40.0, expected + 40, side=-1)
    assert not isinstance(less, Declined)
    assert less.p == pytest.approx(1 - even.p, abs=0.02)


def test_scores_by_hand() -> None:
    assert brier([1.0, 0.0, 0.5], [True, False, True]) == pytest.approx(0.25 / 3)
    assert calibration([0.75, 0.75, 0.25, 0.25], [True, True, False, True]) == pytest.approx(0.25)
    assert student_t5(-2.571) == pytest.approx(0.025, abs=1e-4)


def test_the_same_series_is_forecast_once_and_nobody_can_change_what_is_kept() -> None:
    values = noise(3, 30)
    one, other = made(values), made(list(values))
    assert one is other
    assert made([*values[:-1], values[-1] + 1]) is not one
    assert made(values, upper=200.0) is not one
    with pytest.raises(ValueError, match="read-only"):
        one.errors[0, 0] = 0.0


errors = st.integers(1, 20).flatmap(
    lambda rows: st.integers(1, 8).flatmap(
        lambda steps: st.lists(
            st.lists(st.just(math.nan) | st.floats(-1e6, 1e6), min_size=steps, max_size=steps),
            min_size=rows,
            max_size=rows,
        )
    )
)


@given(errors)
def test_coverage_is_that_of_each_origin_by_all_others_to_the_last_bit(found: list[list[float]]) -> None:
    missed = np.array(found)
    levels = (0.8, 0.95)
    rows = [row for row in range(len(missed)) if np.isfinite(missed[row]).any()]
    expected: list[float | None] = []
    for level in levels:
        inside, whole = 0, 0
        for row in rows:
            others = np.delete(missed, row, axis=0)
            sizes = spreads(others)
            half = reach(others, sizes, (level,))[0] * sizes
            known = np.isfinite(missed[row])
            inside += int(np.sum(np.abs(missed[row][known]) <= half[known]))
            whole += int(known.sum())
        expected.append(inside / whole if len(rows) >= 3 else None)
    assert list(covered(missed, levels)) == expected

"""Charts by hand, textbook charts, and what must hold of every chart."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from truenorth.stats import Declined, Rule, natural_limits, run_length, signals
from truenorth.stats.natural_limits import half_width

# Montgomery, Introduction to Statistical Quality Control, 6th ed., table 6.6: costs of processing mortgage loans.
LOANS = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
# Wheeler and Chambers, Understanding Statistical Process Control: the same two numbers make the chart.


def random_series(seed: int, count: int, **options: float) -> list[float]:
    """Independent values about 50."""
    return [float(value) for value in np.random.default_rng(seed).normal(50, options.get("deviation", 1), count)]


def test_a_textbook_chart_has_its_centre_line_and_mean_moving_range() -> None:
    limits = natural_limits(LOANS)
    assert not isinstance(limits, Declined)
    assert limits.centre == pytest.approx(300.5)
    assert limits.mean_range == pytest.approx(7.79, abs=0.005)


def test_the_limits_are_the_textbooks_widened_for_a_finite_baseline() -> None:
    limits = natural_limits(LOANS)
    assert not isinstance(limits, Declined)
    sigma = limits.mean_range / 1.128
    assert limits.r == 0.0
    assert limits.upper - limits.centre == pytest.approx(3 * (1 + 2.2 / 20) * math.sqrt(1 + 1 / 20) * sigma)
    assert half_width(10**9, 0.0) == pytest.approx(3.0)


def test_neighbours_that_resemble_each_other_widen_the_limits() -> None:
    assert half_width(24, 0.5) == pytest.approx(3 * (1 + 2.2 / 24) * math.sqrt(1 + 1.5 / (0.5 * 24)))
    assert [run_length(r) for r in (0.0, 0.2, 0.5, 0.8)] == [9, 11, 15, 26]


def test_below_six_points_there_is_a_run_chart() -> None:
    chart = signals([1, 2, None, 3, 4, 5])
    assert chart.state == "insufficient data"
    assert chart.declined == Declined("signals.too_few", {"n": 5, "least": 12})
    assert all(point.centre is None and point.rule is None for point in chart.points)


def test_with_six_to_eleven_points_only_the_limits_speak() -> None:
    base = [10.0, 11, 10, 11, 10, 11, 10, 11]
    chart = signals([*base, 10.9, 10.9, 40.0])
    assert [point.rule for point in chart.points[6:]] == [None, None, None, None, Rule.BEYOND]
    assert chart.points[10].provisional
    assert chart.state == "higher"


def test_a_run_on_one_side_is_a_shift() -> None:
    values = [10.0, 12, 9, 11, 10, 12, 8, 11, 9, 10, 12, 9, 11, 10, 8, 12, 10, 11, 9, 10, 11, 9, 12, 10]
    chart = signals([*values, *[10.9] * 9])
    fired = [index for index, point in enumerate(chart.points) if point.rule is Rule.RUN]
    assert fired == [32]
    assert chart.state == "shifted higher"
    assert chart.events == ((32, 33),)


def test_three_of_four_far_from_the_centre_are_a_signal() -> None:
    values = [10.0, 12, 9, 11, 10, 12, 8, 11, 9, 10, 12, 9, 11, 10, 8, 12, 10, 11, 9, 10, 11, 9, 12, 10]
    chart = signals([*values, 14.5, 14.5, 10.0, 14.5])
    assert [point.rule for point in chart.points[24:]] == [None, None, None, Rule.NEAR]


def test_excluded_points_count_for_nothing() -> None:
    values = random_series(1, 30)
    values[10] = 500.0
    loud, quiet = signals(values), signals(values, excluded=[10])
    assert loud.points[10].rule is Rule.BEYOND and quiet.points[10].rule is None
    upper = (loud.points[-1].upper, quiet.points[-1].upper)
    assert upper[0] is not None and upper[1] is not None and upper[0] > upper[1] + 10


def test_a_divider_begins_a_new_baseline() -> None:
    values = [*random_series(2, 30), *(value + 20 for value in random_series(3, 30))]
    assert len(signals(values).events) >= 1
    divided = signals(values, dividers=[30])
    assert divided.points[33].centre is None
    assert divided.points[-1].centre == pytest.approx(70, abs=1)


def test_a_season_is_taken_out_once_three_cycles_show_it() -> None:
    season = [5 * math.sin(2 * math.pi * month / 12) for month in range(12)]
    values = [value + season[index % 12] for index, value in enumerate(random_series(4, 60))]
    chart = signals(values, period=12)
    assert chart.season == 12
    centre = [point.centre for point in chart.points[36:48]]
    assert all(c is not None for c in centre)
    assert max(abs((c or 0) - 50 - s) for c, s in zip(centre, season, strict=True)) < 2
    young = signals(values[:30], period=12)
    assert young.state == "insufficient data"
    assert young.declined == Declined("signals.season_undecided")


def test_positive_skewed_values_are_judged_by_their_logarithms() -> None:
    values = [float(value) for value in np.exp(np.random.default_rng(5).normal(3, 1, 40))]
    limits = natural_limits(values)
    assert not isinstance(limits, Declined)
    assert limits.log and limits.lower > 0
    assert limits.upper - limits.centre > limits.centre - limits.lower


def test_rates_have_wider_limits_where_fewer_were_asked() -> None:
    random = np.random.default_rng(6)
    sizes = [1000, 50] * 20
    rates = [float(random.binomial(size, 0.3)) / size for size in sizes]
    chart = signals(rates, denominators=sizes, kind="rate")
    many, few = chart.points[38], chart.points[39]
    assert many.upper is not None and few.upper is not None
    assert few.upper - 0.3 > 3 * (many.upper - 0.3)
    assert few.lower is not None and few.lower >= 0 and few.upper <= 1


def test_persistent_series_are_not_judged() -> None:
    walk = [float(value) for value in np.cumsum(np.random.default_rng(8).normal(size=80))]
    chart = signals(walk)
    assert chart.state == "insufficient data"
    assert chart.declined is not None and chart.declined.key == "signals.persistent"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="value, rate or count"):
        signals([1, 2, 3], kind="percent")


values = st.lists(st.none() | st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3)), min_size=1, max_size=50)


@settings(max_examples=tries(60))
@given(values, st.sampled_from([None, 4, 7]))
def test_what_is_said_of_a_point_never_changes_later(series: list[float | None], period: int | None) -> None:
    whole = signals(series, period=period)
    for end in {1, len(series) // 2, len(series) - 1} - {0}:
        assert signals(series[:end], period=period).points == whole.points[:end]


@settings(max_examples=tries(40))
@given(st.integers(0, 10_000), st.floats(0.01, 1000), st.floats(-1000, 1000))
def test_scale_and_level_change_nothing(seed: int, scale: float, level: float) -> None:
    series = random_series(seed, 40)
    moved: list[Any] = [scale * value + level - 200 * scale for value in series]
    one, other = signals([value - 200 for value in series]), signals(moved)
    assert [point.rule for point in one.points] == [point.rule for point in other.points]


def test_the_same_series_is_judged_once() -> None:
    values = [float(value) for value in np.random.default_rng(5).normal(50, 4, 40)]
    one = signals(values, excluded=[3], lower=0.0)
    assert signals(list(values), excluded=(3,), lower=0.0) is one
    assert signals(values, excluded=[4], lower=0.0) is not one
    assert signals([*values[:-1], values[-1] + 1], excluded=[3], lower=0.0) is not one

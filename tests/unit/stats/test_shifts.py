"""Level shifts by hand and on simulated series."""

from __future__ import annotations

import numpy as np
import pytest

from truenorth.stats import Declined, LevelShift, shifts


def noise(seed: int, count: int) -> list[float]:
    """Independent values."""
    return [float(value) for value in np.random.default_rng(seed).normal(size=count)]


def test_below_24_points_there_is_no_test() -> None:
    assert shifts([1.0] * 23) == Declined("shifts.too_few", {"n": 23, "least": 24})


def test_a_clean_step_is_found_where_it_is() -> None:
    (found,) = _found([10.0] * 20 + [15.0] * 20)
    assert (found.at, found.size) == (20, 5.0)
    assert (found.earliest, found.latest) == (20, 20)


def test_two_steps_are_told_in_order_with_intervals() -> None:
    values = [*noise(1, 30), *(value + 4 for value in noise(2, 30)), *(value - 2 for value in noise(3, 30))]
    first, second = _found(values)
    assert abs(first.at - 30) <= 2 and abs(second.at - 60) <= 2
    assert first.low < 4 < first.high and second.low < -6 < second.high
    assert first.earliest <= first.at <= first.latest


def test_missing_points_keep_their_places() -> None:
    values: list[float | None] = [*[10.0, 11.0] * 10, None, None, *[20.0, 21.0] * 10]
    (found,) = _found(values)
    assert found.at == 22


def test_nothing_but_noise_and_constants_have_no_shift() -> None:
    assert _found([7.0] * 40) == ()
    assert sum(bool(_found(noise(seed, 60))) for seed in range(100)) <= 4


def test_a_shift_keeps_six_points_on_either_side() -> None:
    assert all(6 <= one.at <= 34 for seed in range(50) for one in _found([*noise(seed, 37), 9, 9, 9]))


def test_the_size_has_the_sign_of_the_change() -> None:
    (found,) = _found([5.0, 6.0] * 15 + [1.0, 2.0] * 15)
    assert found.size == pytest.approx(-4.0)


def _found(values: list[float | None] | list[float]) -> tuple[LevelShift, ...]:
    found = shifts(values)
    assert not isinstance(found, Declined)
    return found

"""Leads, guardrails, suspicions, intervals and effects: by hand and on series whose story is known."""

from __future__ import annotations

import numpy as np
import pytest

from truenorth.stats import (
    ActionEffect,
    Declined,
    Doubt,
    Guard,
    Lead,
    Verdict,
    bootstrap,
    cannot_tell,
    effect,
    guardrail,
    leads,
    mean_interval,
    poisson,
    scan_leads,
    suspicions,
    wilson,
)


def noise(seed: int, count: int, deviation: float = 1.0) -> list[float]:
    """Independent values about 100."""
    return [float(value) for value in np.random.default_rng(seed).normal(100, deviation, count)]


def follower(x: list[float], lag: int, sign: int = 1, seed: int = 9) -> list[float]:
    """What follows x so many points later, with noise of its own."""
    late = [*noise(seed + 50, lag), *x[: len(x) - lag]]
    return [sign * value + other - 100 for value, other in zip(late, noise(seed, len(x)), strict=True)]


def test_a_lead_is_found_with_its_lag_and_sign() -> None:
    x = noise(1, 90)
    for sign in (1, -1):
        found = leads(x, follower(x, 3, sign))
        assert isinstance(found, Lead)
        assert (found.found, found.lag, found.sign, found.weak) == (True, 3, sign, False)


def test_what_one_half_shows_alone_is_no_lead() -> None:
    x = noise(7, 120)
    y = [*noise(47, 60), *[2 * value - 100 for value in follower(x, 1)[60:]]]
    found = leads(x, y)
    assert isinstance(found, Lead)
    assert (found.p < 0.05, found.stable, found.passing, found.found) == (True, False, True, False)


def test_what_follows_does_not_lead() -> None:
    x = noise(2, 90)
    found = leads(follower(x, 3), x)
    assert isinstance(found, Lead) and not found.found


def test_two_trends_and_two_seasons_are_no_lead() -> None:
    trends = [[0.5 * index + value for index, value in enumerate(noise(seed, 80))] for seed in (3, 4)]
    seasons = [[5 * np.sin(index / 12 * 2 * np.pi) + v for index, v in enumerate(noise(seed, 80))] for seed in (5, 6)]
    for one, other in (trends, seasons):
        found = leads(one, other, period=12)
        assert isinstance(found, Lead) and not found.found


def test_short_series_are_not_tested_and_middling_ones_weak() -> None:
    assert leads(noise(1, 35), noise(2, 35)) == Declined("leads.too_few", {"n": 35, "least": 36})
    x = noise(1, 50)
    found = leads(x, follower(x, 1))
    assert isinstance(found, Lead) and found.weak
    with pytest.raises(ValueError, match="same periods"):
        leads([1.0], [1.0, 2.0])


def test_a_scan_pays_for_its_candidates() -> None:
    x = noise(1, 100)
    candidates = {"true": x, **{f"other {seed}": noise(100 + seed, 100) for seed in range(30)}}
    found = scan_leads(candidates, follower(x, 2))
    named = sorted((lead.p, name) for name, lead in found.items() if isinstance(lead, Lead) and lead.found)
    assert named[0][1] == "true" and len(named) <= 2
    true = found["true"]
    assert isinstance(true, Lead) and true.q is not None and true.q >= true.p


def test_a_guard_is_traded_only_where_both_have_moved() -> None:
    steady, up = noise(12, 30), [*noise(2, 24), *(value + 4 for value in noise(3, 6))]
    down = [*noise(4, 24), *(value - 4 for value in noise(5, 6))]
    traded = guardrail(up, down, target_side=1, guard_side=1)
    assert isinstance(traded, Guard) and traded.traded and traded.target > 2.2 and traded.guard < -2.2
    for one, other, side in ((up, steady, 1), (steady, down, 1), (up, down, -1)):
        found = guardrail(one, other, target_side=1, guard_side=side)
        assert isinstance(found, Guard) and not found.traded
    few = guardrail(up[-17:], down[-17:], target_side=1, guard_side=1)
    assert few == Declined("guard.too_few", {"n": 11, "least": 12})


def doubts(values: list[float | None] | list[float], **more: float) -> list[tuple[Doubt, int]]:
    """What is suspected, and where."""
    return [(each.doubt, each.first) for each in suspicions(values, target=more.get("target"))]


def test_clean_values_are_not_suspected() -> None:
    assert [doubts(noise(seed, 48, 10)) for seed in range(40)] == [[]] * 40


def test_slips_of_unit_and_sign_are_found() -> None:
    values = noise(1, 40, 10)
    values[20] *= 10
    values[30] *= -1
    assert doubts(values) == [(Doubt.UNIT, 20), (Doubt.SIGN, 30)]
    values = noise(2, 40, 10)
    values[5] /= 1000
    (found,) = suspicions(values)
    assert found.facts == {"factor": 0.001}


def test_missing_flat_and_copied_stretches_are_found() -> None:
    gap: list[float | None] = [*noise(1, 40, 10)]
    gap[7] = None
    assert doubts(gap) == [(Doubt.MISSING, 7)]
    flat = noise(2, 40, 10)
    flat[20:27] = [flat[20]] * 7
    assert (Doubt.FLAT, 20) in doubts(flat)
    copied = noise(3, 40, 10)
    copied[25:33] = copied[10:18]
    assert doubts(copied) == [(Doubt.COPIED, 25)]


def test_round_numbers_and_bunching_are_found() -> None:
    rounded = [float(round(value / 100) * 100) for value in noise(1, 40, 3000)]
    assert Doubt.ROUND in [doubt for doubt, _ in doubts([abs(value) + 20_000 for value in rounded])]
    random = np.random.default_rng(4)
    pushed = [
        float(value) if value < 88 or value > 100 else 100 + float(random.random())
        for value in random.normal(95, 8, 60)
    ]
    assert Doubt.BUNCHED in [doubt for doubt, _ in doubts(pushed, target=100)]


def test_short_series_have_exact_checks_only() -> None:
    assert doubts([1.0, 1000.0, 1.0, None, 1.0]) == [(Doubt.MISSING, 3)]


def test_intervals_by_hand() -> None:
    found = wilson(40, 47)
    assert (round(found.low, 3), round(found.high, 3)) == (0.723, 0.926)
    assert cannot_tell(found, 0.9) and not cannot_tell(found, 0.95)
    assert wilson(0, 5).low == 0.0 and wilson(5, 5).high == 1.0
    assert (round(poisson(0).low, 2), round(poisson(0).high, 2)) == (0.0, 3.67)
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="no count"):
        poisson(-1)


def test_the_interval_of_a_mean_by_hand() -> None:
    found = mean_interval([1, 3] * 6)  # no memory: 2 ± 2.201 · 1.0445 / √12
    assert (round(found.low, 3), round(found.high, 3)) == (1.336, 2.664)
    near = mean_interval([1] * 6 + [3] * 6)  # the same values, each like its neighbour
    assert near.low < 0.5 and near.high > 3.5
    with pytest.raises(ValueError, match="four values"):
        mean_interval([1, 2, 3])


@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_the_interval_of_a_mean_holds_it_nearly_as_often_as_it_says(memory: float) -> None:
    random, missed = np.random.default_rng(3), 0
    for _ in range(500):
        shocks, series = random.normal(size=40), np.zeros(40)
        for place in range(1, 40):
            series[place] = memory * series[place - 1] + shocks[place]
        missed += not mean_interval(list(series[-12:])).holds(0)
    assert missed / 500 < 0.15


def test_a_bootstrap_is_the_same_each_time_and_holds_the_mean() -> None:
    values = noise(1, 60)
    found = bootstrap(values, lambda sample: float(np.mean(sample)))
    assert found == bootstrap(values, lambda sample: float(np.mean(sample)))
    assert found.holds(float(np.mean(values))) and found.high - found.low < 1


@pytest.mark.parametrize(
    ("change", "side", "verdict"),
    [(5.0, 1, Verdict.CONFIRMED), (5.0, -1, Verdict.HARMFUL), (-5.0, 1, Verdict.HARMFUL), (0.0, 1, Verdict.NO_EFFECT)],
)
def test_an_effect_is_judged_by_its_interval(change: float, side: int, verdict: Verdict) -> None:
    values = [value + (change if index >= 30 else 0) for index, value in enumerate(noise(7, 60))]
    found = effect(values, 30, side=side, expected=2.0)
    assert isinstance(found, ActionEffect)
    assert found.verdict is verdict
    assert found.low <= change <= found.high


def test_little_data_cannot_tell() -> None:
    found = effect([*noise(1, 14, 5), *noise(3, 4, 5)], 14, expected=2.0)
    assert isinstance(found, ActionEffect) and found.verdict is Verdict.CANNOT_TELL
    assert effect(noise(1, 15), 12) == Declined("effect.too_few", {"before": 12, "after": 3})

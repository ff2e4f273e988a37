"""The red line that nobody gave: from natural limits, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judgement_facts import evidence, kpi, series, status

from truenorth.judgement import Goal, goal_of
from truenorth.model.kpis import Baseline, Kpi
from truenorth.model.targets import Aim, Constant, Levels, Linear, Path, Target

ZIGZAG = [98, 102] * 6
"""Moving ranges of 4 and no memory: limits 3 · (1 + 2.2/12) · √(1 + 1/12) · 4/1.128 = 13.10 about 100."""
FIVE_PERCENT, NATURAL = "red line taken as 5 % of the target", "red line taken half the way to the natural limits"


def of(path: Path, aim: Aim = Aim.AT_LEAST, begins: date = date(2025, 1, 1), by: date | None = None) -> Kpi:
    return kpi(Target(aim, path, begins, by))


def goal(kpi: Kpi, values: Sequence[int], first: str = "2024-01-01", until: str = "2025-02-01") -> Goal:
    found = goal_of(evidence(kpi, series(values, first, until)))
    assert isinstance(found, Goal)
    return found


LEVEL = of(Constant(Decimal(100)))


def test_it_lies_half_the_way_to_the_limit_before_the_target_began() -> None:
    found = goal(LEVEL, [*ZIGZAG, 95])
    assert (found.distance, found.red, found.notes) == (Fraction("6.55"), Fraction("93.45"), (NATURAL,))
    assert goal(of(Constant(Decimal(100)), Aim.AT_MOST), [*ZIGZAG, 95]).red == Decimal("106.55")


@pytest.mark.parametrize("judged", [-1000, 0, 95, 1000])
def test_no_value_moves_the_line_it_is_held_against(judged: int) -> None:
    assert goal(LEVEL, [*ZIGZAG, judged]).red == Decimal("93.45")
    early = of(Constant(Decimal(100)), begins=date(2024, 1, 1))  # nothing lies before it: all before the judged period
    assert goal(early, [*ZIGZAG, judged]).red == Decimal("93.45")


@pytest.mark.parametrize(
    "before",
    [
        ZIGZAG[:11],  # too few
        [100] * 12,  # nothing varies
        [*range(100, 136)],  # neighbours resemble each other
        [100, 101, 99, 100, 101, 99, 100, 101, 99, 100, 101, 150] * 2,  # December
    ],
    ids=["short", "constant", "persistent", "seasonal"],
)
def test_where_limits_say_little_it_is_five_percent(before: list[int]) -> None:
    first = f"{2025 - (len(before) + 11) // 12}-{1 if len(before) % 12 == 0 else 2:02}-01"
    found = goal(LEVEL, [*before, 95], first)
    assert (found.distance, found.notes) == (Fraction(5), (FIVE_PERCENT,))


def test_what_is_told_comes_first_and_a_target_of_zero_has_none() -> None:
    assert goal(replace(LEVEL, red_line=Decimal(97)), [*ZIGZAG, 95]).red == 97
    assert goal(of(Levels(Decimal(100), Decimal(98)), Aim.LEVELS), [*ZIGZAG, 95]).red == 98
    assert goal(of(Constant(Decimal(0)), Aim.AT_MOST), [*ZIGZAG, 95]).distance == 0


def test_on_a_path_it_stays_five_percent() -> None:
    path = of(Linear(Decimal(200)), Aim.TOWARDS, by=date(2025, 12, 31))
    found = goal(replace(path, baseline=Baseline(Decimal(100))), [*ZIGZAG, 95])
    assert found.distance == 10


@given(
    st.lists(st.integers(80, 120), min_size=12, max_size=30),
    st.sampled_from([Aim.AT_LEAST, Aim.AT_MOST]),
    st.integers(50, 150),
    st.integers(50, 150),
)
def test_better_never_looks_worse(before: list[int], aim: Aim, first: int, second: int) -> None:
    year, month = 2020 + len(before) // 12, len(before) % 12 + 1
    until = f"{year + month // 12}-{month % 12 + 1:02}-01"
    watched = of(Constant(Decimal(100)), aim, begins=date(year, month, 1))
    low, high = (status(watched, [*before, value], "2020-01-01", until) for value in sorted((first, second)))
    assert low.score is not None and high.score is not None
    assert low.score <= high.score if aim is Aim.AT_LEAST else low.score >= high.score

"""Improvements on a period, and milestones, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from judgement_facts import UTC_CALENDAR, evidence, kpi, measured, series

from truenorth.judgement import Goal, Lack, goal_of, judge, needs
from truenorth.model.metrics import Direction
from truenorth.model.targets import Aim, Improve, Steps, Target
from truenorth.periods import Grain

NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)


def improving(path: Improve, by: date | None = YEAR_END) -> Target:
    """A target to improve from the new year on."""
    return Target(Aim.TOWARDS, path, NEW_YEAR, by)


def found(target: Target, value: int, on: int | None, direction: Direction | None = Direction.HIGHER) -> Goal | Lack:
    """The goal of June 2026 where the period improved on had a value."""
    facts = evidence(kpi(target), series([value], "2026-06-01", "2026-07-01"), direction=direction)
    return goal_of(replace(facts, baseline=measured(on)))


def test_a_share_of_the_value_then_reached_along_a_straight_line() -> None:
    goal = found(improving(Improve(Decimal("0.2"), True, "2025")), 110, 100)
    assert isinstance(goal, Goal)
    assert goal.end == 120 and goal.baseline == 100 and goal.side == 1
    assert float(goal.expected) == pytest.approx(100 + 20 * 181 / 365)


def test_less_is_better_where_the_direction_says_so() -> None:
    goal = found(improving(Improve(Decimal("0.3"), True, "2025")), 80, 100, Direction.LOWER)
    assert isinstance(goal, Goal)
    assert goal.end == 70 and goal.side == -1


def test_an_amount_and_values_below_zero() -> None:
    goal = found(improving(Improve(Decimal(5), False, "2025")), 1, -10)
    assert isinstance(goal, Goal) and goal.end == -5
    share = found(improving(Improve(Decimal("0.5"), True, "2025")), 1, -10)
    assert isinstance(share, Goal) and share.end == -5


def test_without_direction_or_value_there_is_no_goal() -> None:
    assert isinstance(found(improving(Improve(Decimal("0.2"), True, "2025")), 1, 100, None), Lack)
    assert isinstance(found(improving(Improve(Decimal("0.2"), True, "2025")), 1, None), Lack)


def test_the_previous_quarter_again_and_again() -> None:
    target = improving(Improve(Decimal("0.1"), True, "previous quarter"), by=None)
    of = kpi(target, grain=Grain.QUARTER)
    facts = evidence(of, series([100, 111], "2026-01-01", "2026-07-01", Grain.QUARTER), direction=Direction.HIGHER)
    (read,) = needs(of, facts.choice, facts.series, UTC_CALENDAR)
    assert read.period is not None and UTC_CALENDAR.day(read.period.start) == NEW_YEAR
    status = judge(replace(facts, baseline=measured(100)))
    assert (status.target, status.headline) == (Decimal(110), "on track")


def test_milestones_hold_by_the_end_of_their_period() -> None:
    path = Steps(((date(2026, 3, 1), Decimal(20)), (date(2026, 6, 1), Decimal(45))))
    target = Target(Aim.TOWARDS, path, NEW_YEAR, date(2026, 6, 30))
    for month, value, expected in ((4, 25, 20), (5, 25, 20), (6, 50, 45)):
        facts = evidence(kpi(target, baseline="0"), series([value], f"2026-{month:02}-01", f"2026-{month + 1:02}-01"))
        goal = goal_of(facts)
        assert isinstance(goal, Goal) and goal.expected == expected

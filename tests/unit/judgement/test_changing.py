"""Totals over a change: a sum of days, each at the total agreed for it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judgement_facts import UTC_CALENDAR, evidence, kpi, series

from truenorth.judgement import Goal, Ground
from truenorth.judgement.changing import expected_of, total_between
from truenorth.judgement.goal import goal_of
from truenorth.judgement.in_force import in_force
from truenorth.model.targets import Aim, Constant, Phasing, Target, Total
from truenorth.periods import Grain, Period, parse_period

GROUND = Ground(UTC_CALENDAR)


def total(begins: str, amount: int, over: str, phasing: Phasing = Phasing.EVEN, **segment: str) -> Target:
    path = Total(Decimal(amount), over, phasing)
    return Target(Aim.AT_LEAST, path, date.fromisoformat(begins), segment=segment)


def level(begins: str, value: int) -> Target:
    return Target(Aim.AT_LEAST, Constant(Decimal(value)), date.fromisoformat(begins))


def week_of(day: str) -> Period:
    found = parse_period(UTC_CALENDAR, day)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("targets", "period", "amount"),
    [
        ([total("2024-01-01", 31, "month"), total("2024-02-01", 58, "month")], "2024-W05", 11),
        ([total("2024-01-01", 366, "year"), total("2025-01-01", 730, "year")], "2025-W01", 12),
        ([total("2024-01-01", 31, "month"), total("2024-01-17", 62, "month")], "2024-W03", 12),
        ([total("2024-01-01", 31, "month"), total("2024-01-17", 62, "month")], "2024-01", 46),
        ([total("2024-01-01", 31, "month"), total("2024-01-17", 732, "year")], "2024-W03", 12),
        (
            [total("2024-01-01", 31, "month"), total("2024-01-16", 62, "month"), total("2024-01-18", 93, "month")],
            "2024-W03",
            17,
        ),
        (
            [
                total("2024-01-01", 23, "month", Phasing.WORKING_DAYS),
                total("2024-02-01", 42, "month", Phasing.WORKING_DAYS),
            ],
            "2024-W05",
            7,
        ),
        ([total("2024-01-17", 31, "month")], "2024-W03", 7),
        ([level("2024-01-01", 90), total("2024-01-17", 31, "month")], "2024-W03", 7),
        ([total("2024-01-01", 31, "month"), total("2024-01-17", 310, "month", region="north")], "2024-W03", 7),
    ],
)
def test_a_period_expects_the_sum_of_its_days(targets: list[Target], period: str, amount: int) -> None:
    of, asked = kpi(*targets, grain=Grain.WEEK), week_of(period)
    target = in_force(targets, UTC_CALENDAR.day_before(asked.end), {})
    assert target is not None
    assert expected_of(of, target, asked, UTC_CALENDAR, lambda _: GROUND).value == amount


def test_a_segments_own_total_counts_for_it_from_its_day_on() -> None:
    targets = [total("2024-01-01", 31, "month"), total("2024-01-17", 310, "month", region="north")]
    of = kpi(*targets, grain=Grain.WEEK, segment={"region": "north"})
    assert total_between(of, targets[1], date(2024, 1, 15), date(2024, 1, 22), lambda _: GROUND).part == 2 + 5 * 10


@pytest.mark.parametrize(
    ("until", "expected", "end"),
    [("2024-01-12", 11, 46), ("2024-01-17", 16, 46), ("2024-01-20", 22, 46), ("2024-02-01", 46, 46)],
)
def test_a_judged_month_is_the_sum_of_its_days(until: str, expected: int, end: int) -> None:
    of = kpi(total("2024-01-01", 31, "month"), total("2024-01-17", 62, "month"), grain=Grain.DAY)
    days = series([1] * 31, "2024-01-01", until, Grain.DAY)
    goal = goal_of(evidence(of, days, 20))
    assert isinstance(goal, Goal)
    assert (goal.expected, goal.end) == (Fraction(expected), Fraction(end))


UNITS = {"week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}
DAYS = st.integers(0, 500).map(lambda days: date(2024, 1, 1) + timedelta(days=days))
TOTALS = st.builds(
    lambda begins, amount, over: Target(Aim.AT_LEAST, Total(Decimal(amount), over), begins),
    DAYS,
    st.integers(-50, 1000),
    st.sampled_from(sorted(UNITS)),
)


@given(st.lists(TOTALS, min_size=1, max_size=4, unique_by=lambda each: each.begins), DAYS, st.integers(1, 60))
def test_any_change_is_a_sum_of_days(later: list[Target], start: date, days: int) -> None:
    targets = [total("2023-01-01", 31, "month"), *later]
    end = start + timedelta(days=days)
    wanted = Fraction(0)
    for day in (start + timedelta(days=number) for number in range(days)):
        agreed = max((each for each in targets if each.begins <= day), key=lambda each: each.begins)
        assert isinstance(agreed.path, Total)
        first = UTC_CALENDAR.floor(UNITS[agreed.path.over], day)
        wanted += Fraction(agreed.path.amount) / (UTC_CALENDAR.add(UNITS[agreed.path.over], first, 1) - first).days
    found = total_between(kpi(*targets), targets[0], start, end, lambda _: GROUND)
    assert found.part == wanted

"""Targets beside the past: the ledger, and what to think of a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from judgement_facts import evidence, kpi, series

from truenorth.judgement import Evidence, goal_of
from truenorth.judgement.track import ledger, realism, tracked
from truenorth.model.targets import Aim, Constant, Phasing, Target, Total

VALUES = (100, 104, 97, 101, 99, 103, 96, 102, 98, 100, 105, 97)


def at_least(value: int, begins: date, aim: Aim = Aim.AT_LEAST) -> Target:
    """A level from a day on."""
    return Target(aim, Constant(Decimal(value)), begins)


def facts(*targets: Target) -> Evidence:
    """The evidence of the year 2025."""
    return evidence(kpi(*targets), series(list(VALUES), "2025-01-01", "2026-01-01"))


def test_each_period_is_held_against_the_target_then_in_force() -> None:
    found = facts(at_least(100, date(2025, 1, 1)), at_least(98, date(2025, 7, 1)))
    points = tracked(found, goal_of(found))
    assert [point.target for point in points] == [100] * 6 + [98] * 6
    assert [point.met for point in points] == [
        True,
        True,
        False,
        True,
        False,
        True,
        False,
        True,
        True,
        True,
        True,
        False,
    ]


def test_the_ledger_counts_greens_that_a_lowered_target_made() -> None:
    found = facts(at_least(100, date(2025, 1, 1)), at_least(98, date(2025, 7, 1)))
    told = ledger(found, goal_of(found))
    assert (told.met, told.by_lowered) == (8, 1)
    assert told.sentence == "1 of 8 periods that met their target would have missed the first one."
    raised = facts(at_least(98, date(2025, 1, 1)), at_least(100, date(2025, 7, 1)))
    assert ledger(raised, goal_of(raised)).sentence is None


def test_realism_in_words() -> None:
    start = date(2025, 1, 1)
    said = {
        101: "101.00 EUR lies inside what the KPI does by itself: met in 42 % of periods by luck.",
        150: "No period of the last 12 came near 150.00 EUR.",
        60: "60.00 EUR was met in 100 % of the last 12 periods.",
    }
    for level, sentence in said.items():
        found = facts(at_least(level, start))
        assert realism(found, goal_of(found)) == sentence
    below = facts(at_least(101, start, Aim.AT_MOST))
    assert realism(below, goal_of(below)) == said[101].replace("42 %", "67 %")


def test_short_series_say_so_and_other_shapes_say_nothing() -> None:
    short = evidence(kpi(at_least(1, date(2025, 1, 1))), series([1, 2, 3], "2025-01-01", "2025-04-01"))
    assert realism(short, goal_of(short)) == "Too early to say how hard the target is: 3 of 12 periods."
    none = replace(short, kpi=kpi(), choice=replace(short.choice, target=None))
    assert realism(none, goal_of(none)) is None and tracked(none, goal_of(none))[0].met is None


def test_a_year_that_is_over_keeps_the_shape_of_the_year_before() -> None:
    """Of 2022 the series tells it: 24 of 112 in February, 8 in every other month."""
    of = kpi(Target(Aim.AT_LEAST, Total(Decimal(224), "year", Phasing.LAST_YEAR), date(2022, 1, 1)))
    months = [8, 24, *[8] * 10, *[10] * 12, 10]
    found = evidence(of, series(months, "2022-01-01", "2024-01-15"), value=Decimal(10))
    in_2023 = [point.target for point in tracked(found, goal_of(found))][12:]
    assert in_2023 == [16, 48, *[16] * 10]

"""What is said of short series, word for word: n = 3, 5, 9, 14, 23, 35 months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from judgement_facts import evidence, kpi, series

from truenorth.judgement import Evidence, Goal, goal_of, judge
from truenorth.judgement.forecasts import foresight
from truenorth.judgement.history import mature
from truenorth.judgement.leads import leads_of
from truenorth.judgement.outlook import outlook_of
from truenorth.judgement.signal_chart import chart_of, shift_sentences
from truenorth.judgement.track import realism
from truenorth.model.targets import Aim, Constant, Target
from truenorth.periods import Calendar

LENGTHS = (3, 5, 9, 14, 23, 35)
PATTERN = (100, 104, 97, 101, 99, 103, 96, 102, 98, 100, 105, 97, 101)
TARGET = Target(Aim.AT_LEAST, Constant(Decimal(95)), begins=date(2020, 1, 1))

SIGNALS = {
    3: "too few points to tell signal from noise: 3 of 12",
    5: "too few points to tell signal from noise: 5 of 12",
    9: "K: 98.00 EUR in September 2023 is noise; by itself it moves between 82.78 EUR and 117.72 EUR. "
    "The limits are provisional: 8 of 24 points.",
    14: "K: 100.00 EUR in February 2024 is noise; by itself it moves between 84.90 EUR and 115.56 EUR. "
    "The limits are provisional: 13 of 24 points.",
    23: "K: 100.00 EUR in November 2024 is noise; by itself it moves between 86.46 EUR and 113.81 EUR. "
    "The limits are provisional: 22 of 24 points.",
    35: "K: 98.00 EUR in November 2025 is noise; by itself it moves between 87.06 EUR and 113.60 EUR.",
}
SHIFTS = {
    **{n: f"no change-point test under 24 points: {n} so far" for n in (3, 5, 9, 14, 23)},
    35: None,
}
ODDS = {
    3: "no forecast under 8 points: 3 so far",
    5: "no forecast under 8 points: 5 so far",
    9: "too early to say how likely: 9 of 12 points",
    14: "92 % likely to meet 95.00 EUR in March 2024",
    23: "93 % likely to meet 95.00 EUR in December 2024",
    35: "93 % likely to meet 95.00 EUR in December 2025",
}
FORECASTS = {
    3: "no forecast under 8 points: 3 so far",
    5: "no forecast under 8 points: 5 so far",
    9: "K: about 99.44 EUR in October 2023, with 80 % between 94.92 EUR and 103.96 EUR. "
    "The forecast is rough: 9 of 24 points. Too early to say how likely: 9 of 12 points.",
    14: "K: about 100.40 EUR in March 2024, with 80 % between 95.71 EUR and 105.09 EUR. "
    "The forecast is rough: 14 of 24 points. 92 % likely to meet 95.00 EUR in March 2024.",
    23: "K: about 100.19 EUR in December 2024, with 80 % between 96.21 EUR and 104.18 EUR. "
    "The forecast is rough: 23 of 24 points. 93 % likely to meet 95.00 EUR in December 2024.",
    35: "K: about 100.23 EUR in December 2025, with 80 % between 96.29 EUR and 104.16 EUR. "
    "93 % likely to meet 95.00 EUR in December 2025.",
}
REALISM = {
    **{n: f"Too early to say how hard the target is: {n} of 12 periods." for n in (3, 5, 9)},
    **{n: f"95.00 EUR was met in 100 % of the last {n} periods." for n in (14, 23, 35)},
}
RED_LINES = {
    **dict.fromkeys((3, 5, 9), "red line taken as 5 % of the target"),
    **dict.fromkeys((14, 23, 35), "red line taken half the way to the natural limits"),
}
GUARDS = {
    **dict.fromkeys((3, 5), "G is not watched yet: 0 periods before the last six, 12 needed."),
    9: "G is not watched yet: 3 periods before the last six, 12 needed.",
    14: "G is not watched yet: 8 periods before the last six, 12 needed.",
    **dict.fromkeys((23, 35), "G did not pay for K."),
}


def found(count: int) -> Evidence:
    """The evidence of so many months, all complete."""
    values = [Decimal(PATTERN[index % len(PATTERN)]) for index in range(count)]
    year, month = 2023 + count // 12, count % 12 + 1
    return evidence(kpi(TARGET), series(values, "2023-01-01", f"{year}-{month:02}-01"))


@pytest.mark.parametrize("count", LENGTHS)
def test_signals(count: int) -> None:
    facts = found(count)
    assert facts.metric is not None
    points, _ = mature(facts.series)
    made = chart_of(facts.kpi, points, facts.metric.unit, Calendar(), 1)
    assert made.sentence.text == SIGNALS[count]
    told = shift_sentences(made, facts.metric.unit, Calendar())
    assert [each.text for each in told] == ([] if SHIFTS[count] is None else [SHIFTS[count]])


@pytest.mark.parametrize("count", LENGTHS)
def test_forecasts_and_odds(count: int) -> None:
    facts = found(count)
    goal = goal_of(facts)
    assert isinstance(goal, Goal)
    outlook, made = outlook_of(facts, goal), foresight(facts, goal, 3)
    assert outlook is not None
    assert outlook.sentence.text == ODDS[count]
    assert made.sentence.text == FORECASTS[count]
    assert (len(made.points), made.method is None) == ((0, True) if count < 8 else (3, False))
    if count < 12:
        assert (outlook.word, outlook.p) == ("too early", None)
    else:
        edge = 0.05 if count < 36 else 0.01
        assert outlook.p is not None and edge <= outlook.p <= 1 - edge


@pytest.mark.parametrize("count", LENGTHS)
def test_targets(count: int) -> None:
    facts = found(count)
    assert realism(facts, goal_of(facts)) == REALISM[count]
    assert judge(facts).note == RED_LINES[count]


@pytest.mark.parametrize("count", LENGTHS)
def test_leads_and_guardrails(count: int) -> None:
    facts = found(count)
    other = replace(facts, kpi=replace(facts.kpi, key="g", label="G"))
    alone = leads_of(facts, {"g": other})
    assert [each.sentence for each in alone.tested] == [f"not testable: {count} periods, 36 needed"]
    assert alone.sentence == "No KPI of the same grain has enough periods to be tested against K."
    guarded = leads_of(replace(facts, kpi=replace(facts.kpi, guardrails=("g",))), {"g": other})
    assert [each.sentence for each in guarded.guards] == [GUARDS[count]]

"""What is said of short series, word for word: n = 3, 5, 9, 14, 23, 35 months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from judgement_facts import evidence, kpi, series

from truenorth.judgement import Evidence, Goal, goal_of
from truenorth.judgement.forecasts import foresight
from truenorth.judgement.history import mature
from truenorth.judgement.outlook import outlook_of
from truenorth.judgement.signal_chart import chart_of, shift_sentences
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
OUTLOOKS = {
    **{n: f"too early to say how likely: {n} of 12 points" for n in (9,)},
    3: "no forecast under 8 points: 3 so far",
    5: "no forecast under 8 points: 5 so far",
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
    if count < 8:
        assert made.sentence.text == OUTLOOKS[count] and made.points == () and made.method is None
    else:
        assert len(made.points) == 3
        assert ("The forecast is rough" in made.sentence.text) is (count < 24)
    if count < 12:
        assert (outlook.word, outlook.p, outlook.sentence.text) == ("too early", None, OUTLOOKS[count])
    else:
        edge = 0.05 if count < 36 else 0.01
        assert outlook.p is not None and edge <= outlook.p <= 1 - edge
        assert outlook.sentence.text.endswith(f"likely to meet 95.00 EUR in {NEXT[count]}")


NEXT = {14: "March 2024", 23: "December 2024", 35: "December 2025"}

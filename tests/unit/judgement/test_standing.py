"""Where a KPI stands: the pace of totals, and whether what is missed gets worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from judgement_facts import at, evidence, kpi, series

from truenorth.judgement import Choice, goal_of
from truenorth.judgement.evidence import subject_of
from truenorth.judgement.standing import standing
from truenorth.judgement.track import realism
from truenorth.model.metrics import Metric
from truenorth.model.targets import Aim, Constant, Target, Total
from truenorth.periods import Grain, Period

YEAR = (90, 84, 88, 92, 86, 90, 84, 88, 92, 86, 90, 84)


def told(values: Sequence[float], aim: Aim = Aim.AT_LEAST, level: int = 95) -> tuple[str | None, str | None]:
    """Realism and standing of months from January 2024 on."""
    year, month = 2024 + len(values) // 12, len(values) % 12 + 1
    of = kpi(Target(aim, Constant(Decimal(level)), date(2024, 1, 1)))
    found = evidence(of, series([Decimal(str(value)) for value in values], "2024-01-01", f"{year}-{month:02}-01"))
    return realism(found, goal_of(found)), standing(found, goal_of(found))


AGAINST = " in the last 12 periods against the 12 before"
NEAREST = "None of the last 24 periods met 95.00 EUR; April 2024 came nearest with 92.00 EUR, −3.00 EUR."


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (
            [value - 5 for value in YEAR],
            f"It gets worse: on average −5.00 EUR{AGAINST}",
        ),
        (
            [value + 1 for value in YEAR],
            f"It gets better: on average +1.00 EUR{AGAINST}",
        ),
        (
            [value + change for value, change in zip(YEAR, [3, -3] * 6, strict=True)],
            f"Whether it gets better or worse cannot be told: on average 0.00 EUR{AGAINST}",
        ),
    ],
)
def test_what_is_missed_is_set_against_the_same_season_before(second: list[int], words: str) -> None:
    hard, turn = told([*YEAR, *second])
    assert turn is not None
    assert turn.startswith(words)
    if max(second) < 92:
        assert hard == NEAREST


def test_less_is_better_turns_the_sign() -> None:
    hard, turn = told([*YEAR, *[value - 5 for value in YEAR]], Aim.AT_MOST, 78)
    assert turn is not None
    assert turn.startswith("It gets better: on average −5.00 EUR")
    assert hard == "None of the last 24 periods met 78.00 EUR; February 2025 came nearest with 79.00 EUR, +1.00 EUR."


def test_too_short_a_past_and_a_level_that_is_met_say_nothing() -> None:
    assert told([*YEAR, *YEAR[:11]])[1] is None
    assert told([*YEAR, *YEAR], level=80)[1] is None


def test_a_running_total_is_set_against_its_pace() -> None:
    of = kpi(Target(Aim.AT_LEAST, Total(Decimal(365), "year"), date(2025, 1, 1)))
    found = evidence(of, series([40, 30], "2025-01-01", "2025-03-01"), value=Decimal(70))
    said = "70.00 EUR of 365.00 EUR by 28 February 2025: +11.00 EUR against the 59.00 EUR expected by then."
    assert standing(found, goal_of(found)) == said


def test_a_month_is_never_told_under_the_name_of_the_year() -> None:
    year = Period(at("2026-01-01"), at("2027-01-01"), Grain.YEAR)
    found = evidence(kpi(), series([1, 2], "2026-01-01", "2026-03-01"))
    metric = Metric("m", label="Revenue")
    over = replace(found, metric=metric, choice=Choice(period=year))
    assert subject_of(over, Grain.MONTH) == "Revenue"
    assert subject_of(over, Grain.YEAR) == over.kpi.label
    of_one = replace(over, kpi=replace(over.kpi, segment={"region": "North"}))
    assert subject_of(of_one, Grain.MONTH) == "Revenue (North)"
    monthly = replace(over, choice=Choice(period=found.series.points[-1].period))
    assert subject_of(monthly, Grain.MONTH) == over.kpi.label

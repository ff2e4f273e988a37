"""Scores rolled up: nothing hides behind the mean."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from judgement_facts import kpi, status
from test_judge import at_least

from truenorth.judgement.rollup import rolled_up
from truenorth.model.kpis import ScorecardLine
from truenorth.model.status import Status


def child(key: str, score: str | None, headline: str = "on track") -> Status:
    """A status with a score of its own."""
    made = status(kpi(at_least("95")), [95], "2026-01-01", "2026-02-01")
    return replace(made, kpi=key, score=None if score is None else Decimal(score), headline=headline)


def test_the_weighted_mean_stands_beside_the_worst_child() -> None:
    statuses = {each.kpi: each for each in (child("a", "8"), child("b", "2", "off track"))}
    found = rolled_up("all", "All", [ScorecardLine("a", Decimal(3)), ScorecardLine("b")], statuses)
    assert (found.score, found.worst, found.coverage, found.red) == (Decimal("6.5"), "b", Decimal(1), Decimal("0.25"))
    assert not found.hidden_red


def test_a_child_without_score_never_counts_silently() -> None:
    statuses = {each.kpi: each for each in (child("a", "8"), child("b", None, "no data"))}
    found = rolled_up("all", "All", [ScorecardLine("a"), ScorecardLine("b", Decimal(3))], statuses)
    assert (found.score, found.coverage) == (Decimal(8), Decimal("0.25"))
    nothing = rolled_up("all", "All", [ScorecardLine("b")], statuses)
    assert (nothing.score, nothing.worst, nothing.coverage) == (None, None, Decimal(0))


def test_what_is_far_above_does_not_pay_for_a_miss_and_the_cap_is_told() -> None:
    statuses = {each.kpi: each for each in (child("a", "10"), child("b", "6"))}
    found = rolled_up("all", "All", [ScorecardLine("a"), ScorecardLine("b")], statuses)
    assert (found.score, found.capped) == (Decimal(7), 1)


def test_a_red_behind_a_good_score_is_told() -> None:
    statuses = {each.kpi: each for each in (child("a", "8"), child("b", "3", "off track"))}
    found = rolled_up("all", "All", [ScorecardLine("a", Decimal(9)), ScorecardLine("b")], statuses)
    assert found.hidden_red and found.red == Decimal("0.1")

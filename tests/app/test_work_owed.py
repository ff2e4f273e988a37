"""What is owed: by rhythm, by owner, by what was typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_cards import kpi_row, metric_row
from truenorth.app.work.owed import Known, Owed, owed
from truenorth.app.work.rhythm import turn_of, turns_missed
from truenorth.app.work.values import TypedMetric, typed_metric

RHYTHMS = ("daily", "weekly", "monthly", "quarterly", "yearly", "every Monday", "every Sunday")
ANN = "ann@acme.example"


def _known(**words: Any) -> Known:
    metrics: dict[str, TypedMetric] = words.pop("metrics", {})
    given: dict[str, Any] = {"today": date(2015, 12, 31), "last": {}, "typed": frozenset(), **words}
    return Known(metrics=metrics.get, **given)


def _of(found: tuple[Owed, ...]) -> list[str]:
    return [one.row["key"] for one in found]


@given(st.sampled_from(RHYTHMS), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_turns_follow_one_another_without_gap(review: str, today: date) -> None:
    turn = turn_of(review, today)
    assert turn is not None and turn.begins <= today < turn.next
    after = turn_of(review, turn.next)
    assert after is not None and after.begins == turn.next
    before = turn_of(review, turn.begins - timedelta(days=1))
    assert before is not None and before.next == turn.begins


def test_there_is_no_turn_without_a_rhythm() -> None:
    assert turn_of("", date(2015, 12, 31)) is None
    assert turns_missed("", None, date(2015, 12, 31)) == 0


@pytest.mark.parametrize(
    ("last", "missed"),
    [(None, 0), (date(2015, 11, 30), 0), (date(2015, 11, 1), 0), (date(2015, 10, 31), 1), (date(2001, 1, 1), 12)],
)
def test_turns_that_went_by_are_counted(last: date | None, missed: int) -> None:
    assert turns_missed("monthly", last, date(2015, 12, 31)) == missed


def test_a_check_in_falls_due_with_each_turn_for_the_owner_only() -> None:
    rows = [kpi_row("mine", owner=ANN, review="monthly"), kpi_row("theirs", owner="bo@acme.example", review="monthly")]
    assert _of(owed(ANN, rows, _known())) == ["mine"]
    assert _of(owed(ANN.upper(), rows, _known())) == ["mine"]
    assert owed(ANN, rows, _known())[0].since == date(2015, 12, 1)
    assert _of(owed(ANN, rows, _known(last={"mine": date(2015, 11, 30)}))) == ["mine"]
    assert _of(owed(ANN, rows, _known(last={"mine": date(2015, 12, 1)}))) == []
    assert owed("", rows, _known()) == ()


def test_what_is_not_in_use_is_not_owed() -> None:
    rows = [kpi_row(state, owner=ANN, review="daily", state=state) for state in ("draft", "proposed", "retired")]
    assert owed(ANN, rows, _known()) == ()


def test_a_value_is_owed_by_its_updater_and_without_one_by_the_owner() -> None:
    words: dict[str, Any] = {"open_period": "2015-12", "entry_metrics": ["csat"], "owner": ANN}
    metrics = {"csat": typed_metric(metric_row("csat"))}
    with_updater = [kpi_row("k", updater="bo@acme.example", **words)]
    assert owed(ANN, with_updater, _known(metrics=metrics)) == ()
    assert [due.period for due in owed("bo@acme.example", with_updater, _known(metrics=metrics))[0].values] == [
        "2015-12"
    ]
    alone = [kpi_row("k", **words)]
    assert _of(owed(ANN, alone, _known(metrics=metrics))) == ["k"]
    typed = frozenset({("csat", "2015-12", "{}")})
    assert owed(ANN, alone, _known(metrics=metrics, typed=typed)) == ()
    assert owed(ANN, alone, _known(metrics={})) == ()  # the metric is not known here


def test_a_metric_with_dimensions_is_owed_for_each_segment_ever_typed() -> None:
    metrics = {"m": typed_metric(metric_row("m", split_by=["shop"]))}
    rows = [kpi_row("k", owner=ANN, open_period="2015-12", entry_metrics=["m"])]
    first = owed(ANN, rows, _known(metrics=metrics))[0].values
    assert [due.segment for due in first] == [""]
    typed = frozenset(
        {("m", "2015-11", '{"shop":"A"}'), ("m", "2015-11", '{"shop":"B"}'), ("m", "2015-12", '{"shop":"A"}')}
    )
    left = owed(ANN, rows, _known(metrics=metrics, typed=typed))[0].values
    assert [due.members for due in left] == [(("shop", "B"),)]


def test_ones_own_come_first_then_what_needs_attention() -> None:
    rows = [
        kpi_row("typed", owner="bo@acme.example", updater=ANN, open_period="2015-12", entry_metrics=["m"], need=1),
        kpi_row("calm", owner=ANN, review="daily", need=9),
        kpi_row("bad", owner=ANN, review="daily", need=2),
    ]
    assert _of(owed(ANN, rows, _known(metrics={"m": typed_metric(metric_row("m"))}))) == ["bad", "calm", "typed"]

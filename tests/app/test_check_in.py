"""One card at a time: what is due, what is asked, what is saved, and what is told after the answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from app_cards import AS_OF, metric_row, person, put, put_kpi, workspace_row
from app_people import member
from truenorth.app.accounts.models import AuditEvent, Role, User, Workspace
from truenorth.app.jobs.models import Job, JobState
from truenorth.app.work.models import CheckIn, Entry

ANN = "ann@acme.example"
CARD, VALUES = "/w/acme/check-in/", "/w/acme/check-in/values/csat/"
EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def acme(workspace: Workspace) -> Workspace:
    """A workspace of December 2015 in which Ann owns two KPIs, one of them typed."""
    workspace.clock = AS_OF
    workspace.save()
    put_kpi(
        workspace, "revenue", label="Revenue", owner=ANN, review="monthly", headline="off track", need=1, p_hit=0.34
    )
    typed: dict[str, Any] = {"typed": True, "entry_metrics": ["csat"], "open_period": "2015-12"}
    put_kpi(workspace, "csat", label="CSAT", owner=ANN, review="monthly", need=2, p_hit=0.81, **typed)
    put_kpi(workspace, "other", owner="bo@acme.example", review="monthly")
    kpis = [{"noun": "kpi", "key": "csat", "label": "CSAT", "value": "", "headline": "", "text": ""}]
    put(
        workspace,
        "metric",
        dict(metric_row("csat", label="CSAT", unit="percent", every="month", typed=True, kpis=kpis)),
    )
    put(workspace, "workspace", dict(workspace_row(people=[person(ANN, "revenue", "csat")])))
    return workspace


@pytest.fixture
def ann(acme: Workspace, client: Client) -> Client:
    """Ann, a contributor, signed in."""
    client.force_login(member(acme, Role.CONTRIBUTOR, ANN))
    return client


def _say(client: Client, kpi: str, **words: str) -> Any:
    return client.post(CARD, {"kpi": kpi, "act": "save", **words})


def _shown(client: Client, address: str = CARD) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_cards_come_one_after_the_other_and_the_end_says_what_was_done(ann: Client) -> None:
    first = _shown(ann)
    assert "1 of 2" in first and "Revenue" in first and 'value="revenue"' in first
    assert _say(ann, "revenue", confidence="2", what_changed="a strike", next_step="more staff").status_code == 302
    second = _shown(ann)
    assert "2 of 2" in second and "You said 2 of 5" in second and "computed: 34 % likely" in second
    assert _say(ann, "csat", confidence="5", **{"value-0": "92"}).status_code == 302
    end = _shown(ann)
    assert "That is all" in end and "2 KPIs done, 1 value typed." in end and "typed 92.0 %" in end
    assert Entry.objects.get().value == "0.92" and Entry.objects.get().period == "2015-12"
    assert [one.kpi for one in CheckIn.objects.order_by("id")] == ["revenue", "csat"]
    assert {event.action for event in AuditEvent.objects.all()} == {"signed in", "entry", "check-in"}


def test_the_odds_are_not_on_the_card_before_the_answer(ann: Client) -> None:
    assert "34 %" not in _shown(ann) and "likely to" not in _shown(ann)


def test_a_note_is_needed_and_told_at_the_field_with_nothing_lost(ann: Client) -> None:
    refused = _say(ann, "revenue", confidence="4", next_step="go on")
    shown = refused.content.decode()
    assert refused.status_code == 422 and "say what changed" in shown
    assert 'value="go on"' in shown and 'value="4" checked' in shown
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("value", "said"), [("many", "is not a number"), ("0.92", "may be meant as"), ("1,200", "may be 1200 or 1.200")]
)
def test_a_wrong_number_is_told_at_the_field_and_saves_nothing(ann: Client, value: str, said: str) -> None:
    refused = _say(ann, "csat", confidence="4", **{"value-0": value})
    assert refused.status_code == 422 and said in refused.content.decode()
    assert not Entry.objects.exists() and not CheckIn.objects.exists()


def test_a_card_sent_twice_is_saved_once(ann: Client) -> None:
    for _ in range(2):
        _say(ann, "csat", confidence="4", token="f" * 32, **{"value-0": "92"})
    assert Entry.objects.count() == 1 and CheckIn.objects.count() == 1


def test_a_skipped_card_comes_again_in_a_new_round(ann: Client) -> None:
    ann.post(CARD, {"kpi": "revenue", "act": "skip"})
    assert "CSAT" in _shown(ann) and "2 of 2" in _shown(ann)
    ann.post(CARD, {"kpi": "csat", "act": "skip"})
    assert "Skipped" in _shown(ann)
    assert ann.get(f"{CARD}?new=1").status_code == 302
    assert "1 of 2" in _shown(ann)
    assert not CheckIn.objects.exists()


def test_a_value_left_blank_stays_owed(ann: Client) -> None:
    _say(ann, "csat", confidence="4")
    ann.get(f"{CARD}?new=1")
    _say(ann, "revenue", confidence="3", what_changed="x")
    card = _shown(ann)
    assert "CSAT" in card and 'name="value-0"' in card and 'name="confidence"' not in card
    assert _say(ann, "csat").status_code == 422
    assert _say(ann, "csat", **{"value-0": "92"}).status_code == 302
    ann.get(f"{CARD}?new=1")
    assert "Nothing is due" in _shown(ann)


def test_any_kpi_can_be_checked_in_on_and_a_value_alone_can_be_typed(ann: Client) -> None:
    assert "CSAT" in _shown(ann, f"{CARD}?kpi=csat")
    assert _say(ann, "other", confidence="3", alone="yes").headers["Location"] == f"{CARD}?end=1"
    assert "Other" in _shown(ann, f"{CARD}?end=1")
    assert ann.get(f"{CARD}?kpi=none").status_code == 404 and _say(ann, "none").status_code == 404


def test_a_typed_value_asks_for_the_kpis_that_stand_on_it_once(ann: Client) -> None:
    ann.post(VALUES, {"period": "2015-11", "value": "91"})
    ann.post(VALUES, {"period": "2015-12", "value": "92"})
    job = Job.objects.get()
    assert (job.kind, job.payload["kpis"], job.created_by) == ("refresh", ["csat"], ANN)
    Job.objects.update(state=JobState.RUNNING)  # it may have read its rows already
    ann.post(VALUES, {"period": "2015-12", "value": "93"})
    assert Job.objects.filter(state=JobState.QUEUED).count() == 1


def test_all_values_of_a_metric_can_be_seen_and_corrected(ann: Client) -> None:
    assert "No value has been typed" in _shown(ann, VALUES)
    saved = ann.post(VALUES, {"period": "2015-12", "value": "92", "note": "survey", "evidence": "mail"}, follow=True)
    assert "Saved: CSAT 92.0 % for December 2015." in saved.content.decode()
    ann.post(VALUES, {"period": "2015-12", "value": "93"})
    shown = _shown(ann, VALUES)
    assert "93.0 %" in shown and "<s>92.0 %</s>" in shown and "survey" in shown and "mail" in shown
    for wrong in ({"period": "2016-01"}, {"period": "2015"}, {"period": ""}, {"value": "x"}, {"note": "x" * 2001}):
        assert ann.post(VALUES, {"period": "2015-12", "value": "92", **wrong}).status_code == 422
    assert Entry.objects.count() == 2
    assert ann.get("/w/acme/check-in/values/revenue/").status_code == 404


def test_a_metric_with_dimensions_asks_for_each(acme: Workspace, ann: Client) -> None:
    put(acme, "metric", dict(metric_row("visits", every="month", typed=True, split_by=["shop"])))
    address = "/w/acme/check-in/values/visits/"
    assert ann.post(address, {"period": "2015-12", "value": "5"}).status_code == 422
    assert ann.post(address, {"period": "2015-12", "value": "5", "member-0": "Süd"}).status_code == 302
    assert Entry.objects.get().segment == '{"shop":"Süd"}'
    assert "Süd" in _shown(ann, address)


def test_who_may(acme: Workspace) -> None:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    viewer = signed_in(member(acme, Role.VIEWER, "vic@acme.example"))
    stranger = signed_in(member(Workspace.objects.create(slug="b", name="B"), Role.ADMIN, "sam@b.example"))
    assert [viewer.get(CARD).status_code, viewer.post(CARD, {"kpi": "csat"}).status_code] == [403, 403]
    assert [viewer.get(VALUES).status_code, viewer.post(VALUES, {"value": "1"}).status_code] == [200, 403]
    for address in (CARD, VALUES):
        assert [stranger.get(address).status_code, stranger.post(address).status_code] == [404, 404]
        assert Client().get(address).status_code == 302
    assert '<form class="panel"' not in viewer.get(VALUES).content.decode()
    analyst = signed_in(member(acme, Role.ANALYST, "cy@acme.example"))
    assert "You own no KPI here" in _shown(analyst)


def test_nothing_typed_is_shown_unescaped(acme: Workspace, ann: Client) -> None:
    shown = _say(ann, "csat", confidence=EVIL, what_changed=EVIL, next_step=EVIL, **{"value-0": EVIL}).content.decode()
    shown += ann.post(VALUES, {"period": EVIL, "value": EVIL, "note": EVIL, "evidence": EVIL}).content.decode()
    _say(ann, "csat", confidence="1", what_changed=EVIL, next_step=EVIL)
    shown += _shown(ann) + _shown(ann, f"{CARD}?kpi=csat") + _shown(ann, f"{CARD}?end=1")
    ann.post(VALUES, {"period": "2015-12", "value": "9", "note": EVIL, "evidence": EVIL})
    shown += _shown(ann, VALUES)
    assert "<script>alert" not in shown and "&lt;script&gt;" in shown

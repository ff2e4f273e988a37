"""Home: what is owed, what changed since one looked, one's own KPIs, and what to do when there is nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client

from app_cards import AS_OF, metric_row, person, put, put_kpi, put_transition, run_of, workspace_row
from app_people import member
from truenorth.app.accounts.models import Role, User, Workspace
from truenorth.app.pages.door import Visit
from truenorth.app.pages.home.changed import changes
from truenorth.app.readings.models import Card, Reading, Series
from truenorth.app.work import write
from truenorth.app.work.models import LastLook
from truenorth.app.work.write import Author

ANN, HOME = "ann@acme.example", "/w/acme/"
WEEK = timedelta(days=7)


@pytest.fixture
def acme(workspace: Workspace) -> Workspace:
    """A workspace of December 2015 in which Ann owns one of two KPIs."""
    workspace.clock = AS_OF
    workspace.save()
    put_kpi(workspace, "revenue", label="Revenue", owner=ANN, review="monthly", headline="at risk")
    put_kpi(workspace, "orders", label="Orders", owner="bo@acme.example")
    put(workspace, "workspace", dict(workspace_row(people=[person(ANN, "revenue")])))
    return workspace


@pytest.fixture
def ann(acme: Workspace) -> User:
    """A contributor."""
    return member(acme, Role.CONTRIBUTOR, ANN)


def _in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _shown(client: Client, address: str = HOME) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _sentences(workspace: Workspace, user: User) -> list[str]:
    visit = Visit(user, workspace, Role.CONTRIBUTOR)
    return [change.sentence for change in changes(visit, AS_OF - WEEK, AS_OF, {"revenue"}).lines]


def test_what_is_owed_stands_first_one_click_away(ann: User) -> None:
    shown = _shown(_in(ann))
    assert "Check in: 1 card" in shown and "due since 1 December 2015" in shown and "?kpi=revenue" in shown


def test_a_viewer_owes_nothing(acme: Workspace) -> None:
    shown = _shown(_in(member(acme, Role.VIEWER, "vic@acme.example")))
    assert "Owed" not in shown and "follow none" in shown


def test_the_words_that_became_others_are_one_sentence_a_kpi_the_own_ones_first(acme: Workspace, ann: User) -> None:
    day = AS_OF - timedelta(days=1)
    put_transition(acme, "orders", "headline", "off track", "on track", day)
    put_transition(acme, "revenue", "headline", "on track", "off track", day - timedelta(days=1))
    put_transition(acme, "revenue", "headline", "off track", "at risk", day)
    put_transition(acme, "revenue", "outlook", "likely", "uncertain", day)
    put_transition(acme, "revenue", "signal", "stable", "worse", day)
    put_transition(acme, "revenue", "data", "fresh", "late", day)
    assert _sentences(acme, ann) == [
        "From on track to at risk; signal: worse; outlook from likely to uncertain.",
        "From off track to on track.",
    ]


def test_a_word_that_came_back_and_what_is_older_have_not_changed(acme: Workspace, ann: User) -> None:
    put_transition(acme, "revenue", "headline", "on track", "at risk", AS_OF - timedelta(days=2))
    put_transition(acme, "revenue", "headline", "at risk", "on track", AS_OF - timedelta(days=1))
    put_transition(acme, "orders", "headline", "at risk", "on track", AS_OF - WEEK - timedelta(days=1))
    put_transition(acme, "orders", "headline", "on track", "at risk", AS_OF + timedelta(days=1))
    assert _sentences(acme, ann) == []


def test_as_of_a_past_day_what_changed_is_shown_as_it_was_then(acme: Workspace, ann: User) -> None:
    now = Card.objects.get(workspace=acme, noun="kpi", key="orders")
    then = {**json.loads(now.row), "headline": "off track", "label": "Orders then"}
    whole = Card.objects.get(workspace=acme, noun="workspace")
    earlier = run_of(acme)
    earlier.pk, earlier.as_of = None, AS_OF - WEEK
    earlier.save(force_insert=True)
    for card, row in ((now, json.dumps(then)), (whole, whole.row)):
        Card.objects.create(
            workspace=acme, run=card.run, noun=card.noun, key=card.key, row=row, digest="0" * 64,
            known_from=AS_OF - WEEK, superseded_at=AS_OF,
        )  # fmt: skip
    put_transition(acme, "orders", "headline", "on track", "off track", AS_OF - timedelta(days=2))
    visit, day = Visit(ann, acme, Role.CONTRIBUTOR), AS_OF - timedelta(days=1)
    (past,) = changes(visit, AS_OF - WEEK, day, set(), as_of=day).lines
    (present,) = changes(visit, AS_OF - WEEK, day, set()).lines
    assert past.row is not None and present.row is not None
    assert (past.row["headline"], past.label) == ("off track", "Orders then")
    assert (present.row["headline"], present.label) == (json.loads(now.row)["headline"], "Orders")
    shown = _shown(_in(ann), f"{HOME}?as_of={day.date()}")
    assert "Orders then" in shown


def test_a_restated_number_is_told_from_what_to_what(acme: Workspace, ann: User) -> None:
    serves = [{"noun": "kpi", "key": "revenue", "label": "Revenue", "value": "", "headline": "", "text": ""}]
    put(acme, "metric", dict(metric_row("revenue", unit="EUR", kpis=serves)))
    for grain, segment in (("month", "{}"), ("year", "{}"), ("year", '{"shop":"B"}'), ("month", '{"shop":"A"}')):
        series = Series.objects.create(workspace=acme, metric="revenue", grain=grain, segment=segment)
        for value, cause, days in (("100", "first", 9), ("104.5", "data", 2)):
            _reading(series, value, cause, AS_OF - timedelta(days=days))
    assert _sentences(acme, ann) == ["November 2015 was restated from 100.00 EUR to 104.50 EUR (the rows changed)."]
    assert "was restated from" in _shown(_in(ann))


def _reading(series: Series, value: str, cause: str, known_from: datetime) -> None:
    period = "2015" if series.grain == "year" else "2015-11"
    Reading.objects.create(
        series=series, run=run_of(series.workspace), period=period, period_start=AS_OF - timedelta(days=60),
        period_end=AS_OF - timedelta(days=30), value=value, maturity="final", value_hash="0" * 64,
        known_from=known_from, recorded_at=known_from, cause=cause,
    )  # fmt: skip


def test_a_look_lasts_for_a_visit_and_begins_anew_after_a_pause(acme: Workspace, ann: User) -> None:
    put_transition(acme, "revenue", "headline", "on track", "at risk", AS_OF - timedelta(days=1))
    client = _in(ann)
    assert "From on track to at risk" in _shown(client)
    assert "From on track to at risk" in _shown(client)  # the same visit
    assert LastLook.objects.get().looked_at == AS_OF
    later = _in(ann)
    assert "Nothing has changed" in _shown(later)
    assert "From on track to at risk" in _shown(later, f"{HOME}?days=7")
    assert client.post(f"{HOME}seen/").status_code == 302
    assert "Nothing has changed" in _shown(client)
    assert client.get(f"{HOME}seen/").status_code == 405


def test_who_is_mentioned_is_told(acme: Workspace, ann: User) -> None:
    bo = member(acme, Role.CONTRIBUTOR, "bo@acme.example")
    write.comment(Author(acme, bo, at=AS_OF - timedelta(days=1)), "orders", "", "@ann look <script>alert(1)</script>")
    shown = _shown(_in(ann))
    assert "mentioned you on" in shown and "<script>alert" not in shown


def test_ones_own_and_followed_kpis_stand_with_their_numbers(acme: Workspace, ann: User) -> None:
    assert _shown(_in(ann)).count(">72.6k EUR<") == 2  # owed and mine
    write.follow(Author(acme, ann), "orders", on=True)
    write.follow(Author(acme, ann), "gone", on=True)
    shown = _shown(_in(ann))
    assert "Orders" in shown and "gone" not in shown


def test_as_of_a_past_day_nothing_is_owed_and_no_look_is_kept(acme: Workspace, ann: User) -> None:
    shown = _shown(_in(ann), f"{HOME}?as_of=2015-12-31")
    assert "Check in" not in shown.partition('id="content"')[2] and "Revenue" in shown
    assert not LastLook.objects.exists()
    before = _shown(_in(ann), f"{HOME}?as_of=2015-01-31")
    assert "Nothing had been computed by 31 January 2015" in before


def test_an_empty_workspace_says_what_to_do(workspace: Workspace) -> None:
    analyst, viewer = (member(workspace, role, f"{role}@acme.example") for role in (Role.ANALYST, Role.VIEWER))
    assert "Add a source" in _shown(_in(analyst))
    assert "An analyst adds sources" in _shown(_in(viewer))


def test_strangers_find_nothing(acme: Workspace) -> None:
    stranger = _in(member(Workspace.objects.create(slug="b", name="B"), Role.ADMIN, "sam@b.example"))
    assert stranger.get(HOME).status_code == 404 and stranger.post(f"{HOME}seen/").status_code == 404
    assert Client().get(HOME).status_code == 302

"""What a search finds, and in which order."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from app_cards import metric_row, objective, person, put, put_kpi, workspace_row
from app_people import member
from truenorth.app.accounts.models import Role, Workspace
from truenorth.app.pages.search.rank import Index, Thing, find, grouped, index_of, words_of


def _index(*labels: str, **words: Any) -> Index:
    return index_of(
        Thing("kpi", str(place), label, "", "", words_of(label), **words) for place, label in enumerate(labels)
    )


def _labels(query: str, index: Index) -> list[str]:
    return [hit.thing.label for hit in find(query, index)]


@pytest.mark.parametrize(
    "query", ["revenue", "REVENUE", "rev", "révenue", "revneue", "reveneu", "enue", "  revenue ", "net rev"]
)
def test_case_accents_beginnings_and_slips_do_not_matter(query: str) -> None:
    assert _labels(query, _index("Orders", "Net revenue", "Conversion")) == ["Net revenue"]


@pytest.mark.parametrize("query", ["", " ", "xyz", "revenue xyz", "%", "'; drop table", "\0", "odxs"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert _labels(query, _index("Orders", "Net revenue")) == []


def test_the_name_itself_comes_first_then_names_that_begin_so_then_the_rest() -> None:
    index = _index("Cost of revenue", "Revenue per visit", "Revenue", "Nonrevenue")
    assert _labels("revenue", index) == ["Revenue", "Revenue per visit", "Cost of revenue", "Nonrevenue"]
    assert _labels("straße", _index("Strasse")) == ["Strasse"]


def test_of_alike_names_the_one_that_needs_attention_comes_first() -> None:
    things = [Thing("kpi", key, "Sales", "", "", ("sales",), (), need) for key, need in (("calm", 9), ("bad", 1))]
    assert [hit.thing.key for hit in find("sales", index_of(things))] == ["bad", "calm"]


def test_a_group_shows_so_many_and_says_how_many_more() -> None:
    group = grouped(find("shop", _index(*(f"Shop {number}" for number in range(9)))), 4)[0]
    assert len(group.hits) == 4 and group.more == 5


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=6))
def test_any_text_may_be_searched_for(query: str, labels: list[str]) -> None:
    assert all(hit.score > 0 for hit in find(query, _index(*labels)))


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_everything_is_found_by_its_own_name(label: str) -> None:
    if words_of(label):
        assert label in _labels(label, _index("Other thing", label))


@pytest.fixture
def filled(workspace: Workspace, client: Client) -> Client:
    """A viewer in a workspace with one thing of each noun."""
    client.force_login(member(workspace, Role.VIEWER, "vic@acme.example"))
    put_kpi(workspace, "net_revenue", label="Net revenue", owner_name="Ann Netter", headline="at risk")
    put(workspace, "metric", dict(metric_row("net_orders")))
    people = [person("ann@acme.example", "net_revenue", name="Ann Netter")]
    put(workspace, "workspace", dict(workspace_row(people=people, objectives=[objective("o", "Net growth")])))
    return client


def test_results_are_grouped_and_lead_to_their_pages(filled: Client) -> None:
    shown = filled.get("/w/acme/search/", {"q": "net"}).content.decode()
    for heading in ("KPIs", "Metrics", "Objectives", "People"):
        assert f"<h3>{heading}</h3>" in shown
    assert "/w/acme/kpis/net_revenue/" in shown and "/w/acme/metrics/net_orders/" in shown


def test_a_kpi_is_found_by_its_owner(filled: Client) -> None:
    assert "Net revenue" in filled.get("/w/acme/search/", {"q": "netter"}).content.decode()


def test_the_box_gets_a_part_of_the_page_and_new_cards_are_found(filled: Client, workspace: Workspace) -> None:
    part = filled.get("/w/acme/search/", {"q": "churn"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Nothing is called" in part
    put_kpi(workspace, "churn")
    assert "Churn" in filled.get("/w/acme/search/", {"q": "churn"}, headers={"HX-Request": "true"}).content.decode()


def test_what_was_asked_for_is_shown_escaped(filled: Client) -> None:
    for query in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'):
        for headers in ({}, {"HX-Request": "true"}):
            shown = filled.get("/w/acme/search/", {"q": query}, headers=headers).content.decode()
            assert "<script>alert" not in shown and "<img src=x" not in shown
    assert filled.get("/w/acme/search/").status_code == 200

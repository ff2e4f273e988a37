"""The pages of a KPI and of a metric, with cards made by hand for each state, and with those of an example."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.test import Client

from app_cards import chart, kpi_detail, kpi_row, metric_row, put, put_kpi, workspace_row
from app_examples import loaded
from app_people import member
from truenorth.app.accounts.models import Role, Workspace
from truenorth.app.config.kinds import KINDS
from truenorth.app.jobs.models import Job
from truenorth.app.jobs.worker import run_one
from truenorth.app.jobs.write import enqueue
from truenorth.app.readings import read
from truenorth.app.work.models import Annotation

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(workspace: Workspace) -> Client:
    """Somebody who may only look."""
    put(workspace, "workspace", cast(Any, workspace_row()))
    client = Client()
    client.force_login(member(workspace, Role.VIEWER, "vera@acme.example"))
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The page at an address."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "on track"),
        ({"headline": "no data", "note": "December 2015: no rows"}, "December 2015: no rows"),
        ({"headline": "stale", "last_headline": "on track", "note": "data 40 days old"}, "last on track"),
        ({"headline": "doubtful", "note": "few rows"}, "take the number with care"),
        ({"headline": "watched"}, "watched"),
        ({"state": "draft"}, "counts nowhere until it is active"),
        ({"state": "retired"}, "Retired"),
        ({"marks": ["provisional"]}, "provisional"),
    ],
)
def test_every_state_has_an_honest_page(workspace: Workspace, viewer: Client, words: dict[str, Any], said: str) -> None:
    put_kpi(workspace, "revenue", **words)
    assert said in text_of(viewer, "/w/acme/kpis/revenue/")


def test_a_kpi_without_any_chart_has_a_page(workspace: Workspace, viewer: Client) -> None:
    row = kpi_row("revenue", headline="no data", note="the query failed", period="", period_text="")
    detail = kpi_detail(row, charts=[])
    put(workspace, "kpi", cast(Any, row), cast(Any, detail))
    page = text_of(viewer, "/w/acme/kpis/revenue/")
    assert "the query failed" in page and "Nothing to draw yet" in page


def test_an_unknown_kpi_is_not_found_and_strangers_are_not_told(workspace: Workspace, viewer: Client) -> None:
    put_kpi(workspace, "revenue")
    assert viewer.get("/w/acme/kpis/nothing/").status_code == 404
    assert viewer.get("/w/other/kpis/revenue/").status_code == 404
    assert Client().get("/w/acme/kpis/revenue/").status_code == 302
    assert viewer.post("/w/acme/kpis/revenue/").status_code == 405


def test_before_it_was_known_the_page_says_since_when_it_is(workspace: Workspace, viewer: Client) -> None:
    put_kpi(workspace, "revenue")
    assert "first computed on 31 December 2015" in text_of(viewer, "/w/acme/kpis/revenue/?as_of=2014-01-01")


def test_what_an_address_asks_wrongly_is_answered_by_the_default(workspace: Workspace, viewer: Client) -> None:
    put_kpi(workspace, "revenue")
    page = text_of(viewer, "/w/acme/kpis/revenue/?grain=eon&mode=cake&tab=x&segment=a:b&compare=me")
    assert 'class="chart chart-wide"' in page


def test_every_number_of_the_table_is_the_cards(workspace: Workspace, viewer: Client) -> None:
    row = kpi_row("revenue")
    made = chart("2015-10", "2015-11", "2015-12")
    for place, point in enumerate(made["points"]):
        point.update({"value": 10.5 + place, "text": f"{10.5 + place} EUR", "full": f"{10.5 + place}0 EUR"})
    put(workspace, "kpi", cast(Any, row), cast(Any, kpi_detail(row, charts=[made])))
    page = text_of(viewer, "/w/acme/kpis/revenue/?mode=table")
    cells = re.findall(r'<td class="num"><a href="[^"]*/receipt/month/([^/]+)/">([^<]+)</a>', page)
    assert cells == [(point["label"], point["full"]) for point in reversed(made["points"])]


def test_text_of_definitions_is_escaped_everywhere(workspace: Workspace, viewer: Client) -> None:
    evil = "<script>alert(1)</script>"
    row = kpi_row("revenue", label=evil, objective_label=evil, sentence=evil, note=evil, headline="stale")
    made = chart("2015-11", "2015-12")
    made["summary"] = evil
    put(
        workspace, "kpi", cast(Any, row), cast(Any, kpi_detail(row, charts=[made], definition={"why": evil}, yaml=evil))
    )
    for address in ("", "?tab=definition", "?mode=table", "sheet/"):
        assert evil not in text_of(viewer, f"/w/acme/kpis/revenue/{address}")


def test_an_annotation_stands_in_the_chart(workspace: Workspace, viewer: Client) -> None:
    put_kpi(workspace, "revenue")
    at = datetime(2015, 11, 5, tzinfo=UTC)
    Annotation.objects.create(
        workspace=workspace, kpi="revenue", kind="event", period="2015-11", period_start=at, period_end=at,
        text="carrier strike", by=member(workspace, Role.CONTRIBUTOR, "carl@acme.example"), at=at,
    )  # fmt: skip
    assert "carrier strike" in text_of(viewer, "/w/acme/kpis/revenue/")


def test_numbers_saved_as_csv_hold_no_formula(workspace: Workspace, viewer: Client) -> None:
    row = kpi_row("revenue")
    made = chart("2015-12")
    made["points"][0].update({"value": -3.5, "full": "=cmd()", "reason": "@x", "doubt": "+y"})
    put(workspace, "kpi", cast(Any, row), cast(Any, kpi_detail(row, charts=[made])))
    lines = list(csv.reader(io.StringIO(text_of(viewer, "/w/acme/kpis/revenue/numbers.csv"))))
    assert lines[1][2] == "-3.5"
    assert all(not cell.startswith(("=", "+", "@")) for line in lines for cell in line)


def test_metrics_are_listed_with_what_they_serve_the_broken_first(workspace: Workspace, viewer: Client) -> None:
    kpi = {"noun": "kpi", "key": "revenue", "label": "Revenue", "value": "", "headline": "on track", "text": ""}
    put(workspace, "metric", cast(Any, metric_row("amount", kpis=[kpi])), {})
    put(workspace, "metric", cast(Any, metric_row("orders", error="no such column")), {})
    page = text_of(viewer, "/w/acme/metrics/")
    assert page.index("no such column") < page.index("Amount")
    assert "serves no KPI" in page and 'href="/w/acme/kpis/revenue/"' in page
    assert "Amount" not in text_of(viewer, "/w/acme/metrics/?show=idle")
    assert "No metric fits" in text_of(viewer, "/w/acme/metrics/?words=nothing")


def test_a_workspace_without_metrics_says_what_to_do(viewer: Client) -> None:
    assert "No metric is known" in text_of(viewer, "/w/acme/metrics/")


def test_every_page_of_an_example_is_shown_in_every_way() -> None:
    workspace = loaded("pizza", "pizza")
    client = Client()
    client.force_login(member(workspace, Role.VIEWER, "vera@acme.example"))
    for row in read.rows(workspace, "kpi"):
        base = f"/w/pizza/kpis/{row['key']}/"
        page = text_of(client, base)
        assert row["value"]["text"].partition(" ")[0] in page
        for query in sorted(set(re.findall(r'href="(\?[^"#]+)', page))):
            text_of(client, base + query.replace("&amp;", "&"))
        for address in ("sheet/", "numbers.csv", "?tab=breakdown", "?tab=definition"):
            text_of(client, base + address)
    for row in read.rows(workspace, "metric"):
        text_of(client, f"/w/pizza/metrics/{row['key']}/")


def test_a_receipt_says_where_the_number_comes_from() -> None:
    workspace = loaded("pizza", "pizza")
    client = Client()
    client.force_login(member(workspace, Role.VIEWER, "vera@acme.example"))
    row = next(row for row in read.rows(workspace, "kpi") if row["value"]["exact"] and not row["typed"])
    address = f"/w/pizza/kpis/{row['key']}/receipt/month/2015-12/"
    page = text_of(client, address)
    assert "SELECT" in page.upper() and "revision 1" in page
    told = json.loads(text_of(client, address + "?format=json"))
    assert told["period"] == "2015-12" and told["known"] and told["queries"] and told["sources"]
    panel = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel and "Receipt" in panel
    text_of(client, f"/w/pizza/kpis/{row['key']}/receipt/month/1999-01/", 404)
    text_of(client, f"/w/pizza/metrics/{row['metric']}/receipt/month/1999-01/", 404)


def test_rows_are_asked_of_a_worker_looked_at_and_saved() -> None:
    workspace = loaded("pizza", "pizza")
    client = Client()
    client.force_login(member(workspace, Role.VIEWER, "vera@acme.example"))
    base = "/w/pizza/kpis/lunch/"
    assert "Show the rows" in text_of(client, base + "?tab=rows")
    asked = client.post(base + "rows/", {"grain": "month", "period": "2015-12"})
    assert asked.status_code == 302
    page = text_of(client, asked["Location"].partition("#")[0])
    waiting = re.findall(r'hx-get="([^"]*/rows/\d+/)"', page)
    assert len(waiting) == 1
    done = run_one(KINDS)
    assert done is not None and done.state == "done", done and done.error
    assert "the newest first" in text_of(client, waiting[0])
    assert "the newest first" in text_of(client, asked["Location"].partition("#")[0])
    lines = list(csv.reader(io.StringIO(text_of(client, waiting[0] + "rows.csv"))))
    assert done.result is not None
    assert lines[0] == done.result["names"] and len(lines) == len(done.result["rows"]) + 1
    text_of(client, f"/w/pizza/kpis/order_value/rows/{done.pk}/", 404)
    assert client.post(base + "rows/", {"grain": "eon", "period": "2015-12"}).status_code == 404


def test_a_number_computed_again_is_the_same() -> None:
    workspace = loaded("pizza", "pizza")
    client = Client()
    client.force_login(member(workspace, Role.VIEWER, "vera@acme.example"))
    for base in ("/w/pizza/kpis/lunch/receipt/month/2015-12/", "/w/pizza/metrics/lunch_orders/receipt/month/2015-12/"):
        asked = client.post(base + "again/")
        assert asked.status_code == 302, base
        shown = asked["Location"].partition("#")[0]
        assert "hx-get" in text_of(client, shown)
        done = run_one(KINDS)
        assert done is not None and done.state == "done", done and done.error
        assert "The same." in text_of(client, shown)


def test_rows_saved_as_csv_hold_no_formula(workspace: Workspace, viewer: Client) -> None:
    put_kpi(workspace, "revenue")
    job = enqueue("ask", workspace, {"what": "rows", "key": "revenue"})
    result = {"names": ["=a"], "rows": [["=cmd()"], ["-3.5"], ["+49 30"], ["@x"], ["-x"]], "limit": 9, "period": ""}
    Job.objects.filter(pk=job.pk).update(state="done", result=result)
    saved = text_of(viewer, f"/w/acme/kpis/revenue/rows/{job.pk}/rows.csv")
    lines = [line[0] for line in csv.reader(io.StringIO(saved))]
    assert lines == ["'=a", "'=cmd()", "-3.5", "'+49 30", "'@x", "'-x"]

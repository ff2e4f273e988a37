"""Pages ask the database as often with many KPIs in the store as with few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from app_cards import AS_OF, metric_row, person, put, put_kpi, put_transition, run_of, workspace_row
from app_people import member
from truenorth.app.accounts.models import Role, Workspace
from truenorth.app.readings.models import Reading, Series

HERE = "/w/acme/"
PAGES = ("", "kpis/kpi_0/", "check-in/", "settings/teams/")
OWNER = "ann@acme.example"


@pytest.fixture
def client(workspace: Workspace) -> Client:
    """The owner of two KPIs; of one a word changed, and a number was restated."""
    put(workspace, "workspace", dict(workspace_row(people=[person(OWNER, "kpi_0", "kpi_1")])))
    client = Client()
    client.force_login(member(workspace, Role.CONTRIBUTOR, OWNER))
    for number in range(2):
        put_kpi(workspace, f"kpi_{number}", owner=OWNER)
    put_transition(workspace, "kpi_0", "headline", "on track", "at risk", AS_OF - timedelta(days=3))
    put(workspace, "metric", dict(metric_row("kpi_0")))
    series = Series.objects.create(workspace=workspace, metric="kpi_0", grain="month", segment="{}")
    for value, cause, days in (("100", "first", 9), ("104", "data", 2)):
        known = AS_OF - timedelta(days=days)
        Reading.objects.create(
            series=series, run=run_of(workspace), period="2015-11", period_start=AS_OF, period_end=AS_OF, value=value,
            maturity="final", value_hash="1", known_from=known, recorded_at=known, cause=cause,
        )  # fmt: skip
    return client


def asked(client: Client, path: str) -> int:
    """How often a page asks the database."""
    client.get(HERE + path)  # the first visit begins a look, and is remembered
    with CaptureQueriesContext(connection) as captured:
        assert client.get(HERE + path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_with_many_kpis(client: Client, workspace: Workspace, path: str) -> None:
    few = asked(client, path)
    for number in range(2, 60):
        put_kpi(workspace, f"kpi_{number}", owner="somebody@acme.example")
    assert asked(client, path) == few

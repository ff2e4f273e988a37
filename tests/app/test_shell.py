"""What surrounds every page: the instant that was asked for, the small drawings, what the tags write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import Http404
from django.test import RequestFactory

from app_cards import put, spark, workspace_row
from truenorth.app.accounts.models import Membership, Role, User, Workspace
from truenorth.app.pages.door import Visit
from truenorth.app.pages.drawing import small
from truenorth.app.pages.shell import around, as_of_of
from truenorth.app.templatetags.tn import when
from truenorth.errors import Refused


@pytest.fixture
def visit(workspace: Workspace) -> Visit:
    """An analyst in a workspace whose clock is New York's."""
    put(workspace, "workspace", dict(workspace_row(zone="America/New_York")))
    user = User.objects.create_user("ann@acme.example", "Ann Lee", "correct horse battery")
    Membership.objects.create(user=user, workspace=workspace, role=Role.ANALYST)
    return Visit(user, workspace, Role.ANALYST)


def test_a_day_is_known_until_its_end_in_the_workspaces_zone(visit: Visit) -> None:
    asked = as_of_of(RequestFactory().get("/", {"as_of": "2015-06-30"}), visit)
    assert asked.at == datetime(2015, 7, 1, 4, tzinfo=UTC)
    assert (asked.text, asked.query) == ("30 June 2015", "as_of=2015-06-30")


@pytest.mark.parametrize("day", ["yesterday", "2015-02-30", "9999-12-31"])
def test_what_is_no_date_is_refused(visit: Visit, day: str) -> None:
    with pytest.raises(Refused):
        as_of_of(RequestFactory().get("/", {"as_of": day}), visit)


@pytest.mark.parametrize("number", ["7", "x", "-1", "9" * 40, "²"])
def test_an_unknown_publication_is_not_found(visit: Visit, number: str) -> None:
    with pytest.raises(Http404):
        as_of_of(RequestFactory().get("/", {"publication": number}), visit)


def test_the_shell_names_the_workspace_and_the_person(visit: Visit) -> None:
    shell = around(RequestFactory().get("/"), visit, "home")
    assert (shell["workspace_name"], shell["initials"]) == ("Acme", "AL")


def test_a_sparkline_keeps_its_gaps_and_says_itself() -> None:
    shown = spark(1, 2, 3, 4)
    shown["values"][1] = None
    drawn = small.spark(shown)
    assert drawn.count("M") == 2
    assert 'aria-label="12 periods"' in drawn


def test_names_in_drawings_are_escaped() -> None:
    shown = spark(1, 2)
    shown["text"] = '"><script>'
    assert "<script>" not in small.spark(shown)
    assert "<script>" not in small.strip([{"label": "<script>", "word": "met", "text": "<script>"}])
    assert "<script>" not in small.glyph("<script>")


def test_an_instant_is_told_in_the_zone_asked_for() -> None:
    assert when("2015-06-30T22:05:00+00:00", "Europe/Berlin") == "1 July 2015, 00:05"

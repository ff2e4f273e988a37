"""The pulse: an open page learns that something became other, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from app_cards import put, workspace_row
from app_people import member
from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import Role, Workspace
from truenorth.app.readings.models import Run

HERE = "/w/acme/"


@pytest.fixture
def client(workspace: Workspace) -> Client:
    """A viewer's, in a workspace that was computed once."""
    put(workspace, "workspace", dict(workspace_row()))
    client = Client()
    client.force_login(member(workspace, Role.VIEWER, "vera@acme.example"))
    return client


def mark(client: Client) -> str:
    """The workspace's mark."""
    found: str = client.get(f"{HERE}pulse/").json()["mark"]
    return found


def test_the_mark_stays_while_nothing_happens(client: Client) -> None:
    first = client.get(f"{HERE}pulse/")
    again = client.get(f"{HERE}pulse/", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_page_carries_the_mark(client: Client) -> None:
    assert f'data-mark="{mark(client)}" data-pulse="/w/acme/pulse/"' in client.get(HERE).content.decode()


def test_a_page_of_the_past_carries_none(client: Client) -> None:
    assert "data-mark" not in client.get(f"{HERE}?as_of=2015-11-30").content.decode()


def test_a_run_that_begins_and_one_that_ends_change_the_mark(client: Client, workspace: Workspace) -> None:
    seen = [mark(client)]
    newest = Run.objects.latest("id")
    older, newer = (
        Run.objects.create(
            workspace=workspace, revision=newest.revision, as_of=newest.as_of, started_at=newest.started_at
        )
        for _ in range(2)
    )
    for run, state in ((newer, "running"), (newer, "done"), (older, "done")):  # of two at once the older ends last
        run.state = state
        run.save()
        seen.append(mark(client))
    assert len(set(seen)) == len(seen)


def test_what_a_person_did_changes_the_mark(client: Client, workspace: Workspace) -> None:
    before = mark(client)
    record("ann@acme.example", "comment", "kpi:revenue", workspace)
    assert mark(client) != before


def test_what_happens_elsewhere_does_not_change_the_mark(client: Client) -> None:
    before = mark(client)
    record("ann@other.example", "comment", "kpi:revenue", Workspace.objects.create(slug="other", name="Other"))
    assert mark(client) == before

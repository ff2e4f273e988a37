"""The settings of a workspace: who sees and may do what, and what the pages do."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from app_people import member
from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import ApiToken, AuditEvent, Invitation, Membership, Role, User, Workspace
from truenorth.app.pages.cells import plain

pytestmark = pytest.mark.django_db
HERE = "/w/acme/settings/"


@pytest.fixture
def ann(workspace: Workspace) -> User:
    """The administrator."""
    return member(workspace, Role.ADMIN, "ann@acme.example")


@pytest.fixture
def bob(workspace: Workspace) -> User:
    """A viewer."""
    return member(workspace, Role.VIEWER, "bob@acme.example")


def _of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# Address, then the statuses of GET for viewer, contributor, analyst, admin, and of POST without any values.
TABLE = (
    ("", (200, 200, 200, 200), (403, 403, 403, 200)),
    ("people/", (200, 200, 200, 200), (405, 405, 405, 405)),
    ("people/invite/", (403, 403, 403, 200), (403, 403, 403, 422)),
    ("people/1/remove/", (403, 403, 403, 404), (403, 403, 403, 404)),
    ("people/1/role/", (403, 403, 403, 404), (403, 403, 403, 404)),
    ("people/1/link/", (403, 403, 403, 404), (403, 403, 403, 404)),
    ("people/invitations/1/again/", (403, 403, 403, 302), (403, 403, 403, 422)),
    ("people/invitations/1/withdraw/", (403, 403, 403, 302), (403, 403, 403, 422)),
    ("teams/", (200, 200, 200, 200), (405, 405, 405, 405)),
    ("tokens/", (200, 200, 200, 200), (422, 422, 422, 422)),
    ("tokens/1/revoke/", (302, 302, 302, 302), (422, 422, 422, 422)),
    ("audit/", (403, 403, 403, 200), (405, 405, 405, 405)),
    ("audit/export/", (403, 403, 403, 200), (405, 405, 405, 405)),
)


@pytest.mark.parametrize(("address", "reads", "writes"), TABLE)
def test_each_role_reaches_what_it_may(
    workspace: Workspace, address: str, reads: tuple[int, ...], writes: tuple[int, ...]
) -> None:
    address = address.replace("1", "999999")
    clients = [_of(member(workspace, role, f"{role.value}@acme.example")) for role in Role]
    assert tuple(client.get(HERE + address).status_code for client in clients) == reads
    found = tuple(client.post(HERE + address).status_code for client in clients)
    assert found == writes
    other = Workspace.objects.create(slug="other", name="Other")
    stranger = _of(member(other, Role.ADMIN, "sam@other.example"))
    assert (stranger.get(HERE + address).status_code, stranger.post(HERE + address).status_code) == (404, 404)
    assert Client().get(HERE + address).status_code == 302


def test_an_administrator_invites_and_hands_the_link_over(ann: User) -> None:
    page = _of(ann).post(f"{HERE}people/invite/", {"email": "new@acme.example", "role": "analyst"})
    text = page.content.decode()
    assert re.search(r'value="http://127.0.0.1:8000/welcome/[\w-]{43}/"', text)
    assert page.headers["Cache-Control"] == "no-store"
    assert "new@acme.example" in text
    assert "/welcome/" not in _of(ann).get(f"{HERE}people/").content.decode()
    again = f"{HERE}people/invitations/{Invitation.objects.get().pk}/again/"
    assert "/welcome/" in _of(ann).post(again).content.decode()
    newest = Invitation.objects.latest("id")
    _of(ann).post(f"{HERE}people/invitations/{newest.pk}/withdraw/")
    assert not Invitation.objects.filter(withdrawn_at=None).exists()


def test_a_viewer_sees_names_but_no_addresses(ann: User, bob: User) -> None:
    assert "ann@acme.example" not in _of(bob).get(f"{HERE}people/").content.decode()
    assert "bob@acme.example" in _of(ann).get(f"{HERE}people/").content.decode()


def test_roles_are_changed_and_members_removed(ann: User, bob: User) -> None:
    client = _of(ann)
    client.post(f"{HERE}people/{bob.pk}/role/", {"role": "analyst"})
    assert Membership.objects.get(user=bob).role == Role.ANALYST
    client.post(f"{HERE}people/{bob.pk}/role/", {"role": "emperor"})
    assert Membership.objects.get(user=bob).role == Role.ANALYST
    last = client.post(f"{HERE}people/{ann.pk}/role/", {"role": "viewer"})
    assert last.status_code == 422 and "the last administrator" in last.content.decode()
    assert "What they wrote stays" in client.get(f"{HERE}people/{bob.pk}/remove/").content.decode()
    client.post(f"{HERE}people/{bob.pk}/remove/")
    assert not Membership.objects.filter(user=bob).exists()


def test_somebody_makes_a_token_uses_and_revokes_it(ann: User, bob: User) -> None:
    client = _of(ann)
    given = {"name": "trail", "scope": "admin", "expires": "2000-01-01"}
    assert client.post(f"{HERE}tokens/", given).status_code == 422
    page = client.get(f"{HERE}tokens/").content.decode()
    day = re.search(r'name="expires"[^>]*value="([\d-]+)"', page) or re.search(
        r'value="([\d-]+)"[^>]*name="expires"', page
    )
    assert day
    made = client.post(f"{HERE}tokens/", {**given, "expires": day[1]}).content.decode()
    token = re.search(r'value="(tn_[\w-]{43})"', made)
    assert token and token[1] not in client.get(f"{HERE}tokens/").content.decode()
    headers = {"authorization": f"Bearer {token[1]}"}
    export = Client(headers=headers).get(f"{HERE}audit/export/")
    assert export.status_code == 200
    assert "trail" not in _of(bob).get(f"{HERE}tokens/").content.decode().split("Make a token")[0]
    assert _of(bob).post(f"{HERE}tokens/", {**given, "expires": day[1]}).status_code == 422
    client.post(f"{HERE}tokens/{ApiToken.objects.get().pk}/revoke/")
    assert Client(headers=headers).get(f"{HERE}audit/export/").status_code == 401


def test_the_trail_is_filtered_and_exported_without_formulas(workspace: Workspace, ann: User) -> None:
    record("=cmd|' /C calc'!A0", "thing done", "@SUM(1)", workspace, {"a": 1})
    record("bob@acme.example", "other thing done", "x", workspace)
    client = _of(ann)
    page = client.get(f"{HERE}audit/?actor=bob&action=&since=&until=").content.decode()
    assert "Chain verified" in page and "other thing done</td>" in page and "<td>thing done" not in page
    assert "No row matches" in client.get(f"{HERE}audit/?until=2001-01-01").content.decode()
    answer = client.get(f"{HERE}audit/export/?action=thing+done")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:4] == ["id", "at", "actor", "action"] and len(rows) == 2
    assert rows[1][2:5] == ["'=cmd|' /C calc'!A0", "thing done", "'@SUM(1)"]
    assert AuditEvent.objects.filter(workspace=workspace).count() == 2


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert plain(text) == f"'{text}"


def test_teams_without_definitions_tell_what_to_do(bob: User) -> None:
    assert "The definitions name no people yet" in _of(bob).get(f"{HERE}teams/").content.decode()


def test_the_workspace_is_renamed(ann: User) -> None:
    _of(ann).post(HERE, {"name": "Acme Ltd"})
    assert Workspace.objects.get().name == "Acme Ltd"

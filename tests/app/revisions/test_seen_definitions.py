"""The pages on the history of definitions: who sees what, and that nothing in a file is taken for HTML."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from app_people import member
from revision_files import SHOP, shop
from truenorth.app.accounts.models import Role, Workspace
from truenorth.app.revisions.write import apply

pytestmark = pytest.mark.django_db
HERE = "/w/acme/settings/definitions/"
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def stored(workspace: Workspace) -> Workspace:
    """A workspace with three revisions; the last retires a KPI and moves a target."""
    apply(workspace, SHOP, by="ann@shop.example", folder="/srv/shop")
    secret = ("sales.yml", "data/*.csv", "data/secret-place/*.csv")
    apply(workspace, shop(secret), by="ann@shop.example", folder="/srv/shop", reason=EVIL)
    gone = ("kpis/all.yml", "  basket: { label: Basket, metric: average_order }\n", "")
    changed = shop(("sales.yml", "label: Orders", f'label: "{EVIL}"'), ("kpis/all.yml", "1000", "900"), gone)
    apply(workspace, changed, by="ben@shop.example", folder="/srv/shop", reason="plan revised")
    return workspace


def _client(workspace: Workspace, role: Role) -> Client:
    client = Client()
    client.force_login(member(workspace, role, f"{role.value}@acme.example"))
    return client


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_it_may(stored: Workspace, role: Role) -> None:
    client = _client(stored, role)
    files = 200 if role in (Role.ANALYST, Role.ADMIN) else 403
    wanted = {"": 200, "1/": 200, "3/": 200, "0/": 404, "4/": 404, "99999999999999999999/": 404, "2/zip/": files}
    assert {address: client.get(HERE + address).status_code for address in wanted} == wanted
    assert client.post(HERE).status_code == 405


def test_strangers_are_sent_away(stored: Workspace) -> None:
    other = Workspace.objects.create(slug="other", name="Other")
    assert _client(other, Role.ADMIN).get(HERE).status_code == 404
    assert Client().get(HERE).status_code == 302


def test_the_list_says_who_when_why_what_and_what_was_retired(stored: Workspace) -> None:
    page = _client(stored, Role.ANALYST).get(HERE).content.decode()
    for said in ("Revision 3 is in force", "ben@shop.example", "plan revised", "3 changed, 1 retired", "basket"):
        assert said in page
    assert EVIL not in page


def test_a_revision_shows_its_lines_and_is_safe(stored: Workspace) -> None:
    page = _client(stored, Role.ANALYST).get(f"{HERE}3/").content.decode()
    assert EVIL not in page
    assert "<del>-       - { from: 2026-01, at_least: 1000 }</del>" in page
    assert "<ins>+       - { from: 2026-01, at_least: 900 }</ins>" in page
    assert "label: Orders → " in page


def test_addresses_of_sources_are_for_those_who_may_change_them(stored: Workspace) -> None:
    assert "secret-place" in _client(stored, Role.ANALYST).get(f"{HERE}2/").content.decode()
    viewer = _client(stored, Role.VIEWER)
    assert "secret-place" not in viewer.get(f"{HERE}2/").content.decode()
    assert "at_least: 900" in viewer.get(f"{HERE}3/").content.decode()


def test_the_zip_holds_the_files_verbatim(stored: Workspace) -> None:
    client = _client(stored, Role.ADMIN)
    response = client.get(f"{HERE}1/zip/")
    assert response["Content-Disposition"] == 'attachment; filename="acme-definitions-1.zip"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == SHOP
    assert client.get(f"{HERE}1/zip/").content == response.content


def test_an_empty_workspace_says_what_to_do(workspace: Workspace) -> None:
    assert "truenorth apply" in _client(workspace, Role.VIEWER).get(HERE).content.decode()

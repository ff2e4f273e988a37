"""Signing in as a person does: links, passwords, second factor, sessions, limits, addresses that lead astray."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from app_people import member
from truenorth.app.accounts import write
from truenorth.app.accounts.invitations import first_link, invite, one_time_link
from truenorth.app.accounts.models import AuditEvent, Membership, Role, User, Workspace

pytestmark = pytest.mark.django_db
OLD, NEW = "correct horse battery", "a sentence nobody else would choose"


@pytest.fixture
def ann(workspace: Workspace) -> User:
    """The workspace's administrator, who signs in by the password OLD."""
    return member(workspace, Role.ADMIN, "ann@acme.example")


def _path(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def _sign_in(client: Client, email: str, password: str = OLD, **query: str) -> str:
    """Where the sign-in leads; empty where it was refused."""
    response = client.post("/account/login/", {"login": email, "password": password, **query})
    return response.headers.get("Location", "")


def _is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_first_operator_comes_in_and_makes_a_workspace(client: Client) -> None:
    link = first_link()
    assert link
    assert "You are the first here" in client.get(_path(link)).content.decode()
    given = {"email": "chief@acme.example", "name": "Chief", "password": NEW, "again": NEW}
    assert client.post(_path(link), {**given, "again": "other"}).status_code == 422
    assert client.post(_path(link), given).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/workspaces/"
    assert "Nothing here yet" in client.get("/workspaces/").content.decode()
    assert client.post("/workspaces/make/", {"name": "Acme"}).headers["Location"] == "/w/acme/"
    assert Membership.objects.get().role == Role.ADMIN
    assert client.get("/").headers["Location"] == "/w/acme/"
    assert client.get("/installation/").status_code == 200


def test_somebody_new_joins_by_an_invitation_once(client: Client, workspace: Workspace, ann: User) -> None:
    path = _path(invite(workspace, "bob@acme.example", Role.VIEWER, by=ann))
    page = client.get(path)
    assert "bob@acme.example" in page.content.decode() and page.headers["Cache-Control"] == "no-store"
    weak = client.post(path, {"name": "Bob", "password": "password12", "again": "password12"})
    assert weak.status_code == 422 and "too common" in weak.content.decode()
    assert client.post(path, {"name": "Bob", "password": NEW, "again": NEW}).headers["Location"] == "/w/acme/"
    assert _is_in(client)
    again = Client().get(path)
    assert again.status_code == 410 and "used already" in again.content.decode()


def test_somebody_known_joins_after_signing_in(client: Client, workspace: Workspace, ann: User) -> None:
    other = Workspace.objects.create(slug="other", name="Other")
    path = _path(invite(other, ann.email, Role.VIEWER, by=None))
    assert "sign in as ann@acme.example" in client.get(path).content.decode()
    posted = client.post(path, {"name": "Eve", "password": NEW, "again": NEW})
    assert "sign in as ann@acme.example" in posted.content.decode()
    assert _sign_in(client, ann.email, next=path) == path
    assert "Join Other" in client.get(path).content.decode()
    assert client.post(path).headers["Location"] == "/w/other/"
    assert Membership.objects.filter(user=ann, workspace=other).exists()


def test_guessing_links_comes_to_an_end(client: Client) -> None:
    statuses = [client.get("/welcome/guess/").status_code for _ in range(22)]
    assert statuses == [410] * 20 + [429] * 2


def test_guessing_passwords_comes_to_an_end(client: Client, ann: User) -> None:
    for _ in range(5):
        assert _sign_in(client, ann.email, "wrong") == ""
    assert _sign_in(client, ann.email) == ""
    assert not _is_in(client)
    refused = AuditEvent.objects.filter(action="sign-in refused", actor=ann.email)
    assert refused.count() == 5


def test_an_unknown_address_is_not_kept(client: Client, ann: User) -> None:
    _sign_in(client, "secret-in-the-wrong-field@acme.example", "wrong")
    assert not AuditEvent.objects.filter(actor__contains="secret").exists()
    assert AuditEvent.objects.filter(actor="somebody", action="sign-in refused").count() == 1


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https:/\\evil.example",
        "https://127.0.0.1@evil.example/",
    ],
)
def test_sign_in_leads_nowhere_else(client: Client, ann: User, away: str) -> None:
    assert _sign_in(client, ann.email, next=away) == "/"
    assert client.post("/account/logout/", {"next": away}).headers["Location"] == "/account/login/"


def test_sign_in_leads_where_one_wanted_to_go(client: Client, ann: User) -> None:
    assert client.get("/account/").headers["Location"] == "/account/login/?next=/account/"
    assert _sign_in(client, ann.email, next="/account/") == "/account/"


def _turn_on(client: Client) -> str:
    """The secret of a second factor that was just turned on."""
    once_more = client.get("/account/2fa/totp/activate/").headers["Location"]
    page = client.post(once_more, {"password": OLD}, follow=True)
    found = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page.content.decode())
    assert found and 'src="data:image/svg+xml' in page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    answer = client.post("/account/2fa/totp/activate/", {"code": pyotp.TOTP(found[1]).now()})
    assert answer.status_code == 302
    return found[1]


def test_a_second_factor_is_asked_for_at_sign_in(
    client: Client, ann: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    _sign_in(client, ann.email)
    with django_capture_on_commit_callbacks(execute=True):
        secret = _turn_on(client)
    codes = client.get("/account/2fa/recovery-codes/").content.decode()
    recovery = re.findall(r"<li>([0-9a-f]{8})</li>", codes)
    assert len(recovery) == 10
    browser = Client()
    assert _sign_in(browser, ann.email) == "/account/2fa/authenticate/"
    assert not _is_in(browser)
    assert browser.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not _is_in(browser)
    browser.post("/account/2fa/authenticate/", {"code": recovery[0]})
    assert _is_in(browser)
    other = Client()
    _sign_in(other, ann.email)
    other.post("/account/2fa/authenticate/", {"code": recovery[0]})
    assert not _is_in(other)
    assert len(secret) >= 32
    acts = set(AuditEvent.objects.filter(workspace=None).values_list("action", flat=True))
    assert {"second factor added", "second factor refused", "signed in"} <= acts


def test_a_one_time_link_does_not_pass_by_the_second_factor(client: Client, ann: User) -> None:
    _sign_in(client, ann.email)
    _turn_on(client)
    browser = Client()
    path = _path(one_time_link(ann))
    answer = browser.post(path, {"password": NEW, "again": NEW})
    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert not _is_in(browser)
    assert not _is_in(client)


def test_one_session_is_ended_from_another(client: Client, ann: User) -> None:
    other = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    _sign_in(other, ann.email)
    _sign_in(client, ann.email)
    page = client.get("/account/").content.decode()
    assert "Firefox on Linux" in page
    (end,) = re.findall(r'action="(/account/sessions/\d+/end/)"', page)
    stranger = Client()
    eve = User.objects.create_user("eve@acme.example", password=OLD)
    _sign_in(stranger, eve.email)
    stranger.post(end)
    assert _is_in(other)
    client.post(end)
    assert not _is_in(other)
    assert _is_in(client)


def test_a_changed_password_and_a_switch_end_other_sessions(client: Client, workspace: Workspace, ann: User) -> None:
    other = Client()
    _sign_in(other, ann.email)
    _sign_in(client, ann.email)
    given = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", given).status_code == 302
    assert _is_in(client) and not _is_in(other)
    member(workspace, Role.ADMIN, "bob@acme.example")
    write.switch_off(ann, by="x")
    assert not _is_in(client)
    assert _sign_in(Client(), ann.email, NEW) in ("", "/account/inactive/")


@pytest.mark.parametrize(
    "address", ["signup", "email", "confirm-email", "confirm-email/abc", "password/set", "login/code"]
)
def test_what_makes_no_sense_here_is_closed(client: Client, ann: User, address: str) -> None:
    assert client.get(f"/account/{address}/").status_code == 404
    _sign_in(client, ann.email)
    assert client.get(f"/account/{address}/").status_code == 404
    assert client.post(f"/account/{address}/", {"email": "x@y.example"}).status_code in (404, 405)


def test_a_forgotten_password_without_mail_tells_whom_to_ask(client: Client, ann: User) -> None:
    assert "Ask an administrator" in client.get("/account/password/reset/").content.decode()
    assert "Ask an administrator" in client.post("/account/password/reset/", {"email": ann.email}).content.decode()


def test_only_operators_see_the_installation(client: Client, ann: User) -> None:
    pages = ("/installation/", f"/installation/people/{ann.pk}/", "/installation/audit/", "/installation/audit/export/")
    assert [client.get(page).status_code for page in pages] == [302] * 4
    _sign_in(client, ann.email)
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert client.post("/workspaces/make/", {"name": "Mine"}).status_code == 404
    User.objects.filter(pk=ann.pk).update(is_operator=True)
    assert [client.get(page).status_code for page in pages] == [200] * 4


def test_an_operator_switches_people_off_and_on(client: Client, ann: User) -> None:
    write.make_operator(ann, by="x")
    bob = User.objects.create_user("bob@acme.example", password=OLD)
    _sign_in(client, ann.email)
    client.post(f"/installation/people/{bob.pk}/", {"act": "off"})
    assert not User.objects.get(pk=bob.pk).is_active
    client.post(f"/installation/people/{bob.pk}/", {"act": "on"})
    assert User.objects.get(pk=bob.pk).is_active
    assert "/welcome/" in client.post(f"/installation/people/{bob.pk}/", {"act": "link"}).content.decode()
    last = client.post(f"/installation/people/{ann.pk}/", {"act": "off"})
    assert last.status_code == 422 and "last operator" in last.content.decode()

"""Programs' keys: never more than their owner, good until they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils import timezone

from app_people import member
from truenorth.app.accounts import read, write
from truenorth.app.accounts.authorise import Action
from truenorth.app.accounts.models import ApiToken, Role, User, Workspace
from truenorth.app.accounts.tokens import bearer, make_token, revoke_token
from truenorth.app.pages.door import Visit, door
from truenorth.errors import Refused

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


@door(Action.CONTRIBUTE, post=Action.CONTRIBUTE, token=True)
def _view(request: HttpRequest, visit: Visit) -> HttpResponse:
    return HttpResponse(f"{visit.user.email} {visit.role.value}")


@door(Action.VIEW)
def _for_people(request: HttpRequest, visit: Visit) -> HttpResponse:
    return HttpResponse("read")


def _asked(token: str, method: str = "GET", address: str = "203.0.113.7") -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory(headers={"authorization": f"Bearer {token}"}).generic(
        method, "/w/acme/", REMOTE_ADDR=address
    )
    request.user = AnonymousUser()
    return request


def _status(response: HttpResponseBase) -> int:
    return response.status_code


@pytest.fixture
def bob(workspace: Workspace) -> User:
    """An analyst, besides an administrator."""
    member(workspace, Role.ADMIN, "ann@acme.example")
    return member(workspace, Role.ANALYST, "bob@acme.example")


def test_a_token_is_shown_once_and_kept_hashed(workspace: Workspace, bob: User) -> None:
    token = make_token(bob, workspace, "warehouse", Role.VIEWER, timezone.now() + TOMORROW)
    kept = ApiToken.objects.get()
    assert token not in (kept.token_hash, kept.prefix, kept.name) and token.startswith(kept.prefix)
    found = bearer(_asked(token))
    assert found is not None and (found.user, found.workspace, found.role) == (bob, workspace, Role.VIEWER)
    assert read.tokens(workspace)[0].last_used_at is not None


def test_a_scope_is_at_most_the_owners_role_then_and_now(workspace: Workspace, bob: User) -> None:
    with pytest.raises(Refused, match="scope admin"):
        make_token(bob, workspace, "x", Role.ADMIN, timezone.now() + TOMORROW)
    token = make_token(bob, workspace, "x", Role.ANALYST, timezone.now() + TOMORROW)
    write.change_role(workspace, bob, Role.VIEWER, by="x")
    found = bearer(_asked(token))
    assert found is not None and found.role is Role.VIEWER
    write.switch_off(bob, by="x")
    assert bearer(_asked(token)) is None
    write.switch_on(bob, by="x")
    write.remove_member(workspace, bob, by="x")
    assert bearer(_asked(token)) is None


def test_an_ended_or_revoked_token_is_no_longer_good(workspace: Workspace, bob: User) -> None:
    token = make_token(bob, workspace, "x", Role.VIEWER, timezone.now() + TOMORROW)
    ApiToken.objects.update(expires_at=timezone.now())
    assert bearer(_asked(token)) is None
    ApiToken.objects.update(expires_at=timezone.now() + TOMORROW)
    other = member(workspace, Role.ANALYST, "cat@acme.example")
    with pytest.raises(Refused):
        revoke_token(ApiToken.objects.get().pk, workspace, by=other)
    revoke_token(ApiToken.objects.get().pk, workspace, by=bob)
    assert bearer(_asked(token)) is None


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_token_ends_within_a_year(workspace: Workspace, bob: User, days: int) -> None:
    with pytest.raises(Refused, match="within a year"):
        make_token(bob, workspace, "x", Role.VIEWER, timezone.now() + timedelta(days=days))


def test_the_door_takes_tokens_for_reading_where_a_view_says_so(workspace: Workspace, bob: User) -> None:
    strong = make_token(bob, workspace, "x", Role.CONTRIBUTOR, timezone.now() + TOMORROW)
    weak = make_token(bob, workspace, "x", Role.VIEWER, timezone.now() + TOMORROW)
    answer = _view(_asked(strong), "acme")
    assert isinstance(answer, HttpResponse) and answer.content == b"bob@acme.example contributor"
    assert _status(_view(_asked("tn_wrong"), "acme")) == 401
    assert _status(_view(_asked(strong, "POST"), "acme")) == 302
    assert _status(_for_people(_asked(strong), "acme")) == 302
    from django.core.exceptions import PermissionDenied
    from django.http import Http404

    with pytest.raises(PermissionDenied):
        _view(_asked(weak), "acme")
    Workspace.objects.create(slug="other", name="Other")
    with pytest.raises(Http404):
        _view(_asked(strong), "other")


def test_guessing_tokens_comes_to_an_end(workspace: Workspace, bob: User) -> None:
    good = make_token(bob, workspace, "x", Role.VIEWER, timezone.now() + TOMORROW)
    for _ in range(20):
        assert bearer(_asked("tn_wrong")) is None
    with pytest.raises(RateLimited):
        bearer(_asked(good))
    assert bearer(_asked(good, address="203.0.113.8")) is not None

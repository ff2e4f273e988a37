"""Who gets through the door, and who is told what."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from app_people import member
from truenorth.app.accounts.authorise import Action, can
from truenorth.app.accounts.models import Role, User, Workspace
from truenorth.app.pages.door import Visit, door

LADDER = (Action.VIEW, Action.CONTRIBUTE, Action.DEFINE, Action.ADMINISTER)


@door(Action.VIEW, post=Action.DEFINE)
def _view(request: HttpRequest, visit: Visit) -> HttpResponse:
    return HttpResponse(visit.role.value)


@door(Action.VIEW)
def _only_read(request: HttpRequest, visit: Visit) -> HttpResponse:
    return HttpResponse("read")


def _asked(user: User | AnonymousUser, method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, "/w/acme/")
    request.user = user
    return request


@pytest.mark.parametrize(("place", "role"), list(enumerate(Role)))
def test_each_role_may_what_those_before_it_may(workspace: Workspace, place: int, role: Role) -> None:
    user = member(workspace, role, "ann@acme.example")
    assert [can(user, action, workspace) for action in LADDER] == [index <= place for index in range(4)]
    assert not can(user, Action.OPERATE, workspace)


def test_an_operator_is_a_stranger_in_a_workspace_of_others(workspace: Workspace) -> None:
    user = User.objects.create_user("op@acme.example")
    user.is_operator = True
    user.save()
    assert can(user, Action.OPERATE, None)
    assert not can(user, Action.VIEW, workspace)


def test_who_was_switched_off_may_nothing(workspace: Workspace) -> None:
    user = member(workspace, Role.ADMIN, "ann@acme.example")
    user.is_active = False
    user.save()
    assert not any(can(user, action, workspace) for action in Action)


def test_a_change_needs_its_own_role_and_a_page_for_reading_takes_none(workspace: Workspace) -> None:
    viewer = member(workspace, Role.VIEWER, "vic@acme.example")
    analyst = member(workspace, Role.ANALYST, "ann@acme.example")
    assert _view(_asked(viewer), "acme").status_code == 200
    with pytest.raises(PermissionDenied):
        _view(_asked(viewer, "POST"), "acme")
    assert _view(_asked(analyst, "POST"), "acme").status_code == 200
    assert _only_read(_asked(analyst, "POST"), "acme").status_code == 405
    assert _only_read(_asked(analyst, "DELETE"), "acme").status_code == 405


def test_a_stranger_cannot_tell_a_workspace_of_others_from_none(workspace: Workspace) -> None:
    stranger = member(Workspace.objects.create(slug="other", name="Other"), Role.ADMIN, "sam@other.example")
    for slug in ("acme", "nothing"):
        with pytest.raises(Http404):
            _view(_asked(stranger), slug)
    assert _view(_asked(AnonymousUser()), "acme").status_code == 302


def test_nobody_signs_themselves_up(db: None, client: Client) -> None:
    given = {"email": "eve@else.example", "password1": "correct horse battery", "password2": "correct horse battery"}
    client.post("/account/signup/", given)
    assert not User.objects.exists()

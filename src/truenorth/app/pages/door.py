"""The doors that every view stands behind. Each leaves its conditions on the view, as `door`, for who lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed, JsonResponse

from truenorth.app.accounts.authorise import Action, can, may, memberships_of
from truenorth.app.accounts.models import Role, User, Workspace
from truenorth.app.accounts.tokens import bearer
from truenorth.app.pages.pulse.mark import mark_of
from truenorth.app.readings import read
from truenorth.app.readings.shapes import WorkspaceRow

View = Callable[..., HttpResponseBase]
LAST_WORKSPACE = "last_workspace"
"""Where a session keeps which workspace its person was in."""


@dataclass(frozen=True)
class Visit:
    """Who came, to which workspace, in which role; for a page, with the workspace's mark before it was read."""

    user: User
    workspace: Workspace
    role: Role
    others: tuple[Workspace, ...] = ()  # the visitor's other workspaces
    mark: str = ""

    @cached_property
    def known(self) -> WorkspaceRow | dict[str, Any]:
        """The workspace's newest card; {} before the first run."""
        return read.row(self.workspace, "workspace", "workspace") or {}

    def may(self, action: Action) -> bool:
        """Whether the visitor may do it."""
        return may(self.role, action)


def door(action: Action, *, post: Action | None = None, token: bool = False) -> Callable[[View], View]:
    """Let only those through who may do `action`; requests that change something need `post`, without it they get 405.

    The view is called with the request, the `Visit`, and the address's other parts. A stranger to the workspace gets
    the same 404 as for one that does not exist; a member whose role is not enough gets 403. With `token` a program may
    read by `Authorization: Bearer …`, as a person of the token's scope.
    """

    def behind(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, workspace: str, *args: Any, **words: Any) -> HttpResponseBase:
            reading = request.method in ("GET", "HEAD")
            if token and reading and "Authorization" in request.headers:
                came = _by_token(request, workspace)
                if came is None:
                    return _no_token()
            elif not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            else:
                came = _by_session(request, request.user, workspace)
            wanted = action if reading else post
            if wanted is None:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            if not came.may(wanted):
                raise PermissionDenied
            seen = replace(came, mark=mark_of(came.workspace)) if reading else came
            return view(request, seen, *args, **words)

        wrapped.door = (action, post)  # type: ignore[attr-defined]  # for who lists what every address asks of people
        return wrapped

    return behind


def _by_session(request: HttpRequest, user: User, slug: str) -> Visit:
    memberships = memberships_of(user)
    found = next((each for each in memberships if each.workspace.slug == slug), None)
    if found is None:
        raise Http404
    session = getattr(request, "session", None)
    if session is not None and session.get(LAST_WORKSPACE) != slug:
        session[LAST_WORKSPACE] = slug
    others = tuple(each.workspace for each in memberships if each is not found)
    return Visit(user, found.workspace, Role(found.role), others)


def _by_token(request: HttpRequest, slug: str) -> Visit | None:
    """The visit of a program; None where its token is not good. Another workspace's token is a stranger here."""
    found = bearer(request)
    if found is None:
        return None
    if found.workspace.slug != slug:
        raise Http404
    return Visit(*found)


def _no_token() -> HttpResponseBase:
    said = {"error": {"code": "TOKEN_BAD", "message": "The token is not known, was revoked, or has expired."}}
    return JsonResponse(said, status=401, headers={"WWW-Authenticate": 'Bearer realm="Truenorth"'})


def signed_in(*, post: bool = False) -> Callable[[View], View]:
    """Let those through who signed in, whatever their workspaces; with `post` they may also change what is theirs."""
    return _gate(lambda user: True, ("signed in", "signed in" if post else None))


def operator(*, post: bool = False) -> Callable[[View], View]:
    """Let operators of the installation through; others get 404, as if there were nothing."""
    return _gate(lambda user: can(user, Action.OPERATE, None), (Action.OPERATE, Action.OPERATE if post else None))


def _gate(allowed: Callable[[User], bool], conditions: tuple[str, str | None]) -> Callable[[View], View]:
    def behind(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **words: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not allowed(request.user):
                raise Http404
            if request.method not in ("GET", "HEAD") and conditions[1] is None:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            return view(request, request.user, *args, **words)

        wrapped.door = conditions  # type: ignore[attr-defined]  # as above
        return wrapped

    return behind


def anybody(*, post: bool = False) -> Callable[[View], View]:
    """Let everybody through: only for the way in."""

    def behind(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **words: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD") and not post:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            return view(request, *args, **words)

        wrapped.door = ("anybody", "anybody" if post else None)  # type: ignore[attr-defined]  # as above
        return wrapped

    return behind

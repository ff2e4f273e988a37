"""The door that every view stands behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from truenorth.app.accounts.authorise import Action, may, role_of
from truenorth.app.accounts.models import Role, User, Workspace

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Visit:
    """Who came, to which workspace, in which role."""

    user: User
    workspace: Workspace
    role: Role

    def may(self, action: Action) -> bool:
        """Whether the visitor may do it."""
        return may(self.role, action)


def door(action: Action, *, post: Action | None = None) -> Callable[[View], View]:
    """Let only those through who may do `action`; requests that change something need `post`, without it they get 405.

    The view is called with the request, the `Visit`, and the address's other parts. A stranger to the workspace gets
    the same 404 as for one that does not exist; a member whose role is not enough gets 403.
    """

    def behind(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, workspace: str, *args: Any, **words: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            user = request.user
            found = Workspace.objects.filter(slug=workspace).first()
            role = None if found is None else role_of(user, found)
            if found is None or role is None:
                raise Http404
            wanted = action if request.method in ("GET", "HEAD") else post
            if wanted is None:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            if not may(role, wanted):
                raise PermissionDenied
            return view(request, Visit(user, found, role), *args, **words)

        wrapped.door = (action, post)  # type: ignore[attr-defined]  # for who lists what every address asks of people
        return wrapped

    return behind

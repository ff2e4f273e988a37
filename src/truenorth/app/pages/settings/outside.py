"""Addresses that belong to no workspace: the way in, and the choice of a workspace.

They stand before the sign-in library's own: what it offers and makes no sense here is closed.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, re_path

from truenorth.app.pages.door import anybody
from truenorth.app.pages.settings import installation, myself, trail, way_in


@anybody()
def closed(request: HttpRequest) -> HttpResponseBase:
    """Nothing: people come by invitation and are known by one address, and links take the place of codes by mail."""
    raise Http404


_CLOSED = (
    "signup/",
    "email/",
    "confirm-email/",
    "password/set/",
    "login/code/",
    "login/code/confirm/",
    "reauthenticate/code/",
    "reauthenticate/code/confirm/",
)

urlpatterns: list[URLPattern] = [
    path("", way_in.root, name="root"),
    path("welcome/<str:secret>/", way_in.welcomed, name="welcome"),
    path("workspaces/", way_in.workspaces, name="workspaces"),
    path("workspaces/make/", way_in.make_workspace, name="workspace-make"),
    path("account/", myself.account, name="account"),
    path("account/sessions/<int:session>/end/", myself.session_end, name="session-end"),
    path("account/password/reset/", way_in.forgotten, name="account-forgotten"),
    *(path(f"account/{address}", closed) for address in _CLOSED),
    re_path(r"^account/confirm-email/.+$", closed),
    path("installation/", installation.installation, name="installation"),
    path("installation/people/<int:person>/", installation.person, name="installation-person"),
    path("installation/audit/", trail.installation_audit, name="installation-audit"),
    path("installation/audit/export/", trail.installation_audit_export, name="installation-audit-export"),
]

"""Programs' keys to a workspace."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from truenorth.app.accounts import read
from truenorth.app.accounts.authorise import Action, ladder
from truenorth.app.accounts.models import Role
from truenorth.app.accounts.tokens import make_token, revoke_token
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.settings.forms import NewToken, sent
from truenorth.app.pages.settings.frame import page
from truenorth.errors import Refused


@door(Action.VIEW, post=Action.VIEW)
def tokens(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One's own tokens, for administrators all; a new one is shown here, once."""
    scopes = [(role.value, role.label) for role in Role if ladder(role) <= ladder(visit.role)]
    form = NewToken(sent(request), scopes=scopes, today=timezone.now().date())
    made = _made(form, visit) if request.method == "POST" and form.is_valid() else ""
    if made:
        form = NewToken(None, scopes=scopes, today=timezone.now().date())
    administers = visit.may(Action.ADMINISTER)
    asked = {
        "tokens": read.tokens(visit.workspace, None if administers else visit.user),
        "administers": administers,
        "form": form,
        "made": made,
        "now": timezone.now(),
    }
    response = page(request, visit, "settings/tokens.html", asked)
    response.status_code = 422 if form.errors else 200
    response["Cache-Control"] = "no-store"
    return response


def _made(form: NewToken, visit: Visit) -> str:
    given = form.cleaned_data
    ends: datetime = form.ends()
    try:
        return make_token(visit.user, visit.workspace, given["name"], Role(given["scope"]), ends)
    except Refused as refusal:
        form.add_error("expires" if refusal.finding.code == "TOKEN_EXPIRY" else None, refusal.finding.message)
        return ""


@door(Action.VIEW, post=Action.VIEW)
def token_revoke(request: HttpRequest, visit: Visit, token: int) -> HttpResponseBase:
    """Ask once, then make a token no longer good."""
    administers = visit.may(Action.ADMINISTER)
    if request.method == "POST":
        revoke_token(token, visit.workspace, by=visit.user, any_owner=administers)
        messages.success(request, "The token is no longer good.")
        return redirect("tokens", visit.workspace.slug)
    mine = read.tokens(visit.workspace, None if administers else visit.user)
    found = next((each for each in mine if each.id == token), None)
    if found is None:
        return redirect("tokens", visit.workspace.slug)
    return page(request, visit, "settings/token_revoke.html", {"token": found})

"""“You”: somebody's own name, password, second factor, sessions and tokens."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from truenorth.app.accounts import read, write
from truenorth.app.accounts.models import User
from truenorth.app.accounts.tokens import tokens_of
from truenorth.app.pages.door import signed_in
from truenorth.app.pages.settings.forms import Name, sent


@signed_in(post=True)
def account(request: HttpRequest, user: User) -> HttpResponseBase:
    """Everything about oneself in one place."""
    form = Name(sent(request), initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        write.name_person(user, form.cleaned_data["name"])
        messages.success(request, "Your name is changed.")
        return redirect("account")
    asked = {
        "form": form,
        "sessions": _sessions(request, user),
        "second_factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        "codes": _codes_left(user),
        "tokens": tokens_of(user),
        "workspaces": read.workspaces_of(user),
    }
    return render(request, "door/account.html", asked, status=422 if form.errors else 200)


def _codes_left(user: User) -> int | None:
    """Recovery codes not used yet; None where none were made."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return None if found is None else len(found.wrap().get_unused_codes())


def _sessions(request: HttpRequest, user: User) -> list[tuple[UserSession, bool, str]]:
    found = sorted(UserSession.objects.purge_and_list(user), key=lambda each: each.created_at, reverse=True)
    here = request.session.session_key
    return [(each, each.session_key == here, browser(each.user_agent)) for each in found]


def browser(agent: str) -> str:
    """The program and system of a user agent in words.

    >>> browser("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36")
    'Chrome on Linux'
    """
    programs = (
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    )
    systems = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    program = next((word for mark, word in programs if mark in agent), "A program")
    system = next((word for mark, word in systems if mark in agent), "")
    return f"{program} on {system}" if system else program


@signed_in(post=True)
def session_end(request: HttpRequest, user: User, session: int) -> HttpResponseBase:
    """Sign one browser out."""
    found = UserSession.objects.filter(user=user, pk=session).first()
    if request.method == "POST" and found is not None:
        found.end()
        messages.success(request, "That browser is signed out.")
    return redirect("account")

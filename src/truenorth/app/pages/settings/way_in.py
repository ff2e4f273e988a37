"""The way in: links of invitations, forgotten passwords, and where somebody lands."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import password_reset
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from truenorth.app.accounts import read, write
from truenorth.app.accounts.invitations import Kind, Welcome, join, set_up, welcome
from truenorth.app.accounts.limits import exhausted, spend
from truenorth.app.accounts.mail import can_send
from truenorth.app.accounts.models import User
from truenorth.app.pages.door import LAST_WORKSPACE, anybody, operator, signed_in
from truenorth.app.pages.settings.forms import Name, SetUp, sent
from truenorth.app.readings.read import rows
from truenorth.errors import Refused


@anybody()
def root(request: HttpRequest) -> HttpResponseBase:
    """To the workspace somebody was in, or was last made a member of; else to the choice."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    mine = read.workspaces_of(request.user)
    last = request.session.get(LAST_WORKSPACE)
    slug = next((each.slug for each in mine if each.slug == last), mine[0].slug if len(mine) == 1 else None)
    if slug is None:
        return redirect("workspaces")
    scorecards = rows(found, "scorecard") if (found := read.find_workspace(slug)) else []
    return redirect(f"{landing(slug)}scorecards/{scorecards[0]['key']}/" if scorecards else landing(slug))


def landing(slug: str) -> str:
    """The address of a workspace's home."""
    return f"/w/{slug}/"


@signed_in()
def workspaces(request: HttpRequest, user: User) -> HttpResponse:
    """Somebody's workspaces, or what to do when there is none yet."""
    asked = {"workspaces": read.workspaces_of(user), "form": Name() if user.is_operator else None}
    return render(request, "door/workspaces.html", asked)


@operator(post=True)
def make_workspace(request: HttpRequest, user: User) -> HttpResponse:
    """Make a workspace, with its maker as administrator."""
    form = Name(sent(request))
    if not form.is_valid():
        asked = {"workspaces": read.workspaces_of(user), "form": form}
        return render(request, "door/workspaces.html", asked, status=200 if request.method == "GET" else 422)
    made = write.make_workspace(form.cleaned_data["name"], by=user.email, admin=user)
    return redirect(landing(made.slug))


@anybody(post=True)
def welcomed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Come in by a link: set name and password, or join with the account one has."""
    exhausted(request, "link")
    try:
        about = welcome(secret)
        if about.kind is Kind.JOIN_KNOWN:
            return _joined(request, about, secret)
        return _set_up(request, about, secret)
    except Refused as refusal:
        if not refusal.finding.code.startswith(("LINK_", "PERSON_")):
            raise
        spend(request, "link")
        response = render(request, "door/link.html", {"finding": refusal.finding}, status=410)
        return _secret_page(response)


def _joined(request: HttpRequest, about: Welcome, secret: str) -> HttpResponseBase:
    user = request.user
    if not user.is_authenticated or user.email != about.email:
        here = reverse("welcome", args=[secret])
        asked = {"about": about, "sign_in": f"{reverse('account_login')}?next={here}"}
        return _secret_page(render(request, "door/sign_in_first.html", asked))
    if request.method != "POST":
        return _secret_page(render(request, "door/join.html", {"about": about}))
    workspace = join(secret, user)
    messages.success(request, f"Welcome to {workspace.name}.")
    return redirect(landing(workspace.slug))


def _set_up(request: HttpRequest, about: Welcome, secret: str) -> HttpResponseBase:
    asks = {"asks_address": about.kind is Kind.FIRST, "asks_name": about.kind is not Kind.RENEW}
    form = SetUp(sent(request), **asks)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = set_up(secret, given.get("email", ""), given.get("name", ""), given["password"])
        except Refused as refusal:
            if refusal.finding.code not in ("PASSWORD_WEAK", "EMAIL_INVALID"):
                raise
            form.add_error("password" if refusal.finding.code == "PASSWORD_WEAK" else "email", refusal.finding.message)
        else:
            return _signed_in(request, user, about)
    asked = {"about": about, "form": form}
    return _secret_page(render(request, "door/set_up.html", asked, status=422 if form.errors else 200))


def _signed_in(request: HttpRequest, user: User, about: Welcome) -> HttpResponseBase:
    """Through the library's own stages: a second factor is asked for after a one-time link too."""
    request.session.flush()
    there = landing(about.workspace.slug) if about.workspace else reverse("root")
    login = Login(user=user, redirect_url=there)
    answer: HttpResponseBase = perform_password_login(request, {"email": user.email}, login)
    return answer


def _secret_page(response: HttpResponse) -> HttpResponse:
    """The address is a secret and stays out of caches; the installation's referrer policy tells it to nobody else."""
    response["Cache-Control"] = "no-store"
    return response


@anybody(post=True)
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """A new password by mail, where mail is set up; else whom to ask."""
    if can_send():
        done: HttpResponseBase = password_reset(request)
        return done
    return render(request, "account/password_reset.html", {"by_mail": False})

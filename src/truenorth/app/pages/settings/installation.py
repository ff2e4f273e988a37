"""The installation, for its operators: everybody, every workspace."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from truenorth.app.accounts import read, write
from truenorth.app.accounts.invitations import one_time_link
from truenorth.app.accounts.models import User
from truenorth.app.pages.door import operator


@operator()
def installation(request: HttpRequest, user: User) -> HttpResponse:
    """People and workspaces."""
    return render(request, "door/installation.html", {"people": read.people(), "workspaces": read.workspace_lines()})


@operator(post=True)
def person(request: HttpRequest, user: User, person: int) -> HttpResponseBase:
    """One person: switch off or on, make or end an operator, a one-time link. Asks once."""
    found = get_object_or_404(User, pk=person)
    asked = {"person": next(each for each in read.people() if each.id == found.pk), "link": ""}
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "link":
            asked["link"] = one_time_link(found, by=user)
        else:
            _obey(act, found, user.email)
            messages.success(request, f"{found}: done.")
            return redirect("installation-person", found.pk)
    response = render(request, "door/person.html", asked)
    response["Cache-Control"] = "no-store"
    return response


def _obey(act: str, found: User, by: str) -> None:
    acts = {
        "off": write.switch_off,
        "on": write.switch_on,
        "operator": write.make_operator,
        "end": write.end_operator,
    }
    if act in acts:
        acts[act](found, by=by)

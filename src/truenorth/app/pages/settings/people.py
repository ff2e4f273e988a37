"""The people of a workspace: members, roles, invitations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from truenorth.app.accounts import read, write
from truenorth.app.accounts.authorise import Action
from truenorth.app.accounts.invitations import invite, invite_again, may_renew, one_time_link, withdraw
from truenorth.app.accounts.limits import spend
from truenorth.app.accounts.mail import can_send, send_invitation
from truenorth.app.accounts.models import Role, User
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.settings.forms import SHORT_ROLES, ChosenRole, Invite, Name, sent
from truenorth.app.pages.settings.frame import page


@door(Action.VIEW, post=Action.ADMINISTER)
def settings(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What may be set in the workspace; its name is changed here."""
    form = Name(sent(request), initial={"name": visit.workspace.name})
    if request.method == "POST" and form.is_valid():
        write.rename_workspace(visit.workspace, form.cleaned_data["name"], by=visit.user.email)
        messages.success(request, "The workspace has its new name.")
        return redirect("settings", visit.workspace.slug)
    asked = {"form": form if visit.may(Action.ADMINISTER) else None}
    return page(request, visit, "settings/index.html", asked)


@door(Action.VIEW)
def people(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Members and roles; for administrators also addresses and invitations."""
    return _people(request, visit, Invite())


def _people(request: HttpRequest, visit: Visit, form: Invite, link: str = "", for_whom: str = "") -> HttpResponse:
    administers = visit.may(Action.ADMINISTER)
    members = read.members(visit.workspace)
    asked = {
        "members": members,
        "administers": administers,
        "roles": SHORT_ROLES,
        "invitations": read.invitations(visit.workspace) if administers else [],
        "form": form,
        "link": link,
        "for_whom": for_whom,
        "admins": sum(each.role == Role.ADMIN and each.is_active for each in members),
    }
    response = page(request, visit, "settings/people.html", asked)
    if link:
        response["Cache-Control"] = "no-store"
    response.status_code = 422 if form.errors else 200
    return response


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def people_invite(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Invite somebody; without mail the link is shown here, once."""
    form = Invite(sent(request))
    if not form.is_valid():
        return _people(request, visit, form)
    spend(request, "invite")
    email = write.valid_address(form.cleaned_data["email"])
    link = invite(visit.workspace, email, Role(form.cleaned_data["role"]), by=visit.user)
    return _handed_over(request, visit, email, link)


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def people_invite_again(request: HttpRequest, visit: Visit, invitation: int) -> HttpResponseBase:
    """A fresh link for an open invitation."""
    if request.method != "POST":
        return redirect("people", visit.workspace.slug)
    spend(request, "invite")
    email = next((each.email for each in read.invitations(visit.workspace) if each.id == invitation), "")
    link = invite_again(visit.workspace, invitation, by=visit.user)
    return _handed_over(request, visit, email, link)


def _handed_over(request: HttpRequest, visit: Visit, email: str, link: str) -> HttpResponse:
    if can_send() and send_invitation(email, link, visit.workspace.name, str(visit.user)):
        messages.success(request, f"The invitation is on its way to {email}.")
        return redirect("people", visit.workspace.slug)
    return _people(request, visit, Invite(), link, email)


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def people_withdraw(request: HttpRequest, visit: Visit, invitation: int) -> HttpResponseBase:
    """Make an invitation no longer good."""
    if request.method == "POST":
        withdraw(visit.workspace, invitation, by=visit.user.email)
        messages.success(request, "The invitation is withdrawn; its link is no longer good.")
    return redirect("people", visit.workspace.slug)


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def people_role(request: HttpRequest, visit: Visit, person: int) -> HttpResponseBase:
    """Give a member another role."""
    member = _member(visit, person)
    form = ChosenRole(sent(request))
    if request.method == "POST" and form.is_valid():
        write.change_role(visit.workspace, member, Role(form.cleaned_data["role"]), by=visit.user.email)
        messages.success(request, f"{member} is {Role(form.cleaned_data['role']).label.lower()} now.")
    return redirect("people", visit.workspace.slug)


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def people_remove(request: HttpRequest, visit: Visit, person: int) -> HttpResponseBase:
    """Ask once, then end a membership."""
    member = _member(visit, person)
    if request.method != "POST":
        return page(request, visit, "settings/person_remove.html", {"member": member})
    write.remove_member(visit.workspace, member, by=visit.user.email)
    messages.success(request, f"{member} is no longer a member.")
    return redirect("root") if member.pk == visit.user.pk else redirect("people", visit.workspace.slug)


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def people_link(request: HttpRequest, visit: Visit, person: int) -> HttpResponseBase:
    """Ask once, then show the link by which a member sets a new password."""
    member = _member(visit, person)
    asked = {"member": member, "allowed": may_renew(visit.user, member), "link": ""}
    if request.method == "POST":
        spend(request, "invite")
        asked["link"] = one_time_link(member, by=visit.user)
    response = page(request, visit, "settings/person_link.html", asked)
    response["Cache-Control"] = "no-store"
    return response


def _member(visit: Visit, person: int) -> User:
    found = read.member(visit.workspace, person)
    if found is None:
        raise Http404
    return found

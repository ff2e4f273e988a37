"""Home: what is owed, what changed, one's own KPIs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.checkin.due import Desk, rows_of
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.home.changed import addressed, changes
from truenorth.app.pages.home.looks import FIRST, STRETCHES, Stretch, all_seen, stretch_of
from truenorth.app.pages.shell import address, as_of_of, page
from truenorth.app.readings import read as readings
from truenorth.app.work import read
from truenorth.app.work.clock import now


@door(Action.VIEW)
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is owed, what changed since the visitor last looked, and their KPIs; as of a past day what was so then."""
    as_of, desk = as_of_of(request, visit), Desk(visit)
    until = as_of.at or now(visit.workspace, visit.known)
    stretch = Stretch(until - FIRST, first=True) if as_of.at else stretch_of(request, visit, until)
    followed = read.follows(visit.workspace, visit.user)
    mine = rows_of(visit, [*(row["key"] for row in desk.rows), *followed], as_of.at)
    changed = changes(visit, stretch.since, until, {row["key"] for row in mine}, as_of=as_of.at)
    mentions = addressed(visit, stretch.since, until)
    words = {
        "slug": visit.workspace.slug,
        "zone": desk.zone,
        "today": desk.today,
        "owed": () if as_of.at else desk.owed,
        "may": visit.may(Action.CONTRIBUTE) and as_of.at is None,
        "next": desk.next_due(),
        "stretch": stretch,
        "stretches": STRETCHES,
        "changes": changed,
        "changed": len(changed.lines) + changed.more + len(mentions),
        "mentions": mentions,
        "mine": mine,
        "computed": readings.known_at(visit.workspace, as_of.at),
        "may_define": visit.may(Action.DEFINE),
        "add_address": address("data-add", visit.workspace.slug),
    }
    return page(request, visit, "home/home.html", words, section="home")


@door(Action.VIEW, post=Action.VIEW)
@require_POST
def seen(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The visitor has seen what changed up to now."""
    all_seen(request, visit, now(visit.workspace, visit.known))
    return redirect("home", visit.workspace.slug)

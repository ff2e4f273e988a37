"""Schedules: what happens by itself and when; the workers that do it; what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.authorise import Action
from truenorth.app.jobs import read, schedules
from truenorth.app.jobs.models import Schedule
from truenorth.app.jobs.rules import EXAMPLES
from truenorth.app.pages.data.jobs import TITLES, shown
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.shell import page
from truenorth.app.readings.read import row
from truenorth.errors import Refused

LATELY = timedelta(seconds=90)
PREFIX, DERIVED = "own:", "refresh:"
"""Of schedules that people made, and of those that each refresh sets anew; these can only be switched."""
KINDS = ("refresh", "check")
"""What a schedule of a workspace may do; a person makes only these."""


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def schedule_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All schedules; a form makes a new one or changes a rule."""
    if request.method != "POST":
        return _list(request, visit)
    try:
        key = _put(request, visit)
    except Refused as mistake:
        return _list(request, visit, mistake, 422)
    messages.success(request, f"The schedule {key} is set.")
    return redirect("schedules", visit.workspace.slug)


def _list(request: HttpRequest, visit: Visit, mistake: Refused | None = None, status: int = 200) -> HttpResponse:
    known: dict[str, Any] = row(visit.workspace, "workspace", "workspace") or {}
    state = read.queue_state(LATELY)
    context = {
        "schedules": [_told(each) for each in read.schedules(visit.workspace)],
        "workspace": visit.workspace,
        "administers": True,
        "kinds": [(kind, TITLES[kind]) for kind in KINDS],
        "examples": EXAMPLES,
        "zone": known.get("zone", "UTC"),
        "workers": state.workers,
        "queue": [(word, state.by_state.get(word, 0)) for word in ("queued", "running", "failed")],
        "oldest": state.oldest_due,
        "jobs": [shown(visit, each) for each in read.recent(visit.workspace, 15)],
        "given": request.POST,
        "mistake": mistake.finding if mistake else None,
    }
    return page(request, visit, "settings/schedules.html", context, section="settings", status=status)


def _told(schedule: Schedule) -> dict[str, Any]:
    derived = schedule.key.startswith(DERIVED)
    label = schedule.key.removeprefix(PREFIX).removeprefix(DERIVED)
    return {"schedule": schedule, "label": label, "derived": derived, "title": TITLES.get(schedule.kind, schedule.kind)}


def _put(request: HttpRequest, visit: Visit) -> str:
    """Make or change a schedule: its name, kind, rule and zone; the name."""
    kind, name = request.POST.get("kind", ""), request.POST.get("key", "").strip()[:150]
    if kind not in KINDS:
        raise Http404
    key = f"{PREFIX}{name or kind}"
    found = Schedule.objects.filter(workspace=visit.workspace, key=key).first()
    rule, zone = request.POST.get("rule", "").strip()[:120], request.POST.get("zone", "").strip()[:60]
    before = found.rule if found else ""
    made = schedules.put(
        visit.workspace,
        key,
        kind,
        {"cause": "schedule"},
        rule,
        zone or "UTC",
        holidays=found.holidays if found else _holidays(visit),
    )
    facts = {"rule": made.rule, "zone": made.zone, "before": before}
    record(visit.user.email, "set schedule", made.key, visit.workspace, facts)
    return name or kind


def _holidays(visit: Visit) -> str:
    """The country whose working days count: that of the schedules made from the definitions; "" without any."""
    known = Schedule.objects.filter(workspace=visit.workspace, key__startswith=DERIVED).exclude(holidays="")
    return known.values_list("holidays", flat=True).first() or ""


@door(Action.ADMINISTER, post=Action.ADMINISTER)
def schedule_switch(request: HttpRequest, visit: Visit, id: int) -> HttpResponse:
    """Switch a schedule on or off."""
    found = Schedule.objects.filter(workspace=visit.workspace, pk=id).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        to = "on" if request.POST.get("to") == "on" else "off"
        schedules.switch(found, on=to == "on")
        record(visit.user.email, f"switch schedule {to}", found.key, visit.workspace)
    return redirect("schedules", visit.workspace.slug)

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
        answer = _list(request, visit, mistake)
        answer.status_code = 422
        return answer
    messages.success(request, f"The schedule {key} is set.")
    return redirect("schedules", visit.workspace.slug)


def _list(request: HttpRequest, visit: Visit, mistake: Refused | None = None) -> HttpResponse:
    known: dict[str, Any] = row(visit.workspace, "workspace", "workspace") or {}
    state = read.queue_state(LATELY)
    context = {
        "schedules": read.schedules(visit.workspace),
        "titles": TITLES,
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
    return page(request, visit, "settings/schedules.html", context, section="settings")


def _put(request: HttpRequest, visit: Visit) -> str:
    """Make or change a schedule: its key, its kind (which stays), rule and zone."""
    key = request.POST.get("key", "").strip()[:200]
    found = Schedule.objects.filter(workspace=visit.workspace, key=key).first()
    kind = request.POST.get("kind", "")
    if found is None and kind not in KINDS:
        raise Http404
    rule, zone = request.POST.get("rule", "").strip()[:120], request.POST.get("zone", "").strip()[:60]
    before = found.rule if found else ""
    made = schedules.put(
        visit.workspace,
        key or kind,
        found.kind if found else kind,
        found.payload if found else {},
        rule,
        zone or "UTC",
        holidays=found.holidays if found else "",
    )
    facts = {"rule": made.rule, "zone": made.zone, "before": before}
    record(visit.user.email, "set schedule", made.key, visit.workspace, facts)
    return str(made.key)


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

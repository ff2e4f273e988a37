"""The page of a job: where it stands, by whom it was started, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.authorise import Action
from truenorth.app.jobs import read
from truenorth.app.jobs.models import Job
from truenorth.app.jobs.write import ask_cancel
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.shell import page
from truenorth.wording import spell_took

TITLES = {
    "refresh": "Refresh",
    "preview": "Preview of a source",
    "check": "KPI check",
    "ask": "Question",
    "backup": "Backup",
}
STATES = {
    "queued": "waiting",
    "running": "running",
    "done": "done",
    "failed": "failed",
    "cancelled": "cancelled",
}
OVER = 286
"""The status by which htmx ends its polling."""
EVERY = 2
"""Seconds between two looks at a job without script."""


@dataclass(frozen=True)
class JobShown:
    """A job as its page shows it; `next` is where its result is looked at."""

    id: int
    title: str
    kind: str
    state: str
    word: str
    live: bool
    stopping: bool
    step: str
    done: int
    all: int
    by: str
    created_at: Any
    took: str
    attempts: int
    error: dict[str, Any] | None
    next: str
    next_label: str


def shown(visit: Visit, job: Job) -> JobShown:
    """The job in words."""
    live = job.state in read.LIVE
    after, label = ("", "") if live else _next(visit, job)
    since = job.started_at or job.created_at
    return JobShown(
        id=job.pk,
        title=TITLES.get(job.kind, job.kind.capitalize()),
        kind=job.kind,
        state=job.state,
        word=STATES.get(job.state, job.state),
        live=live,
        stopping=live and job.cancel_asked,
        step=job.step,
        done=job.done_steps,
        all=job.all_steps,
        by=job.created_by,
        created_at=job.created_at,
        took="" if job.started_at is None else spell_took((job.ended_at or timezone.now()) - since),
        attempts=job.attempts,
        error=job.error,
        next=after,
        next_label=label,
    )


def _next(visit: Visit, job: Job) -> tuple[str, str]:
    if job.state != "done":
        return "", ""
    slug = visit.workspace.slug
    if job.kind == "preview":
        return reverse("data-preview", args=[slug, job.pk]), "Look at it and add it"
    if job.kind == "check":
        return reverse("check", args=[slug]), "See the findings"
    run = (job.result or {}).get("run")
    return (reverse("run", args=[slug, run]), "See the run") if run else (reverse("data", args=[slug]), "To the data")


def found(visit: Visit, id: int) -> Job:
    """The workspace's job of that number, or 404."""
    job = read.job(visit.workspace, id)
    if job is None:
        raise Http404
    return job


@door(Action.VIEW)
def job(request: HttpRequest, visit: Visit, id: int) -> HttpResponse:
    """A job, looked at again every few seconds while it is live; a preview that is done leads on to its page."""
    one = found(visit, id)
    told = shown(visit, one)
    if one.kind == "preview" and told.next and visit.may(Action.DEFINE):
        return redirect(told.next)
    context = {"job": told, "may_define": visit.may(Action.DEFINE)}
    answer = page(request, visit, "data/job.html", context, section="data")
    if told.live:
        answer["Refresh"] = str(EVERY)
    return answer


@door(Action.VIEW)
def live(request: HttpRequest, visit: Visit, id: int) -> HttpResponse:
    """The part of the page that changes, for htmx; the last one ends the polling."""
    told = shown(visit, found(visit, id))
    answer = render(request, "data/job_state.html", {"job": told, "visit": visit, "workspace": visit.workspace})
    if not told.live:
        answer.status_code = OVER
        if told.next:
            answer["HX-Redirect"] = told.next
    return answer


@door(Action.VIEW, post=Action.DEFINE)
def cancel(request: HttpRequest, visit: Visit, id: int) -> HttpResponse:
    """Ask for a job to be cancelled."""
    one = found(visit, id)
    if request.method == "POST":
        ask_cancel(one)
        record(visit.user.email, "cancel job", f"job {one.pk}", visit.workspace, {"kind": one.kind})
        messages.info(request, "The job stops at its next step.")
    return redirect("job", visit.workspace.slug, one.pk)

"""Questions about jobs, schedules and workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.models import Job, JobState, Schedule, Worker

LIVE = (JobState.QUEUED, JobState.RUNNING)
"""The states of a job that is not over."""


@dataclass(frozen=True)
class QueueState:
    """The whole queue at one time: jobs by state, since when the oldest due one waits, workers seen lately."""

    by_state: dict[str, int]
    oldest_due: datetime | None
    workers: tuple[str, ...]


def job(workspace: Workspace, id: int) -> Job | None:
    """A job of the workspace by its number."""
    return Job.objects.filter(workspace=workspace, pk=id).first()


def newest(workspace: Workspace, kind: str) -> Job | None:
    """The workspace's newest job of a kind, whatever became of it."""
    return Job.objects.filter(workspace=workspace, kind=kind).order_by("-id").first()


def live(workspace: Workspace, kind: str | None = None) -> list[Job]:
    """The workspace's jobs that wait or run, the oldest first."""
    found = Job.objects.filter(workspace=workspace, state__in=LIVE)
    return list((found if kind is None else found.filter(kind=kind)).order_by("id"))


def recent(workspace: Workspace, most: int = 50) -> list[Job]:
    """The workspace's newest jobs, the newest first."""
    return list(Job.objects.filter(workspace=workspace).order_by("-id")[:most])


def held_by(worker: str) -> list[Job]:
    """The jobs a worker runs now."""
    return list(Job.objects.filter(state=JobState.RUNNING, leased_by=worker))


def schedules(workspace: Workspace) -> list[Schedule]:
    """The workspace's schedules by key."""
    return list(Schedule.objects.filter(workspace=workspace).order_by("key"))


def workers_seen(within: timedelta, now: datetime | None = None) -> tuple[str, ...]:
    """The names of the workers that gave a sign of life lately."""
    since = (now or timezone.now()) - within
    return tuple(Worker.objects.filter(seen_at__gte=since).order_by("name").values_list("name", flat=True))


def queue_state(within: timedelta = timedelta(seconds=60)) -> QueueState:
    """The queue as an operator watches it."""
    now = timezone.now()
    counted = Job.objects.values_list("state").annotate(Count("id")).order_by()
    due = Job.objects.filter(state=JobState.QUEUED, run_after__lte=now)
    oldest = due.aggregate(at=Min("run_after"))["at"]
    by_state: dict[str, int] = {str(state): 0 for state in JobState} | dict(counted)
    return QueueState(by_state, oldest, workers_seen(within, now))

"""The queue: jobs put in, taken by a lease, and ended. Each step is one conditional update, so several may try it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.context import LEASE
from truenorth.app.jobs.models import Job, JobState, Worker
from truenorth.app.jobs.read import LIVE
from truenorth.errors import Finding

BACKOFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""How long a job waits after its first, second … failure; the last holds for all that follow."""
KEPT = timedelta(days=90)
"""How long jobs that are over stay."""


def enqueue(
    kind: str,
    workspace: Workspace | None,
    payload: Mapping[str, Any] | None = None,
    *,
    dedup_key: str | None = None,
    priority: int = 0,
    run_after: datetime | None = None,
    by: str = "",
    max_attempts: int = 3,
) -> Job:
    """The queued job; with a `dedup_key` that a waiting or running job has already, that one."""
    now = timezone.now()
    fresh = {
        "kind": kind,
        "workspace": workspace,
        "payload": dict(payload or {}),
        "dedup_key": dedup_key,
        "priority": priority,
        "run_after": run_after or now,
        "created_by": by,
        "created_at": now,
        "max_attempts": max_attempts,
    }
    while True:
        if dedup_key is not None:
            known = Job.objects.filter(dedup_key=dedup_key, state__in=LIVE).first()
            if known is not None:
                return known
        try:
            with transaction.atomic():
                return Job.objects.create(**fresh)
        except IntegrityError:
            # Another one was quicker. It is there to be found, or is over by now and leaves room.
            if dedup_key is None:
                raise


def enqueue_unbegun(
    kind: str, workspace: Workspace, payload: Mapping[str, Any], *, name: str, by: str, priority: int = 0
) -> Job:
    """A job of a name that has not begun: one that runs may have read its rows before what asks for it was kept."""
    for turn in count():
        job = enqueue(kind, workspace, payload, dedup_key=f"{name}:{turn}", by=by, priority=priority)
        if job.state == JobState.QUEUED:
            return job
    raise AssertionError("counting ends never")


def ask_cancel(job: Job) -> Job:
    """The job, cancelled at once where it waits; where it runs, it stops at its next step."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.CANCELLED, cancel_asked=True, ended_at=timezone.now()):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked=True)
    job.refresh_from_db()
    return job


def claim(kinds: Collection[str], worker: str, lease: timedelta = LEASE) -> Job | None:
    """A job of one of the kinds, now this worker's: of those due or left behind the first of the highest priority."""
    while True:
        if not _takeable(kinds, timezone.now()).exists():  # so that an idle worker takes no write lock
            return None
        with transaction.atomic():
            now = timezone.now()
            # PostgreSQL: others pass over the locked row. SQLite: the transaction began with the write lock.
            found = _takeable(kinds, now).select_for_update(skip_locked=True).first()
            if found is None:
                return None
            if found.state == JobState.RUNNING and _ended_with_its_worker(found, now):
                continue
            same = Job.objects.filter(pk=found.pk, state=found.state, fence=found.fence)
            taken = same.update(
                state=JobState.RUNNING,
                leased_by=worker,
                lease_until=now + lease,
                fence=found.fence + 1,
                attempts=found.attempts + 1,
                started_at=found.started_at or now,
                done_steps=0,
                all_steps=0,
                step="",
            )
        if taken:
            return Job.objects.select_related("workspace").get(pk=found.pk)


def _takeable(kinds: Collection[str], now: datetime) -> QuerySet[Job]:
    due = Q(state=JobState.QUEUED, run_after__lte=now)
    left_behind = Q(state=JobState.RUNNING, lease_until__lt=now)
    return Job.objects.filter(due | left_behind, kind__in=list(kinds)).order_by("-priority", "run_after", "id")


def _ended_with_its_worker(job: Job, now: datetime) -> bool:
    """Whether a job whose worker is gone is not to be tried again: it was cancelled, or took down too many workers."""
    fields: dict[str, Any] = {"ended_at": now, "lease_until": None, "fence": job.fence + 1}
    if job.cancel_asked:
        fields["state"] = JobState.CANCELLED
    elif job.attempts >= job.max_attempts:
        lost = Finding(
            "JOB_LOST",
            f"The worker went away in the middle of this job, {job.attempts} times.",
            hint="look into the log for what ended it: memory is the usual reason",
        )
        fields |= {"state": JobState.FAILED, "error": lost.as_error()}
    else:
        return False
    return bool(Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(**fields))


def finish(job: Job, result: Mapping[str, Any] | None) -> bool:
    """Whether the job was this lease's to end: it is done."""
    return _end(job, JobState.DONE, result=None if result is None else dict(result))


def fail(job: Job, finding: Finding, *, again: bool) -> bool:
    """Whether the job was this lease's to end: it failed, or with `again` waits for its next attempt if one is left."""
    if again and job.attempts < job.max_attempts:
        wait = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]
        fields = {"state": JobState.QUEUED, "run_after": timezone.now() + wait, "lease_until": None}
        if _held(job).filter(cancel_asked=False).update(error=finding.as_error(), leased_by="", **fields):
            return True
        return cancelled(job)
    return _end(job, JobState.FAILED, error=finding.as_error())


def cancelled(job: Job) -> bool:
    """Whether the job was this lease's to end: it is cancelled."""
    return _end(job, JobState.CANCELLED)


def give_back(job: Job) -> bool:
    """Whether the job was this lease's to return: it waits again, as if it had not been tried."""
    fields = {"state": JobState.QUEUED, "lease_until": None, "leased_by": "", "attempts": max(job.attempts - 1, 0)}
    returned = _held(job).filter(cancel_asked=False).update(run_after=timezone.now(), **fields)
    return bool(returned) or cancelled(job)


def _end(job: Job, state: JobState, **facts: Any) -> bool:
    cleared = {"error": None} if state is JobState.DONE else {}
    return bool(_held(job).update(state=state, ended_at=timezone.now(), lease_until=None, **(cleared | facts)))


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)


def seen(worker: str, version: str) -> None:
    """Note that a worker lives."""
    now = timezone.now()
    Worker.objects.update_or_create(
        name=worker,
        defaults={"seen_at": now, "version": version},
        create_defaults={"name": worker, "seen_at": now, "version": version, "started_at": now},
    )


def gone(worker: str) -> None:
    """Note that a worker has stopped."""
    Worker.objects.filter(name=worker).delete()


def tidy(now: datetime) -> int:
    """How many jobs were forgotten that have long been over; workers that died unseen go too."""
    Worker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    old = Job.objects.filter(ended_at__lt=now - KEPT).exclude(state__in=LIVE)
    return old.delete()[0]

"""What a piece of work holds of its job: progress, the lease's heartbeat, and the fence against late writers."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.models import Job, JobState, Worker

LEASE = timedelta(seconds=60)
"""How long a job stays a worker's without a sign of life."""
BEAT = 10.0
"""Seconds between two signs of life."""
AGAIN = 0.2
"""Seconds between two interrupts of work that is to end: it may begin another query first."""

_log = structlog.get_logger("truenorth.jobs")


class Stopped(BaseException):
    """The work is to end here. Not an `Exception`, so that work which goes on after a failure does not swallow it."""


class Cancelled(Stopped):
    """Someone asked for the job to be cancelled."""


class LeaseLost(Stopped):
    """Another worker has the job by now: nothing may be written any more."""


class GivenBack(Stopped):
    """The worker is told to stop: the job goes back into the queue."""


@dataclass(frozen=True)
class JobContext:
    """One job under one lease. Whoever writes rows calls `guard` first in the same transaction."""

    job_id: int
    workspace: Workspace | None
    payload: Mapping[str, Any]
    fence: int
    lease: timedelta = LEASE
    stopping: threading.Event = field(default_factory=threading.Event)  # set when the whole worker is to stop
    cancelled: threading.Event = field(default_factory=threading.Event)  # set by the heartbeat, for long calls to look
    lost: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, all: int, step: str = "") -> None:
        """Note how far the work is and keep the lease. Raises Cancelled, LeaseLost or GivenBack."""
        facts = {"done_steps": done, "all_steps": all, "step": step[:200]}
        self._keep(facts)
        if self.cancelled.is_set() or Job.objects.filter(pk=self.job_id, cancel_asked=True).exists():
            raise Cancelled
        if self.stopping.is_set():
            raise GivenBack

    def guard(self) -> None:
        """Hold the job's row until the transaction ends, so that nobody takes it meanwhile. Raises LeaseLost.

        Called first inside every transaction that writes. Raises Cancelled too: what a stopped query left undone is
        not to be taken for a result.
        """
        if not connection.in_atomic_block:
            raise ValueError("guard() holds only inside a transaction: call it within transaction.atomic()")
        self._keep({})
        if self.cancelled.is_set():
            raise Cancelled

    def _keep(self, facts: dict[str, Any]) -> None:
        if self.lost.is_set():
            raise LeaseLost
        held = Job.objects.filter(pk=self.job_id, fence=self.fence, state=JobState.RUNNING)
        if not held.update(lease_until=timezone.now() + self.lease, **facts):
            self.lost.set()
            raise LeaseLost


@contextlib.contextmanager
def heartbeat(
    context: JobContext, worker: str, every: float = BEAT, interrupt: Callable[[], None] = lambda: None
) -> Any:
    """Keep the lease while the work goes on, from a thread with a connection of its own: an engine's call may be long.

    Where the job was cancelled or lost, `interrupt` is called again and again until the work has come to its end.
    """
    over = threading.Event()
    thread = threading.Thread(
        target=_beat, args=(context, worker, every, over, interrupt), name="heartbeat", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(context: JobContext, worker: str, every: float, over: threading.Event, interrupt: Callable[[], None]) -> None:
    try:
        while not over.wait(every) and not context.lost.is_set() and not context.cancelled.is_set():
            # A database that does not answer for a moment is no reason to stop: the lease lasts several beats.
            try:
                _one_beat(context, worker)
            except DatabaseError as fault:
                _log.warning("heartbeat failed", job=context.job_id, fault=str(fault))
                connection.close()
    finally:
        connection.close()
    while not over.is_set():
        interrupt()
        over.wait(AGAIN)


def _one_beat(context: JobContext, worker: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        held = Job.objects.filter(pk=context.job_id, fence=context.fence, state=JobState.RUNNING)
        if held.update(lease_until=now + context.lease):
            if held.filter(cancel_asked=True).exists():
                context.cancelled.set()
        elif Job.objects.filter(pk=context.job_id).exists():  # a row this connection cannot see yet is not lost
            context.lost.set()
        Worker.objects.filter(name=worker).update(seen_at=now)

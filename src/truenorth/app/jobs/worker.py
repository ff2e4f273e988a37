"""One worker: takes a job, does its work, says what became of it; and the loop around that."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib import metadata
from typing import Any

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from truenorth.app.jobs import schedules, write
from truenorth.app.jobs.context import BEAT, LEASE, Cancelled, GivenBack, JobContext, LeaseLost, heartbeat
from truenorth.app.jobs.models import Job
from truenorth.errors import Finding, Refused, SourceFailed

Work = Callable[[JobContext], dict[str, Any] | None]
Kinds = Mapping[str, str]
"""Kind of job → dotted path of the function that does it."""

IDLE = 1.0
"""Seconds between two looks into an empty queue."""
TIDY = 3600.0

_log = structlog.get_logger("truenorth.jobs")


def worker_name() -> str:
    """A name that no other worker has."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


def run_one(
    kinds: Kinds,
    worker: str = "",
    stopping: threading.Event | None = None,
    *,
    lease: timedelta = LEASE,
    beat: float = BEAT,
    interrupt: Callable[[], None] = lambda: None,
) -> Job | None:
    """The job that was taken and worked on, as it stands now; None where nothing is due.

    `interrupt` stops what an engine computes in this process; it is called where the job was cancelled or lost.
    """
    name = worker or worker_name()
    job = write.claim(kinds.keys(), name, lease)
    if job is None:
        return None
    context = JobContext(job.pk, job.workspace, job.payload, job.fence, lease, stopping or threading.Event())
    began = time.monotonic()
    with structlog.contextvars.bound_contextvars(job=job.pk, kind=job.kind):
        with heartbeat(context, name, beat, interrupt):
            end = _worked(job, context, kinds[job.kind])
        ours = end()
        after = Job.objects.filter(pk=job.pk).first() or job
        outcome = after.state if ours else "lease lost"
        _log.info("job", outcome=outcome, attempt=job.attempts, seconds=round(time.monotonic() - began, 3))
    return after


def _worked(job: Job, context: JobContext, path: str) -> Callable[[], bool]:
    """How to end the job, after its work was done."""
    try:
        work: Work = import_string(path)
        result = work(context)
    except Cancelled:
        return lambda: write.cancelled(job)
    except LeaseLost:
        return lambda: False
    except GivenBack:
        return lambda: write.give_back(job)
    except Refused as mistake:  # the same question would be refused again
        refused = mistake.finding
        return lambda: write.fail(job, refused, again=False)
    except SourceFailed as failure:
        if context.cancelled.is_set():
            return lambda: write.cancelled(job)
        failed = failure.finding
        return lambda: write.fail(job, failed, again=True)
    except Exception as fault:
        _log.exception("job met a fault", attempt=job.attempts)
        unexpected = _unexpected(fault)
        return lambda: write.fail(job, unexpected, again=True)
    return lambda: write.finish(job, result)


def _unexpected(fault: Exception) -> Finding:
    """What is said of a fault in the program: its kind only, for its text may hold anything."""
    return Finding(
        "JOB_FAULT",
        f"This job met a fault in Truenorth ({type(fault).__name__}).",
        hint="the worker's log has the details: please report it with them",
    )


def work(
    kinds: Kinds,
    stopping: threading.Event,
    *,
    name: str = "",
    idle: float = IDLE,
    interrupt: Callable[[], None] = lambda: None,
    tidy: Callable[[], object] = lambda: None,
) -> None:
    """Queue what is scheduled and do what is queued, until told to stop; `tidy` is called at once and then hourly."""
    worker, version = name or worker_name(), metadata.version("truenorth")
    seen, tidied = -BEAT, -TIDY
    _log.info("worker started", worker=worker)
    while not stopping.is_set():
        try:
            close_old_connections()
            if time.monotonic() - seen >= BEAT:
                write.seen(worker, version)
                seen = time.monotonic()
            if time.monotonic() - tidied >= TIDY:
                write.tidy(timezone.now())
                tidy()
                tidied = time.monotonic()
            schedules.enqueue_due()
            if run_one(kinds, worker, stopping, interrupt=interrupt) is None:
                stopping.wait(idle)
        except DatabaseError as fault:
            _log.warning("the database did not answer", fault=type(fault).__name__)
            connection.close()
            stopping.wait(5 * idle)
    write.gone(worker)
    _log.info("worker stopped", worker=worker)

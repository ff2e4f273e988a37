"""Work for the tests of the queue, named by dotted path as real kinds are."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from django.db import transaction

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.context import JobContext
from truenorth.engines.duck import open_duckdb
from truenorth.errors import Finding, SourceFailed, refuse


def note(context: JobContext) -> dict[str, Any]:
    """Write down the payload's word in a file, one line a time."""
    with Path(context.payload["file"]).open("a", encoding="utf-8") as file:
        file.write(f"{context.payload['word']}\n")
    return {"word": context.payload["word"]}


def steps(context: JobContext) -> dict[str, Any]:
    """Three steps."""
    for done in range(3):
        context.progress(done, 3, f"step {done}")
    return {"steps": 3}


def refused(context: JobContext) -> None:
    """Refused."""
    raise refuse("NO_SUCH_THING", "There is no such thing.", hint="look again")


def source_failed(context: JobContext) -> None:
    """A source that did not answer."""
    raise SourceFailed(Finding("SOURCE_DOWN", "The source did not answer."))


def fault(context: JobContext) -> None:
    """A programmer's mistake, whose text must not be shown."""
    raise ValueError("secret: hunter2")


def stop_here(context: JobContext) -> None:
    """The worker is told to stop in the middle."""
    context.stopping.set()
    context.progress(1, 2)


def wait_for_cancel(context: JobContext) -> None:
    """A long call that only the heartbeat can tell of the cancellation."""
    assert context.cancelled.wait(30)
    context.progress(1, 2)


def compute(context: JobContext) -> None:
    """A query that never ends, and work that would take its failure for a result."""
    endless = "select sum(range % 7) from range(1000000000000)"
    Path(context.payload["begun"]).touch()
    with open_duckdb({}) as engine:
        try:
            engine.run(endless)
        except SourceFailed as failed:
            assert failed.finding.code == "QUERY_CANCELLED"
    with transaction.atomic():
        context.guard()
        Workspace.objects.create(slug="written", name="after it was cancelled")


def long_call(context: JobContext) -> dict[str, Any]:
    """A call of several leases without any progress, ended by a file."""
    Path(context.payload["begun"]).touch()
    while not Path(context.payload["end"]).exists():
        context.stopping.wait(0.02)
    with transaction.atomic():
        context.guard()
        Workspace.objects.filter(pk=context.payload["workspace"]).update(name="written late")
    return {}


def die(context: JobContext) -> None:
    """kill −9 in the middle; done by the next worker."""
    if not Path(context.payload["died"]).exists():
        Path(context.payload["died"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)


KINDS = {
    each.__name__: f"app_jobs.{each.__name__}"
    for each in (note, steps, refused, source_failed, fault, stop_here, wait_for_cancel, compute, long_call, die)
}

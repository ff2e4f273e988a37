"""Runs as people look back on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.models import Run
from truenorth.errors import Finding


@dataclass(frozen=True)
class RunLine:
    """A run in a list. `took` is None while it goes on."""

    id: int
    as_of: datetime
    started_at: datetime
    took: timedelta | None
    state: str
    cause: str
    revision: int
    job_id: int | None
    failures: tuple[Finding, ...]


def runs(workspace: Workspace, most: int = 30) -> tuple[RunLine, ...]:
    """The newest runs, the newest first."""
    found = Run.objects.filter(workspace=workspace).select_related("revision").order_by("-id")[:most]
    return tuple(_line(each) for each in found)


def run(workspace: Workspace, id: int) -> RunLine | None:
    """One run; None where the workspace has none of this number."""
    found = Run.objects.filter(workspace=workspace, pk=id).select_related("revision").first()
    return None if found is None else _line(found)


def _line(row: Run) -> RunLine:
    return RunLine(
        id=row.pk,
        as_of=row.as_of,
        started_at=row.started_at,
        took=None if row.ended_at is None else row.ended_at - row.started_at,
        state=row.state,
        cause=row.cause,
        revision=row.revision.number,
        job_id=row.job_id,
        failures=tuple(_finding(each) for each in row.failures),
    )


def _finding(record: dict[str, str]) -> Finding:
    return Finding(record["code"], record["message"], hint=record.get("hint") or None)

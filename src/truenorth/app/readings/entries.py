"""Typed values written to where the engine reads them, as they were known at a time.

The files that were applied hold the first entries; a value typed in the page takes the place of theirs.
"""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.store import segment_text
from truenorth.app.revisions.disk import entries_of, home_of
from truenorth.app.revisions.values import StoredRevision
from truenorth.definitions.entries import NEEDED, REMARKS, entries_in
from truenorth.errors import Level
from truenorth.model.definitions import Definitions, Entry
from truenorth.model.metrics import Metric
from truenorth.periods import Calendar, label, parse_period


@contextmanager
def entries_written(
    workspace: Workspace, stored: StoredRevision, definitions: Definitions, as_of: datetime
) -> Iterator[None]:
    """The files of typed values stand as of a time while this lasts; other runs of the workspace wait meanwhile."""
    manual = [metric for metric in definitions.metrics.values() if metric.manual is not None]
    if not manual:
        yield
        return
    folder = entries_of(workspace)
    with (home_of(workspace) / "entries.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for metric in manual:
            applied = stored.files.get(f"entries/{metric.key}.csv", "")
            _write(folder / f"{metric.key}.csv", _text(workspace, metric, applied, definitions.calendar, as_of))
        yield


def _write(path: Path, text: str) -> None:
    """Whole or not at all; no file where nothing was typed."""
    if not text:
        path.unlink(missing_ok=True)
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _text(workspace: Workspace, metric: Metric, applied: str, calendar: Calendar, as_of: datetime) -> str:
    typed = _typed(workspace, metric, as_of)
    read = entries_in(applied, metric, calendar=calendar) if applied else None
    if not typed or (read is not None and any(each.level is Level.ERROR for each in read.findings)):
        return applied  # a mistake in the file is told, not hidden behind typed values
    entries = {_place(each, calendar): each for each in (read.entries if read else ())}
    entries |= {_place(each, calendar): each for each in typed}
    names = list(dict.fromkeys(name for each in entries.values() for name in each.segment))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*NEEDED, *names, *REMARKS])
    for each in entries.values():
        members = [each.segment.get(name, "") for name in names]
        writer.writerow([each.period, each.value, *members, each.note or "", each.by or "", each.at or ""])
    return out.getvalue()


def _place(entry: Entry, calendar: Calendar) -> tuple[str, str]:
    """What a value is typed for: the period by its label, however it was written, and the segment."""
    period = parse_period(calendar, entry.period)
    return (label(calendar, period) if period else entry.period), segment_text(entry.segment)


def _typed(workspace: Workspace, metric: Metric, as_of: datetime) -> list[Entry]:
    """The values typed in the page and known at a time; the last for a period and segment counts."""
    rows = workspace.entries.filter(metric=metric.key, at__lte=as_of).select_related("by").order_by("id")
    found = []
    for row in rows:
        segment: Mapping[str, str] = json.loads(row.segment)
        note = " ".join(row.note.split())
        found.append(Entry(metric.key, row.period, row.value, segment, note, row.by.email, row.at.isoformat()))
    return found

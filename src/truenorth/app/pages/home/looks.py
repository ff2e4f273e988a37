"""Since when a visitor has not looked: one look lasts until they have been away for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from truenorth.app.pages.door import Visit
from truenorth.app.work import write
from truenorth.app.work.write import Author

AWAY = timedelta(minutes=30)
FIRST = timedelta(days=35)
"""So far back the first look goes."""
STRETCHES = (7, 30, 90)
"""Days that may be asked for instead."""


@dataclass(frozen=True)
class Stretch:
    """What is looked at: from an instant on; `days` where so many were asked for, `first` for the first look."""

    since: datetime
    days: int = 0
    first: bool = False


def stretch_of(request: HttpRequest, visit: Visit, now: datetime) -> Stretch:
    """The days that were asked for, else since the visitor last looked; a visit after a pause is a new look."""
    asked = request.GET.get("days", "")
    if asked in {str(days) for days in STRETCHES}:
        return Stretch(now - timedelta(days=int(asked)), int(asked))
    key = f"look:{visit.workspace.slug}"
    kept = request.session.get(key)
    present = timezone.now()
    if not isinstance(kept, dict) or kept["seen"] < (present - AWAY).timestamp():
        before = write.look(Author(visit.workspace, visit.user))
        kept = {"since": None if before is None else before.isoformat()}
    request.session[key] = {**kept, "seen": present.timestamp()}
    if kept["since"] is None:
        return Stretch(now - FIRST, first=True)
    return Stretch(datetime.fromisoformat(kept["since"]))


def all_seen(request: HttpRequest, visit: Visit, now: datetime) -> None:
    """Everything up to now has been seen."""
    write.look(Author(visit.workspace, visit.user))
    request.session[f"look:{visit.workspace.slug}"] = {"since": now.isoformat(), "seen": timezone.now().timestamp()}

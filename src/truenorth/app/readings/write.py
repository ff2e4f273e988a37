"""What people write here: publications. Runs are written by `refresh`."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from truenorth.app.accounts import audit
from truenorth.app.accounts.models import Workspace
from truenorth.app.readings import kept
from truenorth.app.readings.models import Publication
from truenorth.app.readings.shapes import KpiRow, ScorecardRow
from truenorth.app.readings.store import digest_of
from truenorth.errors import refuse
from truenorth.project.clock import now


def publish(
    workspace: Workspace, scorecard: str, title: str, *, as_of: datetime | None = None, by: str, note: str = ""
) -> Publication:
    """The scorecard's rows as they are shown, or were at an instant, frozen for good; Refused where there is none."""
    card: ScorecardRow | None = kept.row(workspace, "scorecard", scorecard, as_of)
    known = kept.known_at(workspace, as_of)
    if card is None or known is None:
        raise refuse(
            "UNKNOWN_SCORECARD",
            f"There is no scorecard {scorecard} to publish.",
            hint="Publish one that the Scorecards page lists, as of a date after its first run.",
        )
    wanted = {line["kpi"] for line in card["total"]["lines"]}
    rows: list[KpiRow] = kept.rows(workspace, "kpi", as_of)
    content = {
        "as_of": (as_of or known).isoformat(),
        "scorecard": card,
        "rows": [each for each in rows if each["key"] in wanted],
        "workspace": kept.row(workspace, "workspace", "workspace", as_of),
    }
    with transaction.atomic():
        made = Publication.objects.create(
            workspace=workspace,
            scorecard=scorecard,
            title=title.strip() or card["label"],
            as_of=as_of or known,
            content=json.dumps(content, ensure_ascii=False, allow_nan=False),
            hash=digest_of(content),
            made_by=by,
            made_at=now(),
            note=note,
        )
        audit.record(by, "publish", f"scorecard:{scorecard}", workspace, {"publication": made.pk, "hash": made.hash})
    return made

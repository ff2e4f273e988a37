"""The history of a workspace's definitions: every revision, what it changed, its files."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.settings.frame import page
from truenorth.app.revisions import read
from truenorth.app.revisions.diff import file_diffs, zipped
from truenorth.app.revisions.values import StoredRevision, Version
from truenorth.errors import Refused

SHOWN = 100
"""So many of the newest revisions are listed unless all are asked for."""


@door(Action.VIEW)
def definitions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every revision, the newest first, and what was retired."""
    lines = read.history(visit.workspace)
    shown = lines if "all" in request.GET else lines[:SHOWN]
    asked = {
        "lines": [(line, _counted(Counter(dict(line.counts)))) for line in shown],
        "more": len(lines) - len(shown),
        "stored": read.newest(visit.workspace),
        "retired": [each for each in read.retired(visit.workspace) if each.noun in ("kpi", "metric")],
        "defines": visit.may(Action.DEFINE),
    }
    return page(request, visit, "settings/definitions.html", asked)


@door(Action.VIEW)
def definitions_revision(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """What one revision changed. Its files are for those who may change definitions: addresses stand in them."""
    stored = _found(visit, number)
    defines = visit.may(Action.DEFINE)
    before = read.revision(visit.workspace, number - 1) if number > 1 else None
    asked: dict[str, Any] = {
        "stored": stored,
        "changes": [(each, _told(each, defines=defines)) for each in read.changes_of(visit.workspace, number)],
        "diffs": file_diffs(before, stored) if defines else (),
        "defines": defines,
        "newest": read.newest_number(visit.workspace),
        "earlier": number - 1,
        "later": number + 1,
    }
    return page(request, visit, "settings/revision.html", asked)


@door(Action.DEFINE)
def definitions_zip(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A revision's files verbatim, to download."""
    response = HttpResponse(zipped(_found(visit, number)), content_type="application/zip")
    name = f"{visit.workspace.slug}-definitions-{number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(visit: Visit, number: int) -> StoredRevision:
    try:
        return read.revision(visit.workspace, number)
    except Refused:
        raise Http404 from None


def _told(each: Version, *, defines: bool) -> str:
    """What changed, in words; the address of a source only for those who see the files too."""
    return each.summary if defines or each.noun != "source" else ""


def _counted(counts: Counter[str]) -> str:
    told = [f"{count} {change}" for change, count in sorted(counts.items())]
    return ", ".join(told) or "comments or layout only"

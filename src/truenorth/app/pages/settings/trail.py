"""The audit trail: a page with filters, and its rows as CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from truenorth.app.accounts import audit as chain
from truenorth.app.accounts import read
from truenorth.app.accounts.authorise import Action
from truenorth.app.accounts.models import User, Workspace
from truenorth.app.accounts.read import AuditFilter
from truenorth.app.pages.cells import plain
from truenorth.app.pages.door import Visit, door, operator
from truenorth.app.pages.settings.forms import Wanted
from truenorth.app.pages.settings.frame import page

SIZE = 100
SHORT = 120
"""So many characters of a fact are shown at once."""


@door(Action.ADMINISTER)
def audit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who did what in this workspace."""
    return page(request, visit, "settings/audit.html", _asked(request, visit.workspace))


@operator()
def installation_audit(request: HttpRequest, user: User) -> HttpResponse:
    """Who did what to the installation: sign-ins, passwords, operators."""
    return render(request, "door/audit.html", _asked(request, None))


@door(Action.ADMINISTER, token=True)
def audit_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The rows that the filter leaves, as CSV."""
    return _csv(request, visit.workspace, f"audit-{visit.workspace.slug}.csv")


@operator()
def installation_audit_export(request: HttpRequest, user: User) -> HttpResponseBase:
    """The installation's rows as CSV."""
    return _csv(request, None, "audit-installation.csv")


def _wanted(request: HttpRequest, workspace: Workspace | None) -> tuple[Wanted, AuditFilter]:
    form = Wanted(request.GET or None, actions=read.audit_actions(workspace))
    if not form.is_bound or not form.is_valid():
        return form, AuditFilter()
    given = form.cleaned_data
    return form, AuditFilter(given["actor"], given["action"], given["since"], given["until"])


def _asked(request: HttpRequest, workspace: Workspace | None) -> dict[str, Any]:
    form, wanted = _wanted(request, workspace)
    text = request.GET.get("page", "1")
    number = int(text) if text.isdecimal() and 0 < len(text) < 8 and int(text) else 1
    rows, count = read.audit_page(workspace, wanted, number, SIZE)
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "form": form,
        "rows": [(row, _facts(row.facts)) for row in rows],
        "count": count,
        "number": number,
        "last": max(1, -(-count // SIZE)),
        "query": query.urlencode(),
        "broken": chain.verify(workspace),
        "newest": chain.newest_hash(workspace),
    }


@dataclass(frozen=True)
class Fact:
    """One fact of a row as it is shown; what is long is folded behind a few words."""

    name: str
    text: str
    folded: str = ""


def _facts(facts: dict[str, Any]) -> list[Fact]:
    return [_fact(name, value) for name, value in facts.items() if value not in ("", None, [], {})]


def _fact(name: str, value: Any) -> Fact:
    if isinstance(value, dict):
        said = [f"{key}: {_plainly(each)}" for key, each in value.items()]
    elif isinstance(value, list):
        said = [_plainly(each) for each in value]
    else:
        return Fact(name, _plainly(value))
    text = ", ".join(said)
    return Fact(name, text, f"{len(said)} entries" if len(text) > SHORT else "")


def _plainly(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)


class _Line:
    """Where the csv module writes; gives each line back."""

    def write(self, text: str) -> str:
        return text


def _csv(request: HttpRequest, workspace: Workspace | None, name: str) -> HttpResponseBase:
    _, wanted = _wanted(request, workspace)
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(["id", "at", "actor", "action", "thing", "facts", "hash"])
        for row in read.audit_rows(workspace, wanted):
            cells = [row.actor, row.action, row.thing, json.dumps(row.facts, ensure_ascii=False, sort_keys=True)]
            yield writer.writerow([row.id, row.at.isoformat(), *(plain(cell) for cell in cells), row.hash])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

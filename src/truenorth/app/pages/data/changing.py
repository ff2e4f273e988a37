"""Changing what was added in the page: another file in place of an upload, removal, and a first metric."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.authorise import Action
from truenorth.app.jobs.models import Job
from truenorth.app.pages.data.adding import keep, look
from truenorth.app.pages.data.jobs import found
from truenorth.app.pages.data.views import queue_refresh
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.shell import page
from truenorth.app.readings import proposal, read, uploads
from truenorth.app.revisions.read import newest_number
from truenorth.app.revisions.write import save_page_file
from truenorth.errors import Refused, refuse


def _own(visit: Visit, key: str) -> dict[str, Any]:
    """The line of a table that was added in the page; 404 for none, Refused for one that code manages."""
    row: dict[str, Any] | None = read.row(visit.workspace, "data", key)
    if row is None:
        raise Http404
    if row["managed_by"] != "page":
        raise refuse(
            "MANAGED_IN_CODE",
            f"The table {key} is defined in code.",
            hint="change it in its file and apply the folder again",
        )
    return row


@door(Action.DEFINE, post=Action.DEFINE)
def replace(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Upload a new file for a table; the worker looks at it, and with the same columns it takes the old one's place.

    The page asks with the newest preview of this table, so that nothing is replaced unseen.
    """
    row = _own(visit, key)
    if request.method != "POST":
        return _compare(request, visit, key, row)
    if "job" not in request.POST:
        address = keep(request, visit)
        if "".join(address.partition(".")[1:]) != "".join(str(row["address"]).partition(".")[1:]):
            uploads.remove(visit.workspace, address)
            raise refuse(
                "UPLOAD_OTHER_KIND",
                f"{key} is read from {row['address']}; the new file is of another kind.",
                hint="save the new file as the same kind, or add it as a source of its own",
            )
        return look(visit, {"kind": "files", "address": address, "replace": row["address"], "key": key})
    job = _preview_of(visit, key, int(request.POST["job"]))
    lacking, _ = _columns(visit, key, job)
    if lacking:
        raise refuse(
            "UPLOAD_LACKS_COLUMNS",
            f"The new file has no column {lacking[0]}, which {key} has.",
            hint="give the columns their old names, or add the file as a source of its own",
        )
    uploads.take_place(visit.workspace, str(job.payload["address"]), str(row["address"]))
    record(visit.user.email, "replace upload", str(row["address"]), visit.workspace, {"table": key})
    messages.success(request, "The new file is in place. What it restates is listed under Restatements.")
    return redirect("job", visit.workspace.slug, queue_refresh(visit).pk)


def _preview_of(visit: Visit, key: str, id: int) -> Job:
    job = found(visit, id)
    if job.kind != "preview" or job.state != "done" or job.payload.get("key") != key:
        raise Http404
    return job


def _columns(visit: Visit, key: str, job: Job) -> tuple[list[str], list[str]]:
    """The columns that the new file lacks, and those that it has besides."""
    detail = read.detail(visit.workspace, "data", key) or {}
    known = [each["name"] for each in detail.get("columns") or []]
    tables = (job.result or {})["tables"]
    there = {column["name"] for table in tables for column in table["columns"]}
    return [name for name in known if name not in there], sorted(there - set(known))


def _compare(request: HttpRequest, visit: Visit, key: str, row: dict[str, Any]) -> HttpResponse:
    previews = Job.objects.filter(workspace=visit.workspace, kind="preview", state="done", payload__key=key)
    job = previews.order_by("-id").first()
    if job is None:
        return redirect("data-table", visit.workspace.slug, key)
    lacking, more = _columns(visit, key, job)
    seen: dict[str, Any] = job.result or {}
    context = {"table": row, "job": job, "seen": seen["tables"][0], "lacking": lacking, "more": more}
    return page(request, visit, "data/replace.html", context, section="data")


@door(Action.DEFINE, post=Action.DEFINE)
def remove(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Take a table that was added in the page away, with its file; Refused while a metric stands on it."""
    row = _own(visit, key)
    if request.method != "POST":
        return redirect("data-table", visit.workspace.slug, key)
    if row["metrics"]:
        raise refuse(
            "TABLE_IN_USE",
            f"{key} cannot be removed: {', '.join(row['metrics'][:5])} stand on it.",
            hint="remove those metrics first",
        )
    save_page_file(visit.workspace, proposal.source_path(key), "", by=visit.user.email, reason=f"remove {key}")
    if str(row["address"]).startswith(f"{uploads.UPLOADS}/"):
        _forget_file(visit, str(row["address"]), key)
    messages.success(request, f"{key} was removed.")
    return redirect("job", visit.workspace.slug, queue_refresh(visit).pk)


def _forget_file(visit: Visit, address: str, key: str) -> None:
    """Take the file away where no other table is read from it."""
    others = [each for each in read.rows(visit.workspace, "data") if each["key"] != key]
    if any(str(each["address"]) == address for each in others):
        return
    try:
        uploads.remove(visit.workspace, address)
    except Refused:
        return  # someone removed it already


@door(Action.DEFINE, post=Action.DEFINE)
def metric(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Add a metric that adds up one of the table's columns, or counts its rows."""
    detail = read.detail(visit.workspace, "data", key)
    if detail is None:
        raise Http404
    if request.method != "POST":
        return redirect("data-table", visit.workspace.slug, key)
    column = request.POST.get("column", "")
    if column and column not in [each["name"] for each in detail["columns"]]:
        raise Http404
    name = proposal.key_of(f"{key}_{column}" if column else f"{key}_rows")
    label = f"Sum of {column}" if column else f"Rows of {key}"
    text, path = proposal.metric_text(name, label, key, column), proposal.metric_path(name)
    proposal.check_free(visit.workspace, ("metrics",), name, path)
    number = newest_number(visit.workspace)
    with transaction.atomic():
        save_page_file(visit.workspace, path, text, by=visit.user.email, reason=f"add {name}", expected=number)
        job = queue_refresh(visit)
    messages.success(request, f"The metric {name} was added. Once the refresh is done it has its page.")
    return redirect("job", visit.workspace.slug, job.pk)

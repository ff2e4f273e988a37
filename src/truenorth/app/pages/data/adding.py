"""Adding a source: a file or a connection, its preview, and the definitions that come of it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.authorise import Action
from truenorth.app.jobs.models import Job
from truenorth.app.jobs.write import enqueue
from truenorth.app.pages.data.forms import OPTIONS, options_of, proposed_of
from truenorth.app.pages.data.incoming import was_cut_off
from truenorth.app.pages.data.jobs import found
from truenorth.app.pages.data.views import queue_refresh
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.shell import page
from truenorth.app.readings import proposal, read, uploads
from truenorth.app.revisions import address as addresses
from truenorth.app.revisions.write import save_page_file
from truenorth.errors import Refused, refuse


@door(Action.DEFINE, post=Action.DEFINE)
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose a file or a connection; an uploaded file is kept and looked at by the worker."""
    if request.method != "POST":
        return _form(request, visit)
    try:
        address = keep(request, visit)
    except Refused as mistake:
        return _form(request, visit, mistake, 422)
    return look(visit, {"kind": "files", "address": address})


def _form(request: HttpRequest, visit: Visit, mistake: Refused | None = None, status: int = 200) -> HttpResponse:
    used = {str(each["address"]) for each in read.rows(visit.workspace, "data")}
    context = {
        "mistake": mistake.finding if mistake else None,
        "given": request.POST,
        "limit": settings.OPTIONS.upload_limit_mb,
        "accept": ",".join(uploads.ENDINGS),
        "endings": " ".join(uploads.ENDINGS),
        "waiting": [each for each in uploads.uploads(visit.workspace) if each.address not in used],
    }
    return page(request, visit, "data/add.html", context, section="data", status=status)


def keep(request: HttpRequest, visit: Visit) -> str:
    """The address of the file in the request, kept. Raises Refused where there is none or it is not good."""
    limit = int(settings.OPTIONS.upload_limit_mb)
    file = request.FILES.get("file")
    if was_cut_off(request):
        raise uploads.too_large("The file", limit)
    if not isinstance(file, UploadedFile) or not file.name:
        raise refuse("UPLOAD_MISSING", "No file was chosen.", hint="choose a file, then upload it")
    address = uploads.keep(visit.workspace, file.name, file.chunks(), limit)
    try:
        record(visit.user.email, "upload", address, visit.workspace, {"name": file.name[:200], "bytes": file.size})
    except BaseException:
        uploads.remove(visit.workspace, address)  # what the trail does not tell of did not happen
        raise
    return address


def look(visit: Visit, payload: dict[str, Any]) -> HttpResponse:
    """The page of the job that looks at a source."""
    job = enqueue("preview", visit.workspace, payload, by=visit.user.email, priority=10)
    return redirect("job", visit.workspace.slug, job.pk)


@door(Action.DEFINE, post=Action.DEFINE)
def connect(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Try a connection, or look at one of the tables that it has; both are the worker's to do."""
    if request.method != "POST":
        return redirect("data-add", visit.workspace.slug)
    kind, address = request.POST.get("kind", ""), request.POST.get("address", "").strip()
    try:
        if kind == "postgres":
            addresses.check_variables(address, settings.OPTIONS.source_variables)
            addresses.check_postgres(address)
        else:
            kind = "duckdb"
            addresses.check_file(address)
    except Refused as mistake:
        return _form(request, visit, mistake, 422)
    return look(visit, {"kind": kind, "address": address, "table": request.POST.get("table", "")})


@door(Action.DEFINE, post=Action.DEFINE)
def forget(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Look at, or take away, an uploaded file that no source uses."""
    if request.method == "POST":
        address = request.POST.get("address", "")
        if any(address == str(each["address"]) for each in read.rows(visit.workspace, "data")):
            raise refuse("UPLOAD_IN_USE", f"{address} is the file of a source.", hint="remove the source first")
        uploads.path_of(visit.workspace, address)
        if "look" in request.POST:
            return look(visit, {"kind": "files", "address": address})
        uploads.remove(visit.workspace, address)
        record(visit.user.email, "remove upload", address, visit.workspace)
    return redirect("data-add", visit.workspace.slug)


def _seen(visit: Visit, id: int) -> Job:
    job = found(visit, id)
    if job.kind != "preview":
        raise Http404
    return job


@door(Action.DEFINE, post=Action.DEFINE)
def preview(request: HttpRequest, visit: Visit, id: int) -> HttpResponse:
    """What the worker saw in a source; sent back with its roles it becomes a definition."""
    job = _seen(visit, id)
    if job.state != "done" or not job.result:
        return redirect("job", visit.workspace.slug, job.pk)
    if job.result["replace"]:
        return redirect("data-replace", visit.workspace.slug, job.payload["key"])
    if not job.result["tables"]:
        return page(request, visit, "data/choose.html", {"job": job, "seen": job.result}, section="data")
    if request.method != "POST":
        return _preview(request, visit, job)
    try:
        return _decide(request, visit, job)
    except Refused as mistake:
        answer = _preview(request, visit, job, mistake=mistake)
        answer.status_code = 422
        return answer


def _preview(
    request: HttpRequest, visit: Visit, job: Job, *, mistake: Refused | None = None, **more: Any
) -> HttpResponse:
    seen: dict[str, Any] = job.result or {}
    names = [each["name"] for each in seen["tables"]]
    wanted = request.POST.get("table") or request.GET.get("table", "")
    first = next((each["name"] for each in seen["tables"] if each["columns"]), names[0])
    table = seen["tables"][names.index(wanted if wanted in names else first)]
    given = request.POST if request.method == "POST" else None
    context = {
        "job": job,
        "seen": seen,
        "unseen": [name for name in seen["names"] if name not in names] if seen["kind"] == "files" else [],
        "table": table,
        "columns": [_column(each, at, given) for at, each in enumerate(table["columns"])],
        "heads": [each["name"] for each in table["columns"]],
        "key": given["key"] if given and "key" in given else proposal.key_of(table["name"]),
        "given": given or {},
        "options": [(name, help_, (seen["options"].get(name) or "")) for name, help_ in OPTIONS],
        "mistake": mistake.finding if mistake else None,
        **more,
    }
    return page(request, visit, "data/preview.html", context, section="data")


def _column(seen: dict[str, Any], at: int, given: Any) -> dict[str, Any]:
    role = "" if seen["role"] == "amount" else seen["role"]
    return {**seen, "at": at, "chosen": given.get(f"role-{at}", "") if given else role}


def _decide(request: HttpRequest, visit: Visit, job: Job) -> HttpResponse:
    """Show the YAML first; with `add` save it and refresh, if it is what was shown."""
    proposed = proposed_of(request, job.result or {})
    text, path = proposal.source_text(proposed), proposal.source_path(proposed.key)
    number = proposal.check_free(visit.workspace, ("sources", "tables"), proposed.key, path)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if "add" not in request.POST or request.POST.get("shown") != digest:
        return _preview(request, visit, job, text=text, path=path, plan=_plan(proposed), shown=digest)
    with transaction.atomic():
        save_page_file(visit.workspace, path, text, by=visit.user.email, reason=f"add {proposed.key}", expected=number)
        job = queue_refresh(visit)
    messages.success(request, f"{proposed.key} was added. Once the refresh is done it has its page, with numbers.")
    return redirect("job", visit.workspace.slug, job.pk)


def _plan(proposed: proposal.Proposed) -> str:
    """What adding it does, in a sentence."""
    dated = f"its rows are dated by {proposed.date}" if proposed.date else "its rows have no date"
    split = f", split by {', '.join(proposed.dimensions)}" if proposed.dimensions else ""
    return f"This adds the source and the table {proposed.key}; {dated}{split}. Nothing else changes."


@door(Action.DEFINE, post=Action.DEFINE)
def again(request: HttpRequest, visit: Visit, id: int) -> HttpResponse:
    """Look at the same source once more, read in another way or at another of its tables."""
    job = _seen(visit, id)
    if request.method != "POST":
        return redirect("job", visit.workspace.slug, job.pk)
    payload = {name: job.payload[name] for name in ("kind", "address") if name in job.payload}
    payload |= {"options": options_of(request), "table": request.POST.get("table", "")}
    return look(visit, payload)

"""What is sent from the conversation: comments, annotations, and their taking back; following."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.conversation.drawer import drawer_of
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.fields import Fields, is_fragment, sent
from truenorth.app.pages.shell import page
from truenorth.app.readings import read as readings
from truenorth.app.readings.shapes import KpiRow
from truenorth.app.work import read, write
from truenorth.app.work.refresh import limits_changed
from truenorth.app.work.spans import charted, read_span
from truenorth.app.work.wanted import Pinned
from truenorth.app.work.write import Author


@door(Action.VIEW, post=Action.CONTRIBUTE)
@require_POST
def comment(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """A comment on a period of the KPI."""
    _known(visit, key)
    fields = sent(request)
    author = Author(visit.workspace, visit.user, fields.text("token"))
    fields.attempt("text", lambda: write.comment(author, key, fields.text("period"), fields.text("text")))
    return _answer(request, visit, key, fields, "comment")


@door(Action.VIEW, post=Action.CONTRIBUTE)
@require_POST
def annotate(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """An annotation of a period or of some days, on this KPI's charts or on every chart."""
    row = _known(visit, key)
    fields = sent(request)
    detail = readings.detail(visit.workspace, "kpi", key)
    known = charted(detail["charts"] if detail else [])
    zone = visit.known.get("zone", "UTC")
    period, first, last = (fields.text(name) for name in ("period", "first", "last"))
    span = fields.attempt("period", lambda: read_span(period, first, last, zone, known))
    pinned = Pinned(
        fields.text("kind"),
        fields.text("text"),
        excluded="excluded" in fields.values,
        new_level="new_level" in fields.values,
    )
    where = "" if "everywhere" in fields.values else row["key"]
    author = Author(visit.workspace, visit.user, fields.text("token"))
    made = None if span is None else fields.attempt("text", lambda: write.annotate(author, where, pinned, span))
    if made is not None:
        limits_changed(author, made)
    return _answer(request, visit, key, fields, "annotate")


@door(Action.VIEW, post=Action.CONTRIBUTE)
@require_POST
def remove_annotation(request: HttpRequest, visit: Visit, key: str, annotation: int) -> HttpResponse:
    """An annotation is no longer shown."""
    found = next((flag for flag in read.annotations(visit.workspace, key) if flag.id == annotation), None)
    if found is not None:
        _own(visit, found.by)
        author = Author(visit.workspace, visit.user)
        limits_changed(author, write.remove_annotation(author, annotation))
    return _answer(request, visit, key, Fields(), "")


@door(Action.VIEW, post=Action.CONTRIBUTE)
@require_POST
def withdraw_comment(request: HttpRequest, visit: Visit, key: str, comment: int) -> HttpResponse:
    """A comment's text is no longer shown."""
    found = next((remark for remark in read.comments(visit.workspace, key) if remark.id == comment), None)
    if found is not None:
        _own(visit, found.by)
        write.withdraw_comment(Author(visit.workspace, visit.user), comment)
    return _answer(request, visit, key, Fields(), "")


@door(Action.VIEW, post=Action.VIEW)
@require_POST
def follow(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """The visitor follows the KPI, or no longer does."""
    _known(visit, key)
    write.follow(Author(visit.workspace, visit.user), key, on=request.POST.get("on") == "yes")
    return _answer(request, visit, key, Fields(), "")


def _answer(request: HttpRequest, visit: Visit, key: str, fields: Fields, form: str) -> HttpResponse:
    """The conversation as it is now: the part of the page that asked, or the KPI's page; with what was refused."""
    if not fields.errors and not is_fragment(request):
        return redirect(f"{reverse('kpi', args=[visit.workspace.slug, key])}#conversation")
    refused = fields if fields.errors else None
    drawer = drawer_of(visit, key, fields=refused, form=form)
    words = {"drawer": drawer, "slug": visit.workspace.slug}
    if is_fragment(request):
        return render(request, "conversation/drawer.html", words)
    return page(request, visit, "conversation/page.html", words, section="kpis", status=422)


def _known(visit: Visit, key: str) -> KpiRow:
    row: KpiRow | None = readings.row(visit.workspace, "kpi", key)
    if row is None:
        raise Http404
    return row


def _own(visit: Visit, by: read.Who) -> None:
    if not read.may_remove(visit.user, visit.role, by):
        raise PermissionDenied

"""Addresses that ask a worker something, and that tell what became of it."""

from __future__ import annotations

import csv
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.cells import plain
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.kpi.card import card_of
from truenorth.app.pages.kpi.questions import answer_of, ask_again, ask_rows
from truenorth.app.pages.kpi.slip import slip_of
from truenorth.app.pages.shell import as_of_of, zone_of

_NUMBERS = frozenset("0123456789.,+-eE")


@door(Action.VIEW, post=Action.VIEW)
def rows(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """The rows behind a number are asked for; without anything sent, the tab itself."""
    as_of = as_of_of(request, visit)
    words = {"tab": "rows"}
    if request.method == "POST":
        card = card_of(request, visit, "kpi", key)
        grain, period = request.POST.get("grain", ""), request.POST.get("period", "")
        if card is None or all(chart["grain"] != grain for chart in card.detail["charts"]):
            raise Http404
        words["job"] = str(ask_rows(visit, key, grain, period, as_of).pk)
        words |= {"grain": grain, "period": period}
    where = reverse("kpi", args=(visit.workspace.slug, key))
    return redirect(f"{where}?{_query(words, as_of.query)}#tabs")


@door(Action.VIEW)
def rows_answer(request: HttpRequest, visit: Visit, key: str, job: int) -> HttpResponse:
    """What became of a question for rows, as a part of the page."""
    card = card_of(request, visit, "kpi", key)
    if card is None:
        raise Http404
    answer = answer_of(visit, key, "rows", str(job))
    context = {"row": card.row, "answer": answer, "visit": visit, "as_of": as_of_of(request, visit)}
    return render(request, "kpi/rows_answer.html", context)


@door(Action.VIEW)
def rows_file(request: HttpRequest, visit: Visit, key: str, job: int) -> HttpResponse:
    """The rows that were found as CSV; no cell of it is taken for a formula."""
    answer = answer_of(visit, key, "rows", str(job))
    if answer is None or answer.waiting or answer.problem:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rows-{job}.csv"'
    write = csv.writer(response)
    write.writerow([plain(name) for name in answer.result["names"]])
    for line in answer.result["rows"]:
        write.writerow([cell if _is_number(cell) else plain(cell) for cell in line])
    return response


@door(Action.VIEW, post=Action.VIEW)
def again(request: HttpRequest, visit: Visit, key: str, grain: str, period: str) -> HttpResponse:
    """A KPI's stored number is computed once more."""
    return _again(request, visit, ("kpi", key), (grain, period))


@door(Action.VIEW, post=Action.VIEW)
def metric_again(request: HttpRequest, visit: Visit, key: str, grain: str, period: str) -> HttpResponse:
    """A metric's stored number is computed once more."""
    return _again(request, visit, ("metric", key), (grain, period))


def _again(request: HttpRequest, visit: Visit, named: tuple[str, str], at: tuple[str, str]) -> HttpResponse:
    noun, key = named
    as_of = as_of_of(request, visit)
    card = card_of(request, visit, noun, key)
    slip = None if card is None else slip_of(visit, card, at, as_of.at)
    if card is None or slip is None:
        raise Http404
    if request.method == "POST":
        words = {"job": str(ask_again(visit, noun, key, at, as_of).pk)}
        where = reverse("metric-receipt" if noun == "metric" else "receipt", args=(visit.workspace.slug, key, *at))
        return redirect(f"{where}?{_query(words, as_of.query)}#again")
    found = answer_of(visit, key, "rerun", request.GET.get("job", ""))
    context = {"row": card.row, "slip": slip, "noun": noun, "again": found, "visit": visit, "as_of": as_of}
    return render(request, "kpi/again.html", {**context, "zone": str(zone_of(visit))})


def _query(words: dict[str, str], kept: str) -> str:
    return "&".join(part for part in (urlencode(words), kept) if part)


def _is_number(cell: str) -> bool:
    """Whether a cell is a plain number, which a spreadsheet may read as one even where it begins with a sign."""
    try:
        float(cell)
    except ValueError:
        return False
    return set(cell) <= _NUMBERS

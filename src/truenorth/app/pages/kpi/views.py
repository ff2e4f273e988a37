"""The pages of one KPI: the KPI itself, its definition sheet, its numbers as a file, and the receipt of a number."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.cells import plain
from truenorth.app.pages.conversation.drawer import drawer_of
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.fields import is_fragment
from truenorth.app.pages.kpi import controls
from truenorth.app.pages.kpi.asked import Asked, Links, asked_of, default_of
from truenorth.app.pages.kpi.card import CardShown, card_of, not_yet
from truenorth.app.pages.kpi.picture import Remark, drawing_of
from truenorth.app.pages.kpi.questions import answer_of, rows_context
from truenorth.app.pages.kpi.slip import slip_json, slip_of
from truenorth.app.pages.kpi.tabs import breakdown_views, why_view
from truenorth.app.pages.shell import AsOf, address, as_of_of, page, zone_of
from truenorth.app.revisions import read as revisions
from truenorth.app.revisions.values import Version
from truenorth.app.work import read as work

SECTION = "kpis"


@door(Action.VIEW)
def kpi(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Everything about one KPI."""
    card = card_of(request, visit, "kpi", key)
    if card is None:
        return page(request, visit, "kpi/not_yet.html", not_yet(request, visit, "kpi", key), section=SECTION)
    detail, as_of = card.detail, as_of_of(request, visit)
    asked = asked_of(request.GET, detail)
    links = Links(asked, default_of(detail), as_of.query)
    context = {
        **_around(visit, card, as_of),
        "asked": asked,
        "controls": controls.controls_of(links, detail),
        "drawing": drawing_of(card, asked, _remarks(visit, key, as_of), _receipts(visit, key, as_of.query)),
        "why": why_view(detail, asked, links) if asked.tab == "why" else None,
        "breakdowns": breakdown_views(detail, links) if asked.tab == "breakdown" else None,
        **(rows_context(visit, request, key, detail, asked) if asked.tab == "rows" else {}),
    }
    return page(request, visit, "kpi/page.html", context, section=SECTION)


@door(Action.VIEW)
def sheet(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """The definition of one KPI on one printed page."""
    card = card_of(request, visit, "kpi", key)
    if card is None:
        return page(request, visit, "kpi/not_yet.html", not_yet(request, visit, "kpi", key), section=SECTION)
    context = {
        "row": card.row,
        "detail": card.detail,
        "classes": controls.classes_of(card.row),
        "versions": _versions(visit, card.row["metric"], as_of_of(request, visit)),
        "kpis_address": address("kpis", visit.workspace.slug),
    }
    return page(request, visit, "kpi/sheet.html", context, section=SECTION)


@door(Action.VIEW)
def numbers(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """The numbers of the chart as CSV, to twelve digits, in the grain and segment asked for."""
    card = card_of(request, visit, "kpi", key)
    if card is None:
        return page(request, visit, "kpi/not_yet.html", not_yet(request, visit, "kpi", key), section=SECTION)
    asked = asked_of({**request.GET.dict(), "mode": "table"}, card.detail)
    found = drawing_of(card, asked, (), "")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file(key, asked)}"'
    write = csv.writer(response)
    write.writerow(["period", "name", "number", "shown", "target", "limits", "remark"])
    for line in found.lines:
        texts = [plain(each) for each in (line.value, line.target, line.limits, line.said)]
        write.writerow([plain(line.label), plain(line.period), line.raw, *texts])
    return response


@door(Action.VIEW)
def receipt(request: HttpRequest, visit: Visit, key: str, grain: str, period: str) -> HttpResponse:
    """Where one number came from, as a page, as a part of the KPI's page, or as JSON."""
    card = card_of(request, visit, "kpi", key)
    slip = None if card is None else slip_of(visit, card, (grain, period), as_of_of(request, visit).at)
    if card is None or slip is None:
        context = not_yet(request, visit, "kpi", key, period)
        return page(request, visit, "kpi/not_yet.html", context, section=SECTION, status=404)
    if request.GET.get("format") == "json":
        return JsonResponse(slip_json(slip), json_dumps_params={"indent": 1, "ensure_ascii": False})
    again = answer_of(visit, key, "rerun", request.GET.get("job", ""))
    context = {"row": card.row, "slip": slip, "zone": str(zone_of(visit)), "visit": visit, "again": again}
    if is_fragment(request):
        return render(request, "kpi/receipt_panel.html", {**context, "as_of": as_of_of(request, visit)})
    return page(request, visit, "kpi/receipt.html", context, section=SECTION)


def _around(visit: Visit, card: CardShown, as_of: AsOf) -> dict[str, Any]:
    """What stands above and beside the chart, whatever is drawn in it."""
    row, detail = card.row, card.detail
    return {
        "row": row,
        "detail": detail,
        "head": controls.head_of(row),
        "facets": controls.facets_of(row, detail),
        "drawer": drawer_of(visit, card.key, as_of.at, charts=detail["charts"], row=row),
        "versions": _versions(visit, row["metric"], as_of)[:5] if detail["version"] != 1 else [],
        "kpis_address": address("kpis", visit.workspace.slug),
        "scorecards": controls.scorecards_of(detail, visit.workspace.slug),
    }


def _remarks(visit: Visit, key: str, as_of: AsOf) -> tuple[Remark, ...]:
    found = work.annotations(visit.workspace, key, as_of=as_of.at)
    return tuple(Remark(each.text, each.kind, each.start) for each in found)


def _receipts(visit: Visit, key: str, query: str) -> str:
    """The address of a receipt with GRAIN and PERIOD in place of them."""
    found = reverse("receipt", args=(visit.workspace.slug, key, "GRAIN", "PERIOD"))
    return f"{found}?{query}" if query else found


def _versions(visit: Visit, metric: str, as_of: AsOf) -> list[Version]:
    """The versions of the metric that there were at the instant, the newest first."""
    found = revisions.versions(visit.workspace, "metric", metric)
    kept = [each for each in found if as_of.at is None or each.made_at <= as_of.at]
    return sorted(kept, key=lambda each: -each.revision)


def _file(key: str, asked: Asked) -> str:
    safe = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in key)
    return f"{safe}-{asked.grain}.csv"

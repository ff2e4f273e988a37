"""The list of metrics, the page of one of them, and the receipt of one of its numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.drawing.chart import Picture, both_sizes, newest
from truenorth.app.pages.fields import is_fragment
from truenorth.app.pages.kpi.asked import GRAINS, Asked, Option, chart_at
from truenorth.app.pages.kpi.card import card_of, not_yet
from truenorth.app.pages.kpi.picture import lines_of
from truenorth.app.pages.kpi.questions import answer_of
from truenorth.app.pages.kpi.slip import slip_json, slip_of
from truenorth.app.pages.metric.chosen import chosen_of
from truenorth.app.pages.shell import AsOf, as_of_of, page, zone_of
from truenorth.app.readings import read
from truenorth.app.readings.receipts import first_known
from truenorth.app.readings.shapes import MetricDetail
from truenorth.app.revisions import read as revisions

SECTION = "metrics"


@door(Action.VIEW)
def metrics(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every metric, with what it serves."""
    rows = read.rows(visit.workspace, "metric", as_of_of(request, visit).at)
    context = {"chosen": chosen_of(rows, request.GET), "all": len(rows), "began": first_known(visit.workspace)}
    return page(request, visit, "metric/list.html", context, section=SECTION)


@door(Action.VIEW)
def metric(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """One metric: its chart, how it is computed, what it is made of and used by."""
    card = card_of(request, visit, "metric", key)
    if card is None:
        return page(request, visit, "kpi/not_yet.html", not_yet(request, visit, "metric", key), section=SECTION)
    as_of = as_of_of(request, visit)
    chart = chart_at(card.detail, request.GET.get("grain", ""))
    where = "" if chart is None else _receipts(visit, key, as_of.query).replace("GRAIN", chart["grain"])
    found = revisions.versions(visit.workspace, "metric", key)
    context = {
        "row": card.row,
        "detail": card.detail,
        "grains": _grains(card.detail, chart["grain"] if chart else "", as_of),
        "svg": "" if chart is None else both_sizes(Picture(newest(chart), address=where)),
        "chart": chart,
        "drawing": {"lines": [] if chart is None else lines_of(chart, where)},
        "asked": Asked(chart["grain"] if chart else ""),
        "versions": [each for each in found if as_of.at is None or each.made_at <= as_of.at],
    }
    return page(request, visit, "metric/page.html", context, section=SECTION)


@door(Action.VIEW)
def receipt(request: HttpRequest, visit: Visit, key: str, grain: str, period: str) -> HttpResponse:
    """Where one number of a metric came from."""
    card = card_of(request, visit, "metric", key)
    slip = None if card is None else slip_of(visit, card, (grain, period), as_of_of(request, visit).at)
    if card is None or slip is None:
        context = not_yet(request, visit, "metric", key, period)
        return page(request, visit, "kpi/not_yet.html", context, section=SECTION, status=404)
    if request.GET.get("format") == "json":
        return JsonResponse(slip_json(slip), json_dumps_params={"indent": 1, "ensure_ascii": False})
    context = {
        "row": card.row,
        "slip": slip,
        "zone": str(zone_of(visit)),
        "visit": visit,
        "noun": "metric",
        "again": answer_of(visit, key, "rerun", request.GET.get("job", "")),
    }
    if is_fragment(request):
        return render(request, "kpi/receipt_panel.html", {**context, "as_of": as_of_of(request, visit)})
    return page(request, visit, "kpi/receipt.html", context, section=SECTION)


def _receipts(visit: Visit, key: str, query: str) -> str:
    found = reverse("metric-receipt", args=(visit.workspace.slug, key, "GRAIN", "PERIOD"))
    return f"{found}?{query}" if query else found


def _grains(detail: MetricDetail, now: str, as_of: AsOf) -> list[Option]:
    kept = f"&{as_of.query}" if as_of.query else ""
    grains = [chart["grain"] for chart in detail["charts"]]
    return [Option(GRAINS.get(grain, grain), f"?grain={grain}{kept}", grain == now, grain) for grain in grains]

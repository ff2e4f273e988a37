"""Scorecards, one scorecard, all KPIs; and the publication of a scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.scorecard.asked import GROUPS, VIEWS, Wanted, choices_of, wanted_of
from truenorth.app.pages.scorecard.board import blocks_of, chips_of, counts_of, told_of
from truenorth.app.pages.scorecard.line import Around, line
from truenorth.app.pages.shell import AsOf, address, as_of_of, page
from truenorth.app.readings import read
from truenorth.app.readings.shapes import KpiRow, ScorecardRow
from truenorth.app.readings.write import publish as publish_scorecard
from truenorth.app.work.clock import now
from truenorth.app.work.read import last_check_ins
from truenorth.wording import spell_age

SECTION = "scorecards"
WORST_FIRST = ("missed", "off track", "at risk", "doubtful", "stale", "no data", "on track", "achieved", "watched")


@door(Action.VIEW)
def scorecards(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every scorecard with its score."""
    as_of = as_of_of(request, visit)
    found: list[ScorecardRow] = read.rows(visit.workspace, "scorecard", as_of.at)
    cards = [(card, told_of(card["total"]), chips_of(card["counts"], Wanted(keep=as_of.query))) for card in found]
    context = {"cards": cards, **_empty(visit)}
    return page(request, visit, "scorecard/all.html", context, section=SECTION)


@door(Action.VIEW)
def scorecard(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """One scorecard: what needs talk, and a row for each KPI."""
    as_of = as_of_of(request, visit)
    card, rows = _frozen(visit, key, as_of) if as_of.publication else _known(visit, key, as_of)
    if card is None and read.row(visit.workspace, "scorecard", key) is None:
        raise Http404
    wanted = wanted_of(request.GET.dict(), as_of.query)
    if card is None:
        return page(request, visit, "scorecard/not_yet.html", _empty(visit), section=SECTION)
    around = _around(visit, wanted, list(rows), as_of)
    context = {
        "card": card,
        "told": told_of(card["total"]),
        "blocks": blocks_of(card, rows, wanted, around),
        "chips": chips_of(card["counts"], wanted),
        "choices": choices_of(rows.values(), wanted),
        "may_publish": visit.may(Action.DEFINE) and not as_of.publication,
        "frozen": as_of.publication is not None,
        **_controls(wanted),
    }
    return page(request, visit, "scorecard/board.html", context, section=SECTION)


@door(Action.VIEW)
def kpis(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every KPI, by need of attention."""
    as_of = as_of_of(request, visit)
    wanted = wanted_of(request.GET.dict(), as_of.query)
    rows: list[KpiRow] = sorted(read.rows(visit.workspace, "kpi", as_of.at), key=lambda row: row["need"])
    shown = [row for row in rows if wanted.takes(row)]
    around = _around(visit, wanted, [row["key"] for row in shown], as_of)
    context = {
        "all": len(rows),
        "lines": [line(row, around) for row in shown],
        "chips": chips_of(counts_of(rows, WORST_FIRST), wanted),
        "choices": choices_of(rows, wanted),
        **_empty(visit),
        **_controls(wanted),
    }
    return page(request, visit, "scorecard/kpis.html", context, section="kpis")


@door(Action.VIEW, post=Action.DEFINE)
@require_POST
def publish(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Freeze a scorecard as it is shown."""
    as_of, title = as_of_of(request, visit), request.POST.get("title", "")[:200]
    note = request.POST.get("note", "")[:2000]
    made = publish_scorecard(visit.workspace, key, title, as_of=as_of.at, by=visit.user.email, note=note)
    messages.success(request, "Published. It can be shown again as it is now, whatever changes later.")
    return redirect(f"{reverse('scorecard', args=[visit.workspace.slug, key])}?publication={made.pk}")


def _known(visit: Visit, key: str, as_of: AsOf) -> tuple[ScorecardRow | None, dict[str, KpiRow]]:
    """A scorecard and its KPIs' rows as known now, or then."""
    card: ScorecardRow | None = read.row(visit.workspace, "scorecard", key, as_of.at)
    if card is None:
        return None, {}
    wanted = {each["kpi"] for each in card["total"]["lines"]}
    return card, {row["key"]: row for row in read.rows(visit.workspace, "kpi", as_of.at, keys=wanted)}


def _frozen(visit: Visit, key: str, as_of: AsOf) -> tuple[ScorecardRow, dict[str, KpiRow]]:
    """The scorecard and rows that a publication keeps."""
    found = read.publication(visit.workspace, as_of.publication or 0)
    if found is None or found[0]["scorecard"] != key:
        raise Http404
    content = found[1]
    return content["scorecard"], {row["key"]: row for row in content["rows"]}


def _around(visit: Visit, wanted: Wanted, keys: Sequence[str], as_of: AsOf) -> Around:
    until = as_of.at or now(visit.workspace, visit.known)
    said = last_check_ins(visit.workspace, keys, as_of=as_of.at)
    ages = {key: (spell_age(until - each.at), f"{each.by.name}: {each.what_changed}") for key, each in said.items()}
    kpis = address("kpis", visit.workspace.slug)
    return Around(kpis, as_of.query, ages, compact=wanted.view == "compact")


def _controls(wanted: Wanted) -> dict[str, Any]:
    views = [(label, wanted.link(view=name), name == wanted.view) for name, label in VIEWS.items()]
    groups = [(label, wanted.link(group=name), name == wanted.group) for name, label in GROUPS.items()]
    cleared = dict.fromkeys(wanted.filters, "")
    return {"wanted": wanted, "views": views, "groups": groups, "clear": wanted.link(**cleared) if cleared else ""}


def _empty(visit: Visit) -> dict[str, Any]:
    """What an empty page needs to say what to do next."""
    return {
        "began": read.known_at(visit.workspace),
        "first": read.first_known(visit.workspace),
        "may_define": visit.may(Action.DEFINE),
        "add_address": address("data-add", visit.workspace.slug),
    }

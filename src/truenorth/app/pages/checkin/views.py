"""Check-in: one card at a time, then the next; and the values typed of one metric."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.checkin import round as rounds
from truenorth.app.pages.checkin.card import Card, card_of, save
from truenorth.app.pages.checkin.due import Desk, rows_of
from truenorth.app.pages.checkin.typed import ValuesPage, save_value, values_page
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.fields import Fields, sent
from truenorth.app.pages.shell import page
from truenorth.app.readings.shapes import KpiRow
from truenorth.app.work.owed import Owed


@door(Action.CONTRIBUTE, post=Action.CONTRIBUTE)
def check_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The next card, or the one asked for; at the end, what was done."""
    if request.method == "POST":
        return _answered(request, visit)
    slug, desk = visit.workspace.slug, Desk(visit)
    if "new" in request.GET:
        rounds.begin(request, slug)
        return redirect("check-in", slug)
    if "kpi" in request.GET:
        return _card(request, desk, card_of(desk, desk.on(_row(visit, request.GET["kpi"]))), alone=True)
    left = rounds.round_of(request, slug).left(desk.owed)
    if not left or "end" in request.GET:
        return _end(request, desk, left)
    return _card(request, desk, card_of(desk, left[0]), alone=False)


@door(Action.VIEW, post=Action.CONTRIBUTE)
def entry(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """The values typed of one metric, and the form for one more or for a correction."""
    desk = Desk(visit)
    shown = values_page(desk, key, Fields())
    if shown is None:
        raise Http404
    if request.method == "POST":
        fields = sent(request)
        printed = save_value(desk, shown, fields)
        if printed is not None:
            messages.success(request, f"Saved: {printed}.", extra_tags="good")
            return redirect("entry", visit.workspace.slug, key)
        shown = values_page(desk, key, fields)
    return _values(request, visit, shown)


def _answered(request: HttpRequest, visit: Visit) -> HttpResponse:
    fields, slug, desk = sent(request), visit.workspace.slug, Desk(visit)
    alone = bool(fields.text("alone"))
    owed = _asked(desk, _row(visit, fields.text("kpi")), alone=alone)
    done_before = rounds.round_of(request, slug)
    if fields.text("act") == "skip":
        rounds.keep(request, slug, done_before.with_skipped(owed.row["key"]))
        return redirect(reverse("check-in", args=[slug]))
    done = save(desk, owed, fields)
    if done is None:
        return _card(request, desk, card_of(desk, owed, fields), alone=alone, status=422)
    rounds.keep(request, slug, done_before.with_done(done))
    return redirect(f"{reverse('check-in', args=[slug])}{'?end=1' if alone else ''}")


def _asked(desk: Desk, row: KpiRow, *, alone: bool) -> Owed:
    """What the card asked for; a card sent once more, when nothing is due any longer, is answered as a free one."""
    due = next((due for due in desk.owed if due.row["key"] == row["key"]), None)
    return desk.on(row) if alone or due is None else due


def _row(visit: Visit, key: str) -> KpiRow:
    found = rows_of(visit, [key])
    if not found:
        raise Http404
    return found[0]


def _card(request: HttpRequest, desk: Desk, card: Card, *, alone: bool, status: int = 200) -> HttpResponse:
    slug = desk.visit.workspace.slug
    round = rounds.round_of(request, slug)
    behind = round.behind
    words = {
        "slug": slug,
        "card": card,
        "alone": alone,
        "zone": desk.zone,
        "done_before": behind,
        "place": behind + 1,
        "all": behind + len(round.left(desk.owed)),
        "just": round.done[-1] if round.done and not alone else None,
    }
    return page(request, desk.visit, "checkin/card.html", words, section="checkin", status=status)


def _end(request: HttpRequest, desk: Desk, left: tuple[Owed, ...]) -> HttpResponse:
    slug = desk.visit.workspace.slug
    round = rounds.round_of(request, slug)
    words = {
        "slug": slug,
        "round": round,
        "left": left,
        "skipped": rows_of(desk.visit, round.skipped),
        "next": desk.next_due(),
        "own": len(desk.rows),
        "values": sum(len(done.values) for done in round.done),
    }
    return page(request, desk.visit, "checkin/end.html", words, section="checkin")


def _values(request: HttpRequest, visit: Visit, shown: ValuesPage | None) -> HttpResponse:
    if shown is None:
        raise Http404
    may = visit.may(Action.CONTRIBUTE)
    words = {"slug": visit.workspace.slug, "shown": shown, "may": may, "zone": Desk(visit).zone}
    status = 422 if shown.fields.errors else 200
    return page(request, visit, "checkin/values.html", words, section="checkin", status=status)

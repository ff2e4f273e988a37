"""The Check page: what is wrong or doubtful with definitions, targets, data and the choice of KPIs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.authorise import Action
from truenorth.app.jobs.read import live
from truenorth.app.jobs.write import enqueue
from truenorth.app.pages.data.charts import balance_chart
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.shell import as_of_of, page
from truenorth.app.readings import read
from truenorth.app.readings.explained import FAMILIES, MISTAKES, explained, family_of

LEVELS = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
BALANCE = {
    "timing": "Leading or lagging",
    "stage": "From input to outcome",
    "perspective": "Perspective",
    "level": "Level",
    "horizon": "Horizon",
    "nature": "Nature",
    "role": "Role",
}
ORDERS = {
    "timing": ("leading", "lagging"),
    "stage": ("input", "process", "output", "outcome"),
    "level": ("company", "department", "team", "person"),
    "horizon": ("strategic", "tactical", "operational"),
}
MOST = 300


@door(Action.VIEW)
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The findings, filtered, and how the KPIs are spread."""
    known = as_of_of(request, visit)
    card = read.row(visit.workspace, "check", "check", known.at)
    kpis = {each["key"]: each for each in read.rows(visit.workspace, "kpi", known.at)}
    findings = [_told(each, kpis) for each in (card or {}).get("findings", [])]
    chosen = {name: request.GET.get(name, "") for name in ("level", "group", "kpi", "owner")}
    shown = [each for each in findings if _fits(each, chosen)]
    context = {
        "card": card,
        "groups": _by_level(shown[:MOST]),
        "more": max(len(shown) - MOST, 0),
        "count": len(shown),
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "choices": _choices(findings),
        "balance": _balance((card or {}).get("balance", {})),
        "active": len(kpis),
        "suppressed": (card or {}).get("suppressed", []),
        "may_define": visit.may(Action.DEFINE),
        "known": known,
    }
    return page(request, visit, "check/list.html", context, section="check")


def _told(finding: dict[str, Any], kpis: dict[str, Any]) -> dict[str, Any]:
    kpi = kpis.get(finding["key"]) if finding["noun"] == "kpi" else None
    group = family_of(finding["code"])
    return {
        **finding,
        "group": group or "mistakes",
        "label": kpi["label"] if kpi else finding["key"],
        "owner": kpi["owner"] if kpi else "",
        "owner_name": kpi["owner_name"] if kpi else "",
    }


def _fits(finding: dict[str, Any], chosen: dict[str, str]) -> bool:
    kpi = not chosen["kpi"] or (finding["noun"] == "kpi" and finding["key"] == chosen["kpi"])
    return kpi and all(not chosen[name] or finding[name] == chosen[name] for name in ("level", "group", "owner"))


def _by_level(findings: list[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    found = [(level, title, [each for each in findings if each["level"] == level]) for level, title in LEVELS.items()]
    return [group for group in found if group[2]]


def _choices(findings: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by: only what is there."""
    groups = {each["group"] for each in findings}
    titles = {**FAMILIES, "mistakes": MISTAKES}
    kpis = {each["key"]: each["label"] for each in findings if each["noun"] == "kpi"}
    owners = {each["owner"]: each["owner_name"] or each["owner"] for each in findings if each["owner"]}
    return {
        "level": [
            (level, title) for level, title in LEVELS.items() if any(each["level"] == level for each in findings)
        ],
        "group": [(group, title) for group, title in titles.items() if group in groups],
        "kpi": sorted(kpis.items(), key=lambda each: each[1].casefold()),
        "owner": sorted(owners.items(), key=lambda each: each[1].casefold()),
    }


def _balance(balance: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """Each way of classing KPIs with its words in their own order, those that nobody said last."""
    found = []
    for name, title in BALANCE.items():
        counts = balance.get(name) or {}
        if not any(counts):
            continue
        order = {word: at for at, word in enumerate(ORDERS.get(name, ()))}
        words = sorted(counts, key=lambda word: (not word, order.get(word, len(order)), -counts[word], word))
        ordered = {word.replace("_", " "): counts[word] for word in words}
        found.append({"title": title, "counts": ordered, "chart": balance_chart(title, ordered)})
    return found


@door(Action.VIEW, post=Action.DEFINE)
def run(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Queue the check; where a refresh is under way already, that one makes it too."""
    slug = visit.workspace.slug
    if request.method != "POST":
        return redirect("check", slug)
    key = f"check:{visit.workspace.pk}"
    under_way = next(iter(live(visit.workspace, "refresh")), None)
    job = under_way or enqueue("check", visit.workspace, {}, dedup_key=key, by=visit.user.email, priority=5)
    record(visit.user.email, "check", f"job {job.pk}", visit.workspace)
    return redirect("job", slug, job.pk)


@door(Action.VIEW)
def code(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """What a code means, why it matters, and what to do."""
    found = explained(code)
    if found is None:
        raise Http404
    card = read.row(visit.workspace, "check", "check") or {"findings": []}
    here = [each for each in card["findings"] if each["code"] == code]
    return page(request, visit, "check/code.html", {"code": found, "here": here}, section="check")

"""The Data page and those below it: tables, runs, restatements."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.authorise import Action
from truenorth.app.jobs import read as jobs
from truenorth.app.jobs.write import enqueue_unbegun
from truenorth.app.pages.data.charts import rows_chart
from truenorth.app.pages.data.jobs import shown
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.shell import as_of_of, page, zone_of
from truenorth.app.readings import read
from truenorth.app.readings.shapes_past import RestatementShown, RunShown
from truenorth.app.readings.uploads import UPLOADS
from truenorth.app.work.spans import in_words
from truenorth.wording import spell_took

WORDS = {"fresh": "green", "late": "yellow", "stale": "red", "broken": "red"}
MOST = 200
ORDER = {"broken": 0, "stale": 1, "late": 2, "": 3, "fresh": 4}


@door(Action.VIEW)
def data(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All tables, those in trouble first, and the last runs."""
    known = as_of_of(request, visit)
    tables = read.rows(visit.workspace, "data", known.at)
    tables.sort(key=lambda each: ORDER.get(each["word"], 3))
    counts = {word: sum(each["word"] == word for each in tables) for word in WORDS}
    live = jobs.live(visit.workspace, "refresh")
    context = {
        "tables": tables,
        "counts": {word: count for word, count in counts.items() if count},
        "runs": [_told(each) for each in read.runs(visit.workspace, 12)],
        "live": shown(visit, live[0]) if live else None,
        "may_define": visit.may(Action.DEFINE),
        "known": known,
    }
    return page(request, visit, "data/list.html", context, section="data")


def _told(run: RunShown) -> dict[str, Any]:
    """A run with how long it took, in words."""
    begun, ended = run["started_at"], run["ended_at"]
    took = spell_took(datetime.fromisoformat(ended) - datetime.fromisoformat(begun)) if ended else ""
    return {"run": run, "took": took, "failures": len(run["failures"])}


def queue_refresh(visit: Visit) -> Any:
    """The refresh that waits already, or a new one: what was just changed lies in it."""
    here, by = visit.workspace, visit.user.email
    job = enqueue_unbegun("refresh", here, {"cause": by}, name=f"refresh:{here.pk}:all", by=by, priority=5)
    record(visit.user.email, "refresh", f"job {job.pk}", visit.workspace)
    return job


@door(Action.VIEW, post=Action.DEFINE)
def refresh(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Queue a refresh and go to its page."""
    if request.method != "POST":
        return redirect("data", visit.workspace.slug)
    return redirect("job", visit.workspace.slug, queue_refresh(visit).pk)


@door(Action.VIEW)
def table(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """One table: columns, rows a day, findings, sample, YAML, what stands on it."""
    known = as_of_of(request, visit)
    row = read.row(visit.workspace, "data", key, known.at)
    if row is None:
        raise Http404
    detail = read.detail(visit.workspace, "data", key, known.at) or {}
    metrics = [each for each in read.rows(visit.workspace, "metric", known.at) if key in each["tables"]]
    sample = detail.get("sample") or []
    own = row["managed_by"] == "page"
    context = {
        "table": row,
        "detail": detail,
        "heads": sample[0] if sample else [],
        "sample": sample[1:],
        "chart": rows_chart(detail.get("per_day") or []),
        "metrics": metrics,
        "kpis": {each["key"]: each for metric in metrics for each in metric["kpis"]}.values(),
        "offers": _offers(detail, metrics) if visit.may(Action.DEFINE) else [],
        "may_define": visit.may(Action.DEFINE),
        "removable": own,
        "replaceable": own and str(row["address"]).startswith(f"{UPLOADS}/"),
    }
    return page(request, visit, "data/table.html", context, section="data")


def _offers(detail: dict[str, Any], metrics: list[dict[str, Any]]) -> list[str]:
    """The columns that could be added up, while no metric stands on the table."""
    if metrics or not any("date" in each["role"].split(", ") for each in detail.get("columns") or []):
        return []
    return [each["name"] for each in detail["columns"] if each["type"] in NUMBERS and not each["role"]]


NUMBERS = frozenset({"integer", "decimal", "float"})


@door(Action.VIEW)
def run(request: HttpRequest, visit: Visit, id: int) -> HttpResponse:
    """One run: when, why, how long, what it read of each table, what failed."""
    found = read.run(visit.workspace, id)
    if found is None:
        raise Http404
    one, tables = found
    context = {**_told(one), "tables": tables, "zone": str(zone_of(visit))}
    return page(request, visit, "data/run.html", context, section="data")


@door(Action.VIEW)
def restatements(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Past periods whose numbers became others: from what to what, when, and why; of one of them the bridge."""
    metric = request.GET.get("metric", "")
    lines = read.restatements(visit.workspace, metric=metric or None, limit=MOST)
    asked = next((each for each in lines if str(_place(each)) == request.GET.get("bridge", "")), None)
    context = {
        "lines": [{**each, **_spelled(each), "place": _place(each)} for each in lines],
        "metric": metric,
        "metrics": sorted({(each["metric"], each["label"]) for each in lines}, key=lambda each: each[1]),
        "asked": None if asked is None else {**asked, **_spelled(asked)},
        "bridge": None if asked is None else _bridge(visit, asked),
        "most": MOST if len(lines) == MOST else 0,
    }
    return page(request, visit, "data/restatements.html", context, section="data")


def _spelled(line: RestatementShown) -> dict[str, str]:
    """Period and segment in words."""
    members = json.loads(line["segment"]).items()
    segment = ", ".join(f"{dimension}: {'none' if member is None else member}" for dimension, member in members)
    return {"period_text": in_words(line["period"]), "segment_text": segment}


def _place(line: RestatementShown) -> str:
    """What names one restated number in an address."""
    return "|".join((line["metric"], line["grain"], line["segment"], line["period"], str(line["run"])))


def _bridge(visit: Visit, line: RestatementShown) -> Any:
    """From what was known just before the restatement to what is known now."""
    before = datetime.fromisoformat(line["known_from"]) - timedelta(microseconds=1)
    return read.bridge(visit.workspace, (line["metric"], line["grain"], line["segment"]), line["period"], before)

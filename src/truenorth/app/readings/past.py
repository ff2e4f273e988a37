"""Questions about the past: series as they were known, restatements, bridges, transitions, runs, publications."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.bridges import bridged
from truenorth.app.readings.history import Known, differs, known_of, known_rows
from truenorth.app.readings.kept import row, rows
from truenorth.app.readings.models import Publication, Reading, Run, RunTable, Series, Transition
from truenorth.app.readings.shapes import MetricRow
from truenorth.app.readings.shapes_past import (
    BridgeShown,
    PublicationShown,
    RestatementShown,
    RunShown,
    RunTableShown,
    TransitionShown,
)
from truenorth.model.metrics import Unit
from truenorth.wording import NOTHING, format_change, format_number, say

RESTATED = ("data", "definition", "both", "entry")


def newest_runs(workspace: Workspace) -> str:
    """The newest runs, each with its state's first letter, such as `7r-6d`: of two at once the older may end last."""
    newest = Run.objects.filter(workspace=workspace).order_by("-id").values_list("id", "state")[:4]
    return "-".join(f"{number}{state[:1]}" for number, state in newest)


def _series(workspace: Workspace, metric: str, grain: str, segment: str) -> Series | None:
    return Series.objects.filter(workspace=workspace, metric=metric, grain=grain, segment=segment).first()


def unit_of(workspace: Workspace, metric: str) -> tuple[str, str]:
    """How the numbers of a metric are written: unit and currency."""
    found: MetricRow | None = row(workspace, "metric", metric)
    card = row(workspace, "workspace", "workspace")
    return (found["unit"] if found else ""), (card["currency"] if card else "")


def number_text(value: str | None, unit: str, currency: str) -> str:
    """A stored number as it is written."""
    if value is None:
        return NOTHING
    return format_number(Decimal(value), Unit(unit) if unit else None, currency=currency or None)


def restatements(
    workspace: Workspace,
    *,
    known: tuple[datetime, datetime] | None = None,
    metric: str | None = None,
    limit: int = 200,
) -> list[RestatementShown]:
    """Periods whose number became another after it was told, the newest first.

    With `known` those that became known after its first instant, up to its second.
    """
    later = Reading.objects.filter(series__workspace=workspace, cause__in=RESTATED)
    later = later if known is None else later.filter(known_from__gt=known[0], known_from__lte=known[1])
    later = later if metric is None else later.filter(series__metric=metric)
    newest = list(later.select_related("series").order_by("-recorded_at", "-id")[:limit])
    if not newest:
        return []
    before = _before(newest)
    metrics = {each.series.metric for each in newest}
    labels: dict[str, MetricRow] = {each["key"]: each for each in rows(workspace, "metric", keys=metrics)}
    card = row(workspace, "workspace", "workspace")
    currency = card["currency"] if card else ""
    found = []
    for each in newest:
        old = before.get(each.pk)
        if old is None or not differs(old.value, each.value):
            continue
        found.append(_restatement(each, old, labels.get(each.series.metric), currency))
    return found


def _before(later: Iterable[Reading]) -> dict[int, Reading]:
    """Of each row the one that it took the place of."""
    wanted = list(later)
    earlier: dict[tuple[int, str], list[Reading]] = {}
    ids, periods = {each.series_id for each in wanted}, {each.period for each in wanted}
    found = Reading.objects.filter(series_id__in=ids, period__in=periods).order_by("known_from", "id")
    for each in found if wanted else ():
        earlier.setdefault((each.series_id, each.period), []).append(each)
    pairs = {}
    for each in wanted:
        line = earlier[each.series_id, each.period]
        at = next(index for index, one in enumerate(line) if one.pk == each.pk)
        if at:
            pairs[each.pk] = line[at - 1]
    return pairs


def _restatement(now: Reading, old: Reading, metric: MetricRow | None, currency: str) -> RestatementShown:
    unit = metric["unit"] if metric else ""
    change = None if now.value is None or old.value is None else Decimal(now.value) - Decimal(old.value)
    return {
        "metric": now.series.metric,
        "label": metric["label"] if metric else now.series.metric,
        "grain": now.series.grain,
        "segment": now.series.segment,
        "period": now.period,
        "before": number_text(old.value, unit, currency),
        "after": number_text(now.value, unit, currency),
        "change": format_change(change, Unit(unit) if unit else None, currency=currency or None),
        "cause": now.cause,
        "cause_text": say(f"restated.{now.cause}"),
        "known_from": now.known_from.isoformat(),
        "recorded_at": now.recorded_at.isoformat(),
        "run": now.run_id,
        "kpis": [kpi["key"] for kpi in metric["kpis"]] if metric else [],
    }


def bridge(
    workspace: Workspace,
    named: tuple[str, str, str],
    period: str,
    reported_at: datetime,
    as_of: datetime | None = None,
) -> BridgeShown | None:
    """From the number of a period as it was reported at an instant to the one known now (or as of another).

    `named` is the series: metric, grain and segment. None where nothing was known of the period at that instant.
    """
    found = _series(workspace, *named)
    if found is None:
        return None
    line = [known_of(each) for each in known_rows([found.pk], as_of) if each.period == period]
    reported = [index for index, each in enumerate(line) if each.known_from <= reported_at]
    if not reported:
        return None
    return bridged(way_of(line[reported[-1] :]), *unit_of(workspace, named[0]))


def way_of(line: list[Known]) -> list[tuple[Known, dict[str, str]]]:
    """The rows of one period with their notes read."""
    return [(each, json.loads(each.note) if each.note else {}) for each in line]


def transitions(
    workspace: Workspace, since: datetime | None = None, until: datetime | None = None, kpi: str | None = None
) -> list[TransitionShown]:
    """Words that became others after `since` up to `until`, the newest first."""
    found = Transition.objects.filter(workspace=workspace).order_by("-known_from", "-id")
    found = found if since is None else found.filter(known_from__gt=since)
    found = found if until is None else found.filter(known_from__lte=until)
    found = found if kpi is None else found.filter(kpi=kpi)
    newest = list(found[:500])
    labels = {each["key"]: each["label"] for each in rows(workspace, "kpi", until, keys={each.kpi for each in newest})}
    return [
        {
            "kpi": each.kpi,
            "label": labels.get(each.kpi, each.kpi),
            "facet": each.facet,
            "before": each.before,
            "after": each.after,
            "within_noise": each.within_noise,
            "known_from": each.known_from.isoformat(),
        }
        for each in newest
    ]


def runs(workspace: Workspace, limit: int = 50) -> list[RunShown]:
    """The runs, the newest first."""
    found = Run.objects.filter(workspace=workspace).select_related("revision").order_by("-id")[:limit]
    return [run_shown(each) for each in found.annotate(written=Count("readings"))]


def run(workspace: Workspace, number: int) -> tuple[RunShown, list[RunTableShown]] | None:
    """One run with what it read of each table; None where there is none."""
    found = Run.objects.filter(workspace=workspace, pk=number).select_related("revision")
    each = found.annotate(written=Count("readings")).first()
    if each is None:
        return None
    return run_shown(each), tables_shown(RunTable.objects.filter(run=each).order_by("id"))


def run_shown(found: Any) -> RunShown:
    """A run as it is shown; `written` is how many readings it added."""
    return {
        "id": found.pk,
        "as_of": found.as_of.isoformat(),
        "started_at": found.started_at.isoformat(),
        "ended_at": found.ended_at.isoformat() if found.ended_at else "",
        "state": found.state,
        "cause": found.cause,
        "revision": found.revision.number,
        "code_version": found.code_version,
        "readings": found.written,
        "failures": found.failures,
    }


def tables_shown(found: Iterable[RunTable]) -> list[RunTableShown]:
    """What a run read of tables, as it is shown."""
    return [
        {
            "table": each.table,
            "source": each.source,
            "fingerprint": each.fingerprint,
            "rows": each.rows,
            "newest_at": each.newest_at.isoformat() if each.newest_at else "",
            "watermark": each.watermark.isoformat() if each.watermark else "",
            "facts": each.facts,
            "error": each.error,
        }
        for each in found
    ]


def publications(workspace: Workspace, limit: int = 200) -> list[PublicationShown]:
    """The frozen scorecards without their content, the newest first."""
    found = Publication.objects.filter(workspace=workspace).defer("content").order_by("-made_at", "-id")
    return [publication_shown(each) for each in found[:limit]]


def publication(workspace: Workspace, number: int) -> tuple[PublicationShown, dict[str, Any]] | None:
    """One publication with its content (`scorecard`, `rows`, `workspace`, `as_of`); None where there is none."""
    found = Publication.objects.filter(workspace=workspace, pk=number).first()
    return None if found is None else (publication_shown(found), json.loads(found.content))


def publication_shown(found: Publication) -> PublicationShown:
    """A publication in one line."""
    return {
        "id": found.pk,
        "scorecard": found.scorecard,
        "title": found.title,
        "as_of": found.as_of.isoformat(),
        "made_by": found.made_by,
        "made_at": found.made_at.isoformat(),
        "note": found.note,
        "hash": found.hash,
    }

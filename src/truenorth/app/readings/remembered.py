"""What a run over some KPIs takes from earlier ones: the statuses of the others, findings, values of metrics."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from truenorth.app.readings import kept
from truenorth.app.readings.models import StatusRow
from truenorth.app.readings.scene import Judged, Newest, Scene
from truenorth.app.readings.shapes import CheckRow, FindingShown, MetricRow
from truenorth.errors import Finding, Level, Place
from truenorth.judgement import Evidence, Lack, Series
from truenorth.judgement.goal import NO_PERIOD
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Unit
from truenorth.model.status import Facet, Status
from truenorth.periods import parse_period


def remember(scene: Scene, only: frozenset[str]) -> None:
    """The scene filled with what is known of everything but some KPIs."""
    newest: dict[str, StatusRow] = {}
    rows = StatusRow.objects.filter(workspace=scene.workspace, known_from__lte=scene.as_of)
    for row in rows.order_by("known_from", "id"):
        newest[row.kpi] = row
    for kpi in scene.definitions.kpis.values():
        if kpi.state == "active" and kpi.key not in only and kpi.key in newest:
            scene.judged[kpi.key] = _judged(scene, kpi, newest[kpi.key])
    checked: CheckRow | None = kept.row(scene.workspace, "check", "check", scene.as_of)
    for each in checked["findings"] if checked else ():
        scene.found.setdefault((each["noun"], each["key"]), []).append(_finding(each))
    metrics: list[MetricRow] = kept.rows(scene.workspace, "metric", scene.as_of)
    for metric in metrics:
        value = metric["value"]["exact"]
        if value is not None:
            unit = Unit(metric["unit"]) if metric["unit"] else None
            scene.newest[metric["key"]] = Newest(Decimal(value), unit, metric["period_text"])


def _judged(scene: Scene, kpi: Kpi, row: StatusRow) -> Judged:
    facts: dict[str, Any] = row.facts
    metric = scene.definitions.metrics.get(kpi.metric)
    target = facts["target"]
    low, high = target if isinstance(target, list) else (target, None)
    facets = {
        name: Facet(each["word"], each["rule"], each["facts"]) if each["word"] else None
        for name, each in facts["facets"].items()
    }
    status = Status(
        kpi=kpi.key,
        label=kpi.label,
        metric=kpi.metric,
        period=parse_period(scene.calendar, row.period) if row.period else None,
        period_label=row.period or None,
        value=_number(facts["value"]),
        unit=metric.unit if metric else None,
        target=(_number(low), _number(high)) if isinstance(target, list) else _number(low),
        expected_to_date=_number(facts["expected_to_date"]),
        attainment=_number(facts["attainment"]),
        score=_number(row.score),
        facets=facets,
        headline=row.headline,
        rule=row.rule,
        as_of=row.known_from,
        marks=tuple(facts["marks"]),
        note=facts["note"] or None,
        last_headline=facts["last_headline"] or None,
    )
    evidence = Evidence(kpi, scene.calendar, scene.as_of, metric, series=Series())
    return Judged(kpi, evidence, Lack(NO_PERIOD), status)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _finding(shown: FindingShown) -> Finding:
    file, _, line = shown["place"].rpartition(":")
    place = Place(file, int(line)) if file and line.isdigit() else Place(shown["place"] or None)
    return Finding(
        shown["code"], shown["message"], place, Level(shown["level"]), shown["hint"] or None, tuple(shown["nearest"])
    )

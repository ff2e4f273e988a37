"""What a KPI's own page shows besides its line."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.app.readings.cards.breakdown import breakdown_shown
from truenorth.app.readings.cards.chart import Told, benchmarks, own_chart, plain_chart
from truenorth.app.readings.cards.facets import facets_detail
from truenorth.app.readings.cards.kpi import against
from truenorth.app.readings.cards.spelled import finding_shown, spelled
from truenorth.app.readings.cards.why import SHOWN, why_shown
from truenorth.app.readings.scene import Judged, Scene
from truenorth.app.readings.shapes import BreakdownShown, ChartShown, KpiDetail, Linked, TargetLine
from truenorth.app.readings.store import segment_text
from truenorth.judgement.standing import standing
from truenorth.judgement.track import ledger, realism
from truenorth.model.answers import Answer
from truenorth.model.targets import Target
from truenorth.periods import Grain
from truenorth.project.assess import points_of
from truenorth.wording import format_number, spell_date
from truenorth.wording.statuses import status_style

DEFINED = ("outcome", "why", "influence", "decision", "audience", "achieved_when", "includes", "excludes")
COARSER = {
    Grain.HOUR: (Grain.DAY, Grain.WEEK, Grain.MONTH),
    Grain.DAY: (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR),
    Grain.WEEK: (Grain.MONTH, Grain.QUARTER, Grain.YEAR),
    Grain.MONTH: (Grain.QUARTER, Grain.YEAR),
    Grain.QUARTER: (Grain.YEAR,),
    Grain.FISCAL_QUARTER: (Grain.FISCAL_YEAR,),
}
"""The grains at which a KPI is shown besides its own."""


def kpi_detail(
    scene: Scene, judged: Judged, told: Told, coarser: dict[Grain, Answer], parts: dict[str, Answer]
) -> KpiDetail:
    """The detail, from the answers at coarser grains and by each kept dimension."""
    kpi, evidence, status = judged.kpi, judged.evidence, judged.status
    metric = scene.definitions.metrics.get(kpi.metric)
    style = status_style(status, evidence.metric, scene.definitions.currency)
    unit = evidence.metric.unit if evidence.metric else None
    return {
        "facets": facets_detail(judged, against(scene, judged, style)),
        "definition": {name: getattr(kpi, name) for name in DEFINED if getattr(kpi, name)},
        "metric_label": metric.label if metric else kpi.metric,
        "metric_spelled": spelled(scene.basis.stored.files, metric.place) if metric else "",
        "metric_words": (metric.description if metric else None) or "",
        "direction": metric.direction.value if metric and metric.direction else "",
        "unit": unit.text if unit else "",
        "segment": ", ".join(f"{name} {member}" for name, member in kpi.segment.items()),
        "segment_json": segment_text(kpi.segment),
        "charts": _charts(scene, judged, told, coarser),
        "why": [why_shown(scene, judged, versus) for versus in SHOWN],
        "breakdowns": _breakdowns(scene, judged, parts),
        "targets": [_target(each, in_force=each is evidence.choice.target) for each in kpi.targets],
        "realism": realism(evidence, judged.goal) or "",
        "ledger": ledger(evidence, judged.goal).sentence or "" if kpi.targets else "",
        "benchmarks": benchmarks(scene, judged),
        "guardrails": [linked(scene, key) for key in kpi.guardrails],
        "supporting": [linked(scene, key) for key in kpi.supporting],
        "contributes_to": [linked(scene, key) for key in kpi.contributes_to],
        "findings": [finding_shown(each, "kpi", kpi.key) for each in scene.findings("kpi", kpi.key)],
        "scorecards": list(_scorecards(scene, kpi.key)),
        "notes": [part for part in (status.note, standing(evidence, judged.goal)) if part],
        "yaml": spelled(scene.basis.stored.files, kpi.place),
        "place": str(kpi.place),
        "managed_by": scene.managed_by(kpi.place),
        "version": scene.version("metric", kpi.metric),
    }


def _charts(scene: Scene, judged: Judged, told: Told, coarser: dict[Grain, Answer]) -> list[ChartShown]:
    metric, key = judged.evidence.metric, judged.kpi.metric
    others = [plain_chart(scene, points_of(answer, key), metric, grain) for grain, answer in coarser.items()]
    return [own_chart(scene, judged, told), *others]


def _breakdowns(scene: Scene, judged: Judged, parts: dict[str, Answer]) -> list[BreakdownShown]:
    return [breakdown_shown(scene, judged, name, answer) for name, answer in parts.items()]


def _target(target: Target, *, in_force: bool) -> TargetLine:
    return {
        "begins": spell_date(target.begins),
        "by": spell_date(target.by) if target.by else "",
        "spelled": _spelled(target),
        "agreed": spell_date(target.agreed) if target.agreed else "",
        "reason": target.reason or "",
        "in_force": in_force,
        "segment": ", ".join(f"{name} {member}" for name, member in target.segment.items()),
    }


def _spelled(target: Target) -> str:
    """A target as it is written, without what stands in columns of its own."""
    apart = ("from", "by", "agreed", "reason", "for")
    return ", ".join(f"{key}: {_flow(value)}" for key, value in target.spelled.items() if key not in apart)


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + " }"
    return "[" + ", ".join(_flow(each) for each in value) + "]" if isinstance(value, list | tuple) else str(value)


def linked(scene: Scene, key: str) -> Linked:
    """Another KPI, or a metric, beside this one."""
    found = scene.judged.get(key)
    if found is not None:
        style = status_style(found.status, found.evidence.metric, scene.definitions.currency)
        text = against(scene, found, style)
        value = style.number(found.status.value)
        return _linked("kpi", key, found.kpi.label, value, found.status.headline, text)
    kpi = scene.definitions.kpis.get(key)
    if kpi is not None:
        return _linked("kpi", key, kpi.label, "", "", "")
    metric = scene.definitions.metrics.get(key)
    return _linked("metric", key, metric.label if metric else key, _newest(scene, key), "", "")


def _newest(scene: Scene, key: str) -> str:
    point = scene.newest.get(key)
    if point is None:
        return ""
    return format_number(point.value, point.unit, currency=scene.definitions.currency)


def _linked(noun: str, key: str, label: str, value: str, headline: str, text: str) -> Linked:
    return {"noun": noun, "key": key, "label": label, "value": value, "headline": headline, "text": text}


def _scorecards(scene: Scene, key: str) -> Iterator[Linked]:
    for card in scene.definitions.scorecards.values():
        for line in card.lines:
            if line.kpi == key:
                yield _linked("scorecard", card.key, card.label, str(line.weight), "", "")

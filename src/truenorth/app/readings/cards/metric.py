"""A metric's line and page: its value over everything, whether or not it serves a KPI."""

from __future__ import annotations

from dataclasses import dataclass

from truenorth.app.readings.cards.chart import plain_chart, spark
from truenorth.app.readings.cards.detail import linked
from truenorth.app.readings.cards.numbers import nothing, shown, shown_change, side_of, style_of
from truenorth.app.readings.cards.spelled import finding_shown, spelled
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.shapes import ChartShown, Linked, MetricDetail, MetricRow
from truenorth.app.readings.tree import dimensions_of, inputs_of, tables_of, typed_dimensions, typed_of, used_by
from truenorth.errors import Finding
from truenorth.judgement import Point
from truenorth.model.answers import Answer, State
from truenorth.model.metrics import Direction, Metric, Unit
from truenorth.periods import Grain
from truenorth.project.assess import points_of
from truenorth.wording import exact, spell_period


@dataclass(frozen=True, eq=False)
class Answered:
    """A metric with its answer at one grain; `failure` says why there is none."""

    metric: Metric
    grain: Grain
    answer: Answer | None
    failure: Finding | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """The value of each period, oldest first."""
        return () if self.answer is None else points_of(self.answer, self.metric.key)

    @property
    def unit(self) -> Unit | None:
        """The unit that the answer came in."""
        return self.answer.metrics[0].unit if self.answer else self.metric.unit

    @property
    def closed(self) -> list[Point]:
        """The complete periods with a value."""
        return [
            point
            for point in self.points
            if point.measured.state is State.COMPLETE and point.measured.cell.value is not None
        ]


def metric_row(scene: Scene, found: Answered) -> MetricRow:
    """The line of a metric."""
    metric, closed = found.metric, found.closed
    values = [point.measured.cell.value for point in found.points]
    style = style_of(values, found.unit, metric, scene.definitions.currency)
    change = None
    if len(closed) > 1:
        now, then = (exact(point.measured.cell.value) for point in (closed[-1], closed[-2]))
        change = None if now is None or then is None else now - then
    cell = closed[-1].measured.cell if closed else None
    better = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(metric.direction, 0) if metric.direction else 0
    row: MetricRow = {
        "key": metric.key,
        "label": metric.label,
        "words": metric.description or (metric.formula.text if metric.formula else ""),
        "unit": found.unit.text if found.unit else "",
        "grain": found.grain.value,
        "value": shown(cell.value, style, quotient=cell.quotient) if cell else nothing(),
        "period_text": spell_period(scene.calendar, closed[-1].period) if closed else "",
        "change": shown_change(change, style, quotient=bool(cell and cell.quotient)),
        "change_side": side_of(None if change is None else float(change), better),
        "spark": spark(scene, found.points, style),
        "kpis": _serves(scene, metric.key),
        "tables": tables_of(scene.project.asking, metric.key),
        "typed": bool(typed_of(scene.project.asking, metric.key)),
        "version": scene.version("metric", metric.key),
        "error": found.failure.message if found.failure else "",
    }
    if metric.manual is not None:
        row["every"] = metric.manual.every.value
        row["bounds"] = [f"{bound:f}" for bound in metric.bounds or ()]
        row["split_by"] = typed_dimensions(scene.project.asking, metric.key)
    return row


def _serves(scene: Scene, metric: str) -> list[Linked]:
    return [linked(scene, kpi.key) for kpi in scene.definitions.kpis.values() if kpi.metric == metric]


def metric_detail(scene: Scene, found: Answered, coarser: dict[Grain, Answer]) -> MetricDetail:
    """What a metric's own page shows besides."""
    metric, asking = found.metric, scene.project.asking
    charts: list[ChartShown] = []
    if found.answer is not None:
        shown_as = found.answer.metrics[0]
        charts.append(plain_chart(scene, found.points, _with_unit(metric, shown_as.unit), found.grain))
        charts += [
            plain_chart(scene, points_of(answer, metric.key), _with_unit(metric, shown_as.unit), grain)
            for grain, answer in coarser.items()
        ]
    return {
        "charts": charts,
        "spelled": spelled(scene.basis.stored.files, metric.place),
        "sql": "\n\n".join(found.answer.queries) if found.answer else "",
        "inputs": [linked(scene, key) for key in inputs_of(scene.definitions, metric.key)],
        "used_by": [linked(scene, key) for key in used_by(scene.definitions, metric.key)],
        "dimensions": dimensions_of(asking, metric.key),
        "value_hash": found.answer.metrics[0].value_hash if found.answer else "",
        "place": str(metric.place),
        "managed_by": scene.managed_by(metric.place),
        "findings": [finding_shown(each, "metric", metric.key) for each in scene.findings("metric", metric.key)],
    }


def _with_unit(metric: Metric, unit: Unit | None) -> Metric:
    from dataclasses import replace

    return replace(metric, unit=unit)

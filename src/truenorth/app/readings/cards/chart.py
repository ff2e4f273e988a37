"""Charts: one metric at one grain over time, with limits, targets and forecast where they are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from truenorth.app.readings.basis import NewVersion
from truenorth.app.readings.cards.numbers import drawn, style_of
from truenorth.app.readings.scene import Judged, Scene
from truenorth.app.readings.shapes import BenchmarkShown, ChartPoint, ChartShown, ForecastShown, LevelBreak, Spark
from truenorth.judgement import Evidence, Goal, Point
from truenorth.judgement.changing import expected_of
from truenorth.judgement.evidence import subject_of
from truenorth.judgement.forecasts import Foresight, foresight
from truenorth.judgement.goal import ground_of
from truenorth.judgement.history import mature
from truenorth.judgement.in_force import in_force
from truenorth.judgement.outlook import period_after
from truenorth.judgement.signal_chart import Chart, chart_of, shift_sentences
from truenorth.judgement.track import Tracked, tracked
from truenorth.model.answers import State
from truenorth.model.metrics import Metric
from truenorth.model.targets import Improve
from truenorth.periods import Grain, Period
from truenorth.stats import SignalPoint
from truenorth.wording import NOTHING, exact, format_change, format_number, say, spell_period, spell_reason
from truenorth.wording.styles import Style

MOST = 400
"""So many periods a chart holds; older ones stay in the store."""
SPARK = 26


@dataclass(frozen=True, eq=False)
class Told:
    """What is told of a KPI's own series."""

    chart: Chart
    foresight: Foresight
    tracked: tuple[Tracked, ...]


def told_of(judged: Judged) -> Told:
    """Signals, forecast and past targets of one KPI."""
    evidence = judged.evidence
    points, _ = mature(evidence.series)
    unit = evidence.metric.unit if evidence.metric else None
    chart = chart_of(
        evidence.kpi,
        points,
        unit,
        evidence.calendar,
        judged.side,
        remarks=evidence.remarks,
        subject=subject_of(evidence, evidence.kpi.grain),
    )
    return Told(chart, foresight(evidence, judged.goal), tracked(evidence, judged.goal))


@dataclass(frozen=True)
class Drawing:
    """How the points of one chart are drawn: style, and what is known of single periods by their label."""

    style: Style
    judged: Mapping[str, SignalPoint] = field(default_factory=dict)
    tracked: Mapping[str, Tracked] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)


def own_chart(scene: Scene, judged: Judged, told: Told) -> ChartShown:
    """The chart at the KPI's own grain, with limits, targets and forecast."""
    evidence = judged.evidence
    metric, currency = evidence.metric, scene.definitions.currency
    made = plain_chart(scene, evidence.series.points, metric, evidence.kpi.grain)
    values = [point.measured.cell.value for point in evidence.series.points]
    style = style_of(
        [*values, *(each.target for each in told.tracked)], metric.unit if metric else None, metric, currency
    )
    signals = dict(zip((point.label for point in told.chart.points), told.chart.chart.points, strict=True))
    versions = _versions(scene, evidence.kpi.metric, evidence.series.points)
    drawing = Drawing(style, signals, {each.label: each for each in told.tracked}, versions)
    made["points"] = [_point(scene, point, drawing) for point in evidence.series.points[-MOST:]]
    made["forecast"] = _forecast(scene, evidence, judged.goal if isinstance(judged.goal, Goal) else None, told, style)
    made["levels"] = _levels(scene, told)
    made["benchmarks"] = benchmarks(scene, judged)
    made["red_line"] = _red_line(judged)
    made["signal_sentence"] = told.chart.sentence.text
    made["forecast_sentence"] = told.foresight.sentence.text
    made["summary"] = _summary(scene, evidence.series.points, style, told)
    made["judged"] = True
    return made


def plain_chart(scene: Scene, points: Sequence[Point], metric: Metric | None, grain: Grain) -> ChartShown:
    """A chart of values only."""
    unit = metric.unit if metric else None
    style = style_of([point.measured.cell.value for point in points], unit, metric, scene.definitions.currency)
    key = metric.key if metric else ""
    drawing = Drawing(style, versions=_versions(scene, key, points))
    return {
        "grain": grain.value,
        "unit": unit.text if unit else "",
        "currency": scene.definitions.currency or "",
        "points": [_point(scene, point, drawing) for point in points[-MOST:]],
        "forecast": [],
        "levels": [],
        "breaks": _breaks(scene, key, points),
        "benchmarks": [],
        "red_line": None,
        "summary": _summary(scene, points, style, None),
        "signal_sentence": "",
        "forecast_sentence": "",
        "judged": False,
    }


def _changes(scene: Scene, metric: str, points: Sequence[Point]) -> list[tuple[Point, NewVersion]]:
    """The point in whose period each further version of a metric began; none for what began after them all."""
    found = []
    for each in scene.basis.changes.get(metric, ()):
        point = next((point for point in points if point.period.contains(each.made_at)), None)
        if point is not None:
            found.append((point, each))
    return found


def _versions(scene: Scene, metric: str, points: Sequence[Point]) -> dict[str, int]:
    """Under which version of its definition each period first was told."""
    changes = _changes(scene, metric, points)
    versions = {}
    for point in points:
        begun = [each.version for at, each in changes if at.period.start <= point.period.start]
        versions[point.label] = begun[-1] if begun else 1
    return versions if changes else {}


def _breaks(scene: Scene, metric: str, points: Sequence[Point]) -> list[LevelBreak]:
    return [
        {"label": point.label, "text": say("chart.version", version=each.version)}
        for point, each in _changes(scene, metric, points)
    ]


def _point(scene: Scene, point: Point, drawing: Drawing) -> ChartPoint:
    measured, style = point.measured, drawing.style
    signal, past = drawing.judged.get(point.label), drawing.tracked.get(point.label)
    value = measured.cell.value
    calendar = scene.calendar
    return {
        "label": point.label,
        "period": spell_period(calendar, point.period),
        "start": point.period.start.isoformat(),
        "end": point.period.end.isoformat(),
        "value": drawn(value),
        "text": style.number(value),
        "full": format_number(value, style.unit, currency=style.currency),
        "state": measured.state.value,
        "maturity": measured.maturity or ("open" if measured.state is State.IN_PROGRESS else "final"),
        "doubt": spell_reason(measured.doubt),
        "reason": spell_reason(measured.cell.reason) if value is None else "",
        "centre": drawn(signal.centre) if signal else None,
        "low": drawn(signal.lower) if signal else None,
        "high": drawn(signal.upper) if signal else None,
        "rule": signal.rule.value if signal and signal.rule else "",
        "target": drawn(past.target) if past else None,
        "target_low": drawn(past.low) if past else None,
        "target_high": drawn(past.high) if past else None,
        "target_text": _target_text(past, style),
        "met": past.met if past else None,
        "version": drawing.versions.get(point.label, 1),
    }


def _target_text(past: Tracked | None, style: Style) -> str:
    if past is None or (past.target is None and past.low is None):
        return ""
    if past.low is not None:
        return f"{style.bare(past.low)} – {style.bare(past.high)}"
    return style.bare(past.target)


def _forecast(scene: Scene, evidence: Evidence, goal: Goal | None, told: Told, style: Style) -> list[ForecastShown]:
    made = []
    for step, (name, point) in enumerate(zip(told.foresight.labels, told.foresight.points, strict=True), 1):
        period = period_after(scene.calendar, told.foresight.past[-1].period, step)
        made.append(
            ForecastShown(
                label=name,
                period=spell_period(scene.calendar, period),
                value=drawn(point.value) or 0.0,
                lo80=drawn(point.lo80) or 0.0,
                hi80=drawn(point.hi80) or 0.0,
                lo95=drawn(point.lo95) or 0.0,
                hi95=drawn(point.hi95) or 0.0,
                text=style.number(point.value),
                range_text=f"{style.bare(point.lo80)} – {style.bare(point.hi80)}",
                target=_wanted(evidence, period) if goal else None,
            )
        )
    return made


def _wanted(evidence: Evidence, period: Period) -> float | None:
    """What the target in force will expect of a period to come; None for a band or where nothing says so."""
    target = in_force(evidence.kpi.targets, evidence.calendar.day_before(period.end), evidence.kpi.segment)
    if target is None or isinstance(target.path, Improve):
        return None
    ground = ground_of(evidence)
    return drawn(expected_of(evidence.kpi, target, period, evidence.calendar, lambda _: ground).value)


def _levels(scene: Scene, told: Told) -> list[LevelBreak]:
    if told.chart.declined_shifts is not None:
        return []
    sentences = shift_sentences(told.chart, told.foresight.unit, scene.calendar)
    return [
        {"label": told.chart.points[shift.at].label, "text": sentence.text}
        for shift, sentence in zip(told.chart.shifts, sentences, strict=True)
    ]


def benchmarks(scene: Scene, judged: Judged) -> list[BenchmarkShown]:
    """Other people's levels beside the value."""
    value, unit, currency = exact(judged.status.value), judged.status.unit, scene.definitions.currency
    return [
        {
            "label": each.label,
            "value": float(each.value),
            "text": format_number(each.value, unit, currency=currency),
            "gap": NOTHING if value is None else format_change(value - each.value, unit, currency=currency),
            "source": each.source or "",
            "as_of": each.as_of or "",
        }
        for each in judged.kpi.benchmarks
    ]


def _red_line(judged: Judged) -> float | None:
    if judged.kpi.red_line is not None:
        return float(judged.kpi.red_line)
    goal = judged.goal
    return float(goal.red) if isinstance(goal, Goal) and goal.limits is None and goal.slack else None


def _summary(scene: Scene, points: Sequence[Point], style: Style, told: Told | None) -> str:
    """The chart in words: how many periods, the newest, the lowest, the highest, signals and targets met."""
    known = [(number, point) for point in points for number in [exact(point.measured.cell.value)] if number is not None]
    calendar = scene.calendar
    if not known:
        return say("chart.none")
    (first, last), newest = (known[0][1], known[-1][1]), known[-1][0]
    if len(known) == 1:
        return say("chart.one", value=style.number(newest), last=spell_period(calendar, last.period))
    low, high = min(known, key=lambda each: each[0]), max(known, key=lambda each: each[0])
    parts = [
        say(
            "chart.summary",
            n=len(known),
            first=spell_period(calendar, first.period),
            last=spell_period(calendar, last.period),
            value=style.number(newest),
            low=style.number(low[0]),
            low_in=spell_period(calendar, low[1].period),
            high=style.number(high[0]),
            high_in=spell_period(calendar, high[1].period),
        )
    ]
    if told is not None:
        count = sum(1 for point in told.chart.chart.points if point.rule is not None)
        parts += [say("chart.signals" if count > 1 else "chart.signals.one", n=count)] if count else []
        verdicts = [each.met for each in told.tracked if each.met is not None]
        parts += [say("chart.met", met=sum(verdicts), n=len(verdicts))] if verdicts else []
    return " ".join(parts)


def spark(scene: Scene, points: Sequence[Point], style: Style, told: Told | None = None) -> Spark:
    """A sparkline of the newest closed periods."""
    closed = [point for point in points if point.measured.state is not State.IN_PROGRESS][-SPARK:]
    signals = dict(zip((p.label for p in told.chart.points), told.chart.chart.points, strict=True)) if told else {}
    values = [drawn(point.measured.cell.value) for point in closed]
    newest = signals.get(closed[-1].label) if closed else None
    known = [point for point, value in zip(closed, values, strict=True) if value is not None]
    text = say("chart.none")
    if known:
        ends = [spell_period(scene.calendar, point.period) for point in (known[0], known[-1])]
        value = style.number(known[-1].measured.cell.value)
        text = say("spark.summary", n=len(known), first=ends[0], last=ends[1], value=value)
    found = [signals.get(point.label) for point in closed]
    return {
        "values": values,
        "low": drawn(newest.lower) if newest else None,
        "high": drawn(newest.upper) if newest else None,
        "signals": [place for place, each in enumerate(found) if each is not None and each.rule is not None],
        "text": text,
    }

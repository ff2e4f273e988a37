"""The signal facet: whether the newest period is more than noise."""

from __future__ import annotations

from truenorth.judgement.evidence import Evidence, subject_of
from truenorth.judgement.exact import fraction
from truenorth.judgement.goal import Goal, Lack, Shape
from truenorth.judgement.history import mature
from truenorth.judgement.sides import better
from truenorth.judgement.signal_chart import Chart, chart_of
from truenorth.judgement.target_facet import target_facet
from truenorth.model.status import Facet
from truenorth.wording import shape_of

SIGNAL_WORDS = ("stable", "better", "worse", "shifted better", "shifted worse", "insufficient data")
"""Where nobody said which way is better: higher, lower, shifted higher, shifted lower."""


def signal_facet(evidence: Evidence, goal: Goal | Lack) -> Facet | None:
    """The facet; None where there is no series at all."""
    points, _ = mature(evidence.series)
    if not points or evidence.failure is not None:
        return None
    unit = evidence.metric.unit if evidence.metric else None
    side, subject = better(evidence.metric, goal), subject_of(evidence, evidence.kpi.grain)
    made = chart_of(evidence.kpi, points, unit, evidence.calendar, side, remarks=evidence.remarks, subject=subject)
    return Facet(made.state, f"signal.{made.state.replace(' ', '_')}", _facts(made))


def _facts(made: Chart) -> dict[str, object]:
    newest = made.chart.points[-1]
    facts = {"centre": newest.centre, "lower": newest.lower, "upper": newest.upper, "rule": newest.rule}
    return {**made.sentence.facts, **facts, "sentence": made.sentence.text}


def within_noise(evidence: Evidence, goal: Goal | Lack, target: Facet | None, signal: Facet | None) -> bool:
    """Whether the colour differs from that of the period before, although nothing but noise has moved the value."""
    if signal is None or signal.word != "stable" or target is None or not isinstance(goal, Goal):
        return False
    if goal.shape not in (Shape.LEVEL, Shape.RANGE) or goal.ended:
        return False
    points, _ = mature(evidence.series)
    if len(points) < 2 or points[-1].period != evidence.choice.period:
        return False
    before = fraction(points[-2].measured.cell.value)
    earlier = target_facet(goal, before) if before is not None else None
    return earlier is not None and shape_of(earlier.word).colour != shape_of(target.word).colour

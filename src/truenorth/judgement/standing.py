"""Where a KPI stands: a running total beside its pace; whether a level that is missed gets worse."""

from __future__ import annotations

from fractions import Fraction

from truenorth.judgement.evidence import Evidence, Point
from truenorth.judgement.exact import decimal, fraction
from truenorth.judgement.goal import Goal, Lack, Shape
from truenorth.judgement.history import mature, plain
from truenorth.judgement.seasons import SEASONS
from truenorth.stats import mean_interval
from truenorth.wording import format_change, format_number, say, spell_date

LEAST = 12
"""Periods that are set against as many before them: at least so many, and whole seasons."""


def standing(evidence: Evidence, goal: Goal | Lack) -> str | None:
    """The sentence; None where there is nothing to tell: no goal, a total that is over, a level that is met."""
    if not isinstance(goal, Goal):
        return None
    if goal.shape is Shape.TOTAL:
        return _pace(evidence, goal)
    points, _ = mature(evidence.series)
    value = fraction(points[-1].measured.cell.value) if points else None
    if goal.shape is not Shape.LEVEL or value is None or goal.gap(value) >= 0:
        return None
    return _turn(evidence, goal, points)


def _pace(evidence: Evidence, goal: Goal) -> str | None:
    """What has come together so far, beside what was expected by then."""
    found, through = evidence.value, evidence.choice.through
    value = fraction(found.cell.value) if found else None
    if value is None or through is None or goal.ended or not goal.expected:
        return None
    unit = evidence.metric.unit if evidence.metric else None
    return say(
        "standing.pace",
        value=format_number(decimal(value), unit),
        end=format_number(decimal(goal.end), unit),
        day=spell_date(through.fromordinal(through.toordinal() - 1)),
        gap=format_change(decimal(value - goal.expected), unit),
        expected=format_number(decimal(goal.expected), unit),
    )


def _turn(evidence: Evidence, goal: Goal, points: tuple[Point, ...]) -> str | None:
    """Whether the newest periods are better or worse than as many before them, each against the same of its season."""
    season = SEASONS.get(evidence.kpi.grain, 1)
    count = -(-LEAST // season) * season
    values = plain(points)[-2 * count :]
    pairs = [
        now - then
        for then, now in zip(values[:count], values[count:], strict=False)
        if then is not None and now is not None
    ]
    if len(pairs) < count:
        return None
    found = mean_interval(pairs)
    unit = evidence.metric.unit if evidence.metric else None
    ends = {"size": sum(pairs) / count, "low": found.low, "high": found.high}
    said = {name: format_change(decimal(Fraction(number)), unit) for name, number in ends.items()}
    sure = not found.holds(0)
    key = "unsure" if not sure else "better" if ends["size"] * goal.side > 0 else "worse"
    return say(f"standing.{key}", n=count, **said)

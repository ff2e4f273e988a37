"""A KPI's target beside its past: what was expected of each period, what lowering it did, and whether luck would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from truenorth.judgement.changing import expected_of
from truenorth.judgement.evidence import Evidence, Point
from truenorth.judgement.exact import fraction
from truenorth.judgement.goal import Goal, Lack, ground_of
from truenorth.judgement.history import mature, plain
from truenorth.judgement.in_force import in_force
from truenorth.judgement.sides import better
from truenorth.judgement.totals import Ground, buckets
from truenorth.model.answers import Amount
from truenorth.model.targets import Aim, Constant, Improve, Phasing, Target, Total
from truenorth.stats import Declined, natural_limits
from truenorth.wording import exact, format_change, format_number, say, spell_period

LUCK_PERIODS = 36
"""Periods over which a target is held against the past."""
NEAR = 0.05
"""Of |target|: so close counts as near."""


@dataclass(frozen=True)
class Tracked:
    """One period: its value, what the target in force expected of it, and whether that was met (None: no target)."""

    label: str
    value: Amount
    target: Amount
    low: Amount
    high: Amount
    met: bool | None


@dataclass(frozen=True)
class Ledger:
    """Periods met under the target in force, and how many of them the first target would not have called so."""

    met: int
    by_lowered: int
    sentence: str | None


def tracked(evidence: Evidence, goal: Goal | Lack) -> tuple[Tracked, ...]:
    """Every mature period with the target that was in force on its last day."""
    points, _ = mature(evidence.series)
    past = _Past(evidence, goal)
    return tuple(_tracked(past, point, _in_force(evidence, point)) for point in points)


@dataclass(frozen=True, eq=False)
class _Past:
    """A KPI's evidence and goal, with what its targets stand on, found once for all its periods."""

    evidence: Evidence
    goal: Goal | Lack

    @cached_property
    def _judged(self) -> Ground:
        return ground_of(self.evidence)

    @cached_property
    def _earlier(self) -> Ground:
        return replace(self._judged, last_year=buckets(self.evidence.calendar, self.evidence.series.points))

    def ground(self, target: Target, point: Point) -> Ground:
        """What a target stands on in a period: before the judged one, last year's shape is that of the series."""
        judged = self.evidence.choice.period
        if not isinstance(target.path, Total) or target.path.phasing is not Phasing.LAST_YEAR:
            return self._judged
        if judged is not None and judged.start <= point.period.start < judged.end:
            return self._judged
        return self._earlier


def _in_force(evidence: Evidence, point: Point) -> Target | None:
    day = evidence.calendar.day_before(point.period.end)
    return in_force(evidence.kpi.targets, day, evidence.kpi.segment)


def _tracked(past: _Past, point: Point, target: Target | None) -> Tracked:
    value = point.measured.cell.value
    if target is None or isinstance(target.path, Improve):
        return Tracked(point.label, value, None, None, None, None)
    evidence = past.evidence
    wanted = expected_of(evidence.kpi, target, point.period, evidence.calendar, lambda each: past.ground(each, point))
    low, high = wanted.band or (None, None)
    return Tracked(
        point.label, value, wanted.value, low, high, _met(value, wanted.value, wanted.band, _side(target, past.goal))
    )


def _side(target: Target, goal: Goal | Lack) -> int:
    sides = {Aim.AT_LEAST: 1, Aim.AT_MOST: -1}
    return sides.get(target.aim, goal.side if isinstance(goal, Goal) else 0)


def _met(value: Amount, wanted: Decimal | None, band: tuple[Decimal, Decimal] | None, side: int) -> bool | None:
    number = fraction(value)
    if number is None:
        return None
    if band is not None:
        return Fraction(band[0]) <= number <= Fraction(band[1])
    return side * (number - Fraction(wanted)) >= 0 if wanted is not None and side else None


def ledger(evidence: Evidence, goal: Goal | Lack) -> Ledger:
    """The goalpost ledger: what the score would be against the first target of all."""
    points, _ = mature(evidence.series)
    targets = sorted((each for each in evidence.kpi.targets if not each.segment), key=lambda each: each.begins)
    met, lowered, past = 0, 0, _Past(evidence, goal)
    for point, now in zip(points, tracked(evidence, goal), strict=True):
        if not now.met:
            continue
        met += 1
        first = targets[0]
        if _in_force(evidence, point) is not first and not isinstance(first.path, Improve | Total):
            lowered += _tracked(past, point, first).met is False
    sentence = say("targets.lowered", lowered=lowered, met=met) if lowered else None
    return Ledger(met, lowered, sentence)


def realism(evidence: Evidence, goal: Goal | Lack) -> str | None:
    """Whether the past has met the target by luck, or never came near it; None for targets that are no level."""
    target = evidence.choice.target
    if target is None or not isinstance(target.path, Constant):
        return None
    points, _ = mature(evidence.series)
    told_points = [point for point in points[-LUCK_PERIODS:] if point.measured.cell.value is not None]
    known = [value for value in plain(told_points) if value is not None]
    level, side = float(target.path.value), _side(target, goal) or better(evidence.metric, goal)
    if len(known) < 12 or not side:
        return say("targets.too_short", n=len(known)) if known else None
    unit = evidence.metric.unit if evidence.metric else None
    told = format_number(target.path.value, unit)
    share = sum(1 for value in known if side * (value - level) >= 0) / len(known)
    if all(side * (value - level) < -abs(level) * NEAR for value in known):
        return say("targets.never_near", n=len(known), target=told)
    if not share:
        return _nearest(evidence, target.path.value, side, told_points)
    limits = natural_limits(known)
    if not isinstance(limits, Declined) and limits.lower < level < limits.upper and 0 < share < 1:
        return say("targets.luck", share=f"{share:.0%}".replace("%", " %"), target=told)
    return say("targets.met_in", share=f"{share:.0%}".replace("%", " %"), target=told, n=len(known))


def _nearest(evidence: Evidence, level: Decimal, side: int, points: Sequence[Point]) -> str:
    """The period that came nearest to a level which none has met."""
    unit = evidence.metric.unit if evidence.metric else None
    ranked = [(side * (fraction(point.measured.cell.value) or Fraction(0)), point) for point in points]
    nearest = max(ranked, key=lambda each: each[0])[1]
    value = exact(nearest.measured.cell.value) or Decimal(0)  # no point without a value is given
    return say(
        "targets.nearest",
        n=len(points),
        target=format_number(level, unit),
        value=format_number(value, unit),
        period=spell_period(evidence.calendar, nearest.period),
        gap=format_change(value - level, unit),
    )


def shape_name(target: Target) -> str:
    """The key under which a target's shape is written: `at_least`, `reach` …"""
    keys: Sequence[str] = [key for key in target.spelled if key in _SHAPES]
    return keys[0] if keys else target.aim.value


_SHAPES = frozenset(
    (
        "at_least",
        "at_most",
        "between",
        "exactly",
        "reach",
        "total",
        "total_at_most",
        "improve_by",
        "levels",
        "milestones",
    )
)

"""The red line of a level: given, committed to, derived from natural limits, or 5 % of the target."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context
from fractions import Fraction

from truenorth.judgement.evidence import Evidence, Point
from truenorth.judgement.exact import fraction
from truenorth.judgement.history import heeded, mature, plain
from truenorth.judgement.paths import TOLERANCE
from truenorth.judgement.seasons import SEASONS
from truenorth.model.targets import Levels, Target
from truenorth.stats import Declined, has_season, natural_limits
from truenorth.wording import say

ENOUGH = 12
"""Periods below which no limits are derived."""
FROZEN = 24
"""Periods on which limits stand, as in the signal chart."""
THREE_DIGITS = Context(prec=3)


def told(target: Target, side: int, end: Fraction, evidence: Evidence) -> Fraction | None:
    """The KPI's red line, else the level committed to; None where there is none on the worse side of the target."""
    red = fraction(evidence.kpi.red_line)
    if red is None and isinstance(target.path, Levels):
        red = fraction(target.path.commit)
    return red if red is not None and side * (end - red) > 0 else None


def of_level(target: Target, side: int, end: Fraction, evidence: Evidence) -> tuple[Fraction, tuple[str, ...]]:
    """How far a level's red line lies from it, on its worse side, and what has to be said of that.

    Where nobody told one, half the way from the centre to a natural limit: one and a half standard deviations. A
    process that lives at its target passes that line once in fifteen periods, so that noise seldom reads as missed.
    Beside a target of zero there is none.
    """
    red = told(target, side, end, evidence)
    if red is not None:
        return side * (end - red), ()
    strays = natural_distance(target, side, evidence) if end else None
    if strays is not None:
        return strays, (say("note.natural_red"),)
    return TOLERANCE * abs(end), (say("note.default_red" if end else "note.zero_red"),)


def natural_distance(target: Target, side: int, evidence: Evidence) -> Fraction | None:
    """Half the way from the centre to the natural limit on the worse side, to three digits.

    The limits are those of the last 24 periods before the target began or, where these are fewer than twelve, of the
    first 24 before the judged one: no value moves the line that it is held against. None with less, and where limits
    say little: values that do not vary, have a season or resemble their neighbours too much.
    """
    period, calendar = evidence.choice.period, evidence.calendar
    points, _ = mature(evidence.series)
    begins = calendar.midnight(target.begins)
    values = _known(heeded([point for point in points if point.period.end <= begins], evidence.remarks))[-FROZEN:]
    if len(values) < ENOUGH:
        before = [point for point in points if period is not None and point.period.end <= period.start]
        values = _known(heeded(before, evidence.remarks))[:FROZEN]
    if len(values) < ENOUGH or has_season(values, SEASONS.get(evidence.kpi.grain, 0)):
        return None
    limits = natural_limits(values)
    if isinstance(limits, Declined) or limits.persistent:
        return None
    strays = limits.centre - limits.lower if side > 0 else limits.upper - limits.centre
    distance = Fraction(THREE_DIGITS.create_decimal_from_float(strays / 2))
    return distance or None


def _known(points: Iterable[Point]) -> list[float]:
    return [value for value in plain(points) if value is not None]

"""Attainment and the 0–10 score: safe at zero and below, exact until printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from truenorth.judgement.goal import Goal, Shape
from truenorth.judgement.paths import TOLERANCE, Limits
from truenorth.wording import say

PARITY = 1 - TOLERANCE
"""The part of an expected total at which the position is 0."""
MET = Fraction(20, 3)
"""The score at the target."""


@dataclass(frozen=True)
class Scored:
    """Share of the way and score 0–10, each None where it has no meaning; `note` says why."""

    attainment: Fraction | None = None
    score: Fraction | None = None
    note: str | None = None


def score_of(goal: Goal, value: Fraction) -> Scored:
    """How far the value has come: red line 3.3, target 6.7, as far again 10."""
    return _SCORES[goal.shape](goal, value)


def from_position(position: Fraction) -> Fraction:
    """The score of a position: 0 at the red line, 1 at the target.

    >>> from_position(Fraction(1)), from_position(Fraction(-7))
    (Fraction(20, 3), Fraction(0, 1))
    """
    return min(max(Fraction(10, 3) * (1 + position), Fraction(0)), Fraction(10))


def _level(goal: Goal, value: Fraction) -> Scored:
    """The position between red line and target; without any distance between them only met or missed."""
    if not goal.distance:
        return Scored(None, MET if goal.gap(value) >= 0 else Fraction(0))
    position = 1 + goal.gap(value) / goal.distance
    return Scored(position, from_position(position))


def _path(goal: Goal, value: Fraction) -> Scored:
    """The share of the whole way, and the score against the path's value."""
    way = None
    if goal.baseline is not None and goal.baseline != goal.end:
        way = (value - goal.baseline) / (goal.end - goal.baseline)
    return Scored(way, _level(goal, value).score)


def _range(goal: Goal, value: Fraction) -> Scored:
    """1 inside, falling straight to 0 at the critical limit and on below it."""
    assert goal.limits is not None
    width, beyond = _beyond(goal.limits, value)
    if beyond <= 0:
        return Scored(Fraction(1), MET)
    if width <= 0:
        return Scored(None, Fraction(0))
    position = 1 - beyond / width
    return Scored(position, from_position(position))


def _beyond(limits: Limits, value: Fraction) -> tuple[Fraction, Fraction]:
    """(from the range to the critical limit, from the range to the value) on the value's side."""
    if value > limits.high:
        return limits.high_limit - limits.high, value - limits.high
    return limits.low - limits.low_limit, limits.low - value


def _total(goal: Goal, value: Fraction) -> Scored:
    """Actual over expected; of a budget, 2 minus that. Never divided by less than nothing."""
    if not goal.expected:
        return Scored(note=None if goal.ended else say("note.nothing_expected"))
    reached = 1 + goal.gap(value) / abs(goal.expected)
    return Scored(reached, from_position((reached - PARITY) / TOLERANCE))


_SCORES: dict[Shape, Callable[[Goal, Fraction], Scored]] = {
    Shape.LEVEL: _level,
    Shape.PATH: _path,
    Shape.RANGE: _range,
    Shape.TOTAL: _total,
}

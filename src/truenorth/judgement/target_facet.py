"""The target facet: where the value stands against what was agreed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from truenorth.judgement.exact import decimal
from truenorth.judgement.goal import NO_PERIOD, Goal, Lack, Shape
from truenorth.judgement.paths import TOLERANCE
from truenorth.model.status import Facet

TARGET_WORDS = ("ahead", "on pace", "met", "near", "behind", "missed", "achieved", "no target")


def target_facet(goal: Goal | Lack, value: Fraction | None) -> Facet | None:
    """The facet; None where there is no period, or no value to hold against the target. A boundary counts as better."""
    if isinstance(goal, Lack) and goal.rule == NO_PERIOD:
        return None
    if isinstance(goal, Lack):
        return Facet("no target", f"target.{goal.rule}", {"note": goal.note} if goal.note else {})
    if value is None:
        return None
    word = _final(goal, value) if goal.ended else _RULES[goal.shape](goal, value)
    return Facet(
        word, f"target.{goal.shape}.{'ended.' if goal.ended else ''}{word.replace(' ', '_')}", _facts(goal, value)
    )


def _final(goal: Goal, value: Fraction) -> str:
    """Once its last period is complete: the end was reached or not."""
    return "achieved" if goal.side * (value - goal.end) >= 0 else "missed"


def _level(goal: Goal, value: Fraction) -> str:
    gap = goal.gap(value)
    if gap >= 0:
        return "met"
    return "near" if gap >= -goal.slack else "missed"


def _range(goal: Goal, value: Fraction) -> str:
    limits = goal.limits
    assert limits is not None
    if limits.low <= value <= limits.high:
        return "met"
    return "near" if limits.low_limit <= value <= limits.high_limit else "missed"


def _running(goal: Goal, value: Fraction) -> str:
    gap = goal.gap(value)
    if gap > 0 and gap >= TOLERANCE * abs(goal.expected):
        return "ahead"
    if gap >= 0:
        return "on pace"
    return "near" if gap >= -goal.slack else "behind"


def _total(goal: Goal, value: Fraction) -> str:
    if goal.expected:
        return _running(goal, value)
    return "near" if goal.side < 0 and value > 0 else "on pace"


def _facts(goal: Goal, value: Fraction) -> dict[str, object]:
    facts: dict[str, object] = {"shape": goal.shape.value, "value": decimal(value), "ended": goal.ended}
    if goal.limits is not None:
        names = ("low", "high", "low_limit", "high_limit")
        return facts | {name: decimal(getattr(goal.limits, name)) for name in names}
    facts |= {
        "side": goal.side,
        "expected": decimal(goal.expected),
        "end": decimal(goal.end),
        "gap": decimal(goal.gap(value)),
    }
    return facts | {"red_line": decimal(goal.red) if goal.slack else None, "baseline": decimal(goal.baseline)}


_RULES: dict[Shape, Callable[[Goal, Fraction], str]] = {
    Shape.LEVEL: _level,
    Shape.PATH: _running,
    Shape.RANGE: _range,
    Shape.TOTAL: _total,
}

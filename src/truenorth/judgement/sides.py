"""Which way is better."""

from __future__ import annotations

from truenorth.judgement.goal import Goal, Lack
from truenorth.model.metrics import Direction, Metric


def better(metric: Metric | None, goal: Goal | Lack | None) -> int:
    """+1 where more is better, −1 where less is, 0 where nobody said."""
    told = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(metric.direction) if metric and metric.direction else None
    if told is not None:
        return told
    return goal.side if isinstance(goal, Goal) else 0

"""What became of odds like these: the same forecast made from each past period, and whether the target was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truenorth.judgement.evidence import Evidence
from truenorth.judgement.goal import Goal, Shape
from truenorth.judgement.history import mature, plain
from truenorth.judgement.outlook import forecast_of
from truenorth.stats import Declined, brier, p_hit

MOST = 24
LEAST = 6


@dataclass(frozen=True)
class Scoreboard:
    """How many past odds there are, their mean, how many came true, and their Brier score."""

    told: int
    mean: float
    came: int
    brier: float


def scoreboard(evidence: Evidence, goal: Goal) -> Scoreboard | None:
    """The odds that would have been told one period ahead, with today's level; None for other shapes, or too few."""
    if goal.shape is not Shape.LEVEL:
        return None
    points, _ = mature(evidence.series)
    values, level = plain(points), float(goal.expected)
    odds, hits = _replayed(evidence, values, level, goal.side)
    if len(odds) < LEAST:
        return None
    return Scoreboard(len(odds), sum(odds) / len(odds), sum(hits), brier(odds, hits))


def _replayed(
    evidence: Evidence, values: Sequence[float | None], level: float, side: int
) -> tuple[list[float], list[bool]]:
    points, _ = mature(evidence.series)
    odds, hits = [], []
    for end in range(max(len(points) - MOST, 1), len(points)):
        actual = values[end]
        found = p_hit(forecast_of(evidence, points[:end], 1), 1, level, side=side)
        if actual is not None and not isinstance(found, Declined):
            odds.append(found.p)
            hits.append(side * (actual - level) >= 0)
    return odds, hits

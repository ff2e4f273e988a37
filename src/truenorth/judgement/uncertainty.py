"""Whether the value itself is too uncertain to be held against its target."""

from __future__ import annotations

from truenorth.judgement.evidence import Evidence
from truenorth.judgement.goal import Goal, Lack, Shape
from truenorth.judgement.signal_chart import is_share
from truenorth.stats import Interval, cannot_tell, wilson
from truenorth.wording import say

MANY = 1000
"""Cases from which a share is told without its interval."""


def interval_of(evidence: Evidence) -> Interval | None:
    """The 95 % interval of a share of few whole cases; None for other values, and for shares of many."""
    parts = evidence.value.components if evidence.value else None
    if parts is None or not is_share(parts):
        return None
    over, under = int(parts.numerator or 0), int(parts.denominator or 0)
    return wilson(over, under) if under < MANY else None


def uncertain_note(evidence: Evidence, goal: Goal | Lack) -> str | None:
    """`cannot tell: 47 answers`, where a level lies inside the interval of the value."""
    found = interval_of(evidence)
    if found is None or not isinstance(goal, Goal) or goal.shape not in (Shape.LEVEL, Shape.PATH):
        return None
    if not cannot_tell(found, float(goal.expected)):
        return None
    parts = evidence.value.components if evidence.value else None
    return say("note.cannot_tell", count=int(parts.denominator or 0) if parts else 0)

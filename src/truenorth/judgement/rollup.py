"""Many KPIs as one score, told so that nothing hides behind it.

The weighted mean of the scores stands beside the worst child, the share of the weight that has a score, and the share
that is red. A child without a score never counts silently, and no child counts for more than the target's score capped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from truenorth.judgement.exact import decimal, fraction
from truenorth.model.definitions import Definitions
from truenorth.model.kpis import ScorecardLine
from truenorth.model.status import Status

CAP = Fraction(8)
"""A child's score counts up to here: what is far above its target does not pay for another's miss."""
GREEN = Fraction(20, 3)
"""The score at the target."""
RED = frozenset({"off track", "missed"})


@dataclass(frozen=True)
class Rollup:
    """A parent's score (0–10) and what stands behind it; shares are of the weight, between 0 and 1."""

    key: str
    label: str
    score: Decimal | None
    worst: str | None
    coverage: Decimal
    red: Decimal
    hidden_red: bool
    capped: int
    children: int


def rolled_up(key: str, label: str, lines: Sequence[ScorecardLine], statuses: Mapping[str, Status]) -> Rollup:
    """The roll-up of some KPIs; those that are not active are left out."""
    known = [(statuses[line.kpi], Fraction(line.weight)) for line in lines if line.kpi in statuses]
    whole = sum((weight for _, weight in known), start=Fraction(0))
    scored = [(status, fraction(status.score), weight) for status, weight in known if status.score is not None]
    covered = sum((weight for _, _, weight in scored), start=Fraction(0))
    total = sum((min(score, CAP) * weight for _, score, weight in scored if score is not None), start=Fraction(0))
    red = sum((weight for status, weight in known if status.headline in RED), start=Fraction(0))
    worst = min(scored, key=lambda child: (child[1], child[0].kpi), default=None)
    score = total / covered if covered else None
    return Rollup(
        key,
        label,
        decimal(score),
        worst[0].kpi if worst else None,
        _share(covered, whole),
        _share(red, whole),
        bool(red) and score is not None and score >= GREEN,
        sum(1 for _, own, _ in scored if own is not None and own > CAP),
        len(known),
    )


def _share(part: Fraction, whole: Fraction) -> Decimal:
    return (decimal(part / whole) if whole else None) or Decimal(0)


def scorecards_of(definitions: Definitions, statuses: Mapping[str, Status]) -> tuple[Rollup, ...]:
    """The roll-up of every scorecard."""
    cards = definitions.scorecards.values()
    return tuple(rolled_up(card.key, card.label, card.lines, statuses) for card in cards)


def objectives_of(definitions: Definitions, statuses: Mapping[str, Status]) -> tuple[Rollup, ...]:
    """The roll-up of every objective that has KPIs of its own, each of the same weight."""
    found = []
    for objective in definitions.objectives.values():
        kpis = [kpi for kpi in definitions.kpis.values() if kpi.objective == objective.key and kpi.key in statuses]
        if kpis:
            lines = [ScorecardLine(kpi.key) for kpi in kpis]
            found.append(rolled_up(objective.key, objective.label, lines, statuses))
    return tuple(found)

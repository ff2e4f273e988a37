"""PORT_MOVE_AS_ONE: two KPIs move as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from truenorth.checks.facts import Facts
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level


def _alike(sides: Sequence[Sequence[float | None]]) -> bool:
    """Whether the changes of two series are nearly the same thing."""
    changes = [np.diff(np.array(side, dtype=float)) for side in sides]
    if min(float(np.std(change)) for change in changes) == 0:
        return False
    return abs(float(np.corrcoef(changes[0], changes[1])[0, 1])) > 0.98


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    kpis = [kpi for kpi in facts.active if len(facts.points(kpi)) >= 12]
    for one, other in combinations(kpis, 2):
        sides = [{p.label: v for p, v in zip(facts.points(k), facts.values(k), strict=True)} for k in (one, other)]
        shared = [name for name in sides[0] if sides[0][name] is not None and sides[1].get(name) is not None]
        together = [[side[name] for name in shared] for side in sides]
        if one.grain is other.grain and len(shared) >= 12 and _alike(together):
            yield Hit(other.key, other.place, f"{other.label} moves as one with {one.label}.")


RULE = Rule(
    code="PORT_MOVE_AS_ONE",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="Two KPIs move as one",
    why="Two rows say one thing, and weigh twice.",
    remedy="Keep the one that is closer to the outcome.",
    bad=Example(
        "kpis:\n"
        "  one: { label: One, metric: revenue }\n"
        "  two: { label: Two, metric: doubled }\n"
        "metrics:\n"
        "  doubled: { formula: revenue * 2, unit: EUR }\n",
        values=STEADY,
    ),
    good=Example(
        "kpis:\n  one: { label: One, metric: revenue }\n  two: { label: Two, metric: orders }\n",
        values=STEADY,
    ),
    find=find,
)

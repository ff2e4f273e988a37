"""STAT_PERSISTENT: a series wanders."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import STEADY, Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.stats import Declined, natural_limits


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        limits = natural_limits(facts.values(kpi)[-36:])
        if not isinstance(limits, Declined) and limits.n >= 12 and limits.persistent:
            message = f"{kpi.label}: neighbouring values resemble each other by {limits.r:.2f}."
            yield Hit(kpi.key, kpi.place, message)


RULE = Rule(
    code="STAT_PERSISTENT",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A series wanders",
    why="Where each value is nearly the last one, limits mean nothing.",
    remedy="Judge the change (`change(m, …)`), or the inflow behind a balance.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
        values=tuple(100.0 + 3 * step + step % 3 for step in range(30)),
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
        values=STEADY,
    ),
    find=find,
)

"""PORT_ALL_LAGGING: all KPIs are lagging."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    kpis = facts.active
    if len(kpis) >= 3 and all(kpi.timing == "lagging" for kpi in kpis):
        yield Hit(None, kpis[0].place, f"All {len(kpis)} KPIs are lagging.")


RULE = Rule(
    code="PORT_ALL_LAGGING",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="All KPIs are lagging",
    why="They tell what happened, when it is too late.",
    remedy="Add one that moves before: an input, a promise, a queue.",
    bad=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, timing: lagging }\n"
        "  k1: { label: K1, metric: revenue, timing: lagging }\n"
        "  k2: { label: K2, metric: revenue, timing: lagging }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, timing: lagging }\n"
        "  k1: { label: K1, metric: revenue, timing: lagging }\n"
        "  k2: { label: K2, metric: revenue, timing: leading }\n",
    ),
    find=find,
)

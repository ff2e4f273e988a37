"""DEF_SPECIFIC: a KPI is not specific."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not (kpi.outcome and (kpi.includes or kpi.excludes or kpi.segment)):
            message = f"{kpi.label} does not say exactly what is meant: outcome, and what is in or out."
            yield Hit(kpi.key, kpi.place, message)


RULE = Rule(
    code="DEF_SPECIFIC",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI is not specific",
    why="SMARTER, S: what is meant, for whom and within which bounds has to be said.",
    remedy="Say `outcome`, and `includes` or `excludes`; or narrow it by `segment`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    outcome: Guests come back.\n    includes: paid orders\n",
    ),
    find=find,
)

"""DEF_RELEVANT: a KPI is not shown to be relevant."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not (kpi.objective and kpi.why):
            yield Hit(kpi.key, kpi.place, f"{kpi.label} does not say why it matters and for which objective.")


RULE = Rule(
    code="DEF_RELEVANT",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI is not shown to be relevant",
    why="SMARTER, R: why it matters, and for which objective, decides whether it is kept.",
    remedy="Say `objective` and `why`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "objectives:\n"
        "  growth: { label: Growth }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: growth\n"
        "    why: Growth pays for the rest.\n",
    ),
    find=find,
)

"""PORT_ALL_QUANTITATIVE: all KPIs are quantitative."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    kpis = facts.active
    if len(kpis) >= 3 and all(kpi.nature == "quantitative" for kpi in kpis):
        yield Hit(None, kpis[0].place, f"All {len(kpis)} KPIs are quantitative.")


RULE = Rule(
    code="PORT_ALL_QUANTITATIVE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="All KPIs are quantitative",
    why="What customers and staff say is heard months before it is counted.",
    remedy="Add a judgement: a survey, a review, an expert's grade.",
    bad=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, nature: quantitative }\n"
        "  k1: { label: K1, metric: revenue, nature: quantitative }\n"
        "  k2: { label: K2, metric: revenue, nature: quantitative }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, nature: quantitative }\n"
        "  k1: { label: K1, metric: revenue, nature: quantitative }\n"
        "  k2: { label: K2, metric: revenue, nature: qualitative }\n",
    ),
    find=find,
)

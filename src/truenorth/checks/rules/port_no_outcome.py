"""PORT_NO_OUTCOME: no KPI measures an outcome."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    kpis = [kpi for kpi in facts.active if kpi.stage is not None]
    if len(kpis) >= 3 and not any(kpi.stage == "outcome" for kpi in kpis):
        yield Hit(None, kpis[0].place, f"None of {len(kpis)} KPIs measures an outcome.")


RULE = Rule(
    code="PORT_NO_OUTCOME",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="No KPI measures an outcome",
    why="Work done is not yet a result for anybody.",
    remedy="Add one of `stage: outcome`.",
    bad=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, stage: output }\n"
        "  k1: { label: K1, metric: revenue, stage: output }\n"
        "  k2: { label: K2, metric: revenue, stage: process }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, stage: output }\n"
        "  k1: { label: K1, metric: revenue, stage: output }\n"
        "  k2: { label: K2, metric: revenue, stage: outcome }\n",
    ),
    find=find,
)

"""PORT_ONE_STAGE: all KPIs look at one stage."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    stages = {kpi.stage for kpi in facts.active}
    if len(facts.active) >= 3 and len(stages) == 1 and stages != {None}:
        yield Hit(None, facts.active[0].place, f"All {len(facts.active)} KPIs are of the stage {stages.pop()}.")


RULE = Rule(
    code="PORT_ONE_STAGE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="All KPIs look at one stage",
    why="Inputs, processes, outputs and outcomes explain each other; one alone explains nothing.",
    remedy="Add one of another `stage`.",
    bad=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, stage: output }\n"
        "  k1: { label: K1, metric: revenue, stage: output }\n"
        "  k2: { label: K2, metric: revenue, stage: output }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k0: { label: K0, metric: revenue, stage: output }\n"
        "  k1: { label: K1, metric: revenue, stage: output }\n"
        "  k2: { label: K2, metric: revenue, stage: outcome }\n",
    ),
    find=find,
)

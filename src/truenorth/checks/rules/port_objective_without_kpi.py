"""PORT_OBJECTIVE_WITHOUT_KPI: an objective has no KPI."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    definitions = facts.definitions
    used = {kpi.objective for kpi in facts.kpis} | {result.objective for result in definitions.key_results.values()}
    parents = {objective.parent for objective in definitions.objectives.values()}
    for objective in definitions.objectives.values():
        if objective.key not in used | parents:
            yield Hit(objective.key, objective.place, f"{objective.label} has no KPI and no key result.")


RULE = Rule(
    code="PORT_OBJECTIVE_WITHOUT_KPI",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="An objective has no KPI",
    why="What is not measured is wished for.",
    remedy="Give it a KPI or a key result, or drop it.",
    bad=Example(
        "objectives:\n  growth: { label: Growth }\nkpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "objectives:\n"
        "  growth: { label: Growth }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: growth\n",
    ),
    find=find,
)

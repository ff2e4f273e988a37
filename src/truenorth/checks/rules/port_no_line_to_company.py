"""PORT_NO_LINE_TO_COMPANY: a team's KPI has no line to a company objective."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    objectives = facts.definitions.objectives
    for kpi in facts.active:
        if kpi.level not in ("team", "individual") or kpi.contributes_to:
            continue
        key, seen = kpi.objective, set[str]()
        while key is not None and key in objectives and key not in seen and objectives[key].level != "company":
            seen.add(key)
            key = objectives[key].parent
        if key is None or key not in objectives or objectives[key].level != "company":
            yield Hit(kpi.key, kpi.place, f"{kpi.label} leads to no objective of the company.")


RULE = Rule(
    code="PORT_NO_LINE_TO_COMPANY",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A team's KPI has no line to a company objective",
    why="Nobody can say why the number matters.",
    remedy="Give its objective a `parent`, up to one of level company, or say `contributes_to`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    level: team\n",
    ),
    good=Example(
        "objectives:\n"
        "  top: { label: Top, level: company }\n"
        "  low: { label: Low, parent: top }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    level: team\n"
        "    objective: low\n",
    ),
    find=find,
)

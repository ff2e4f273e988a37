"""TGT_CHANGED_NEAR_END: a target was agreed near its end."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        for target in kpi.targets:
            if target.by is None or target.agreed is None:
                continue
            if target.agreed > target.begins + (target.by - target.begins) * 3 / 4:
                message = f"{kpi.label}: agreed on {target.agreed.isoformat()}, near its end."
                yield Hit(kpi.key, target.place, message)


RULE = Rule(
    code="TGT_CHANGED_NEAR_END",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="A target was agreed near its end",
    why="Whoever moves the goal in the last quarter of the match has seen the score.",
    remedy="Keep the target and explain the result.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, reach: 5, by: 2025-12, agreed: 2025-11-20 }\n"
        "    baseline: { value: 1 }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, reach: 5, by: 2025-12, agreed: 2024-11-20 }\n"
        "    baseline: { value: 1 }\n",
    ),
    find=find,
)

"""TGT_AGREED_LATE: a target was agreed after it began."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        for target in kpi.targets:
            if target.agreed is not None and target.agreed > target.begins:
                days = (target.agreed - target.begins).days
                yield Hit(kpi.key, target.place, f"{kpi.label}: agreed {days} days after it began.")


RULE = Rule(
    code="TGT_AGREED_LATE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A target was agreed after it began",
    why="A target set when half the result is known is a forecast.",
    remedy="Agree before the first day; say the day under `agreed`.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, at_least: 5, agreed: 2025-03-15 }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, at_least: 5, agreed: 2024-12-15 }\n",
    ),
    find=find,
)

"""TGT_NO_REASON: a target was changed without a reason."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        whole = [target for target in kpi.targets if not target.segment]
        for target in sorted(whole, key=lambda each: each.begins)[1:]:
            if not target.reason:
                day = target.begins.isoformat()
                message = f"{kpi.label}: the target from {day} does not say why it was changed."
                yield Hit(kpi.key, target.place, message)


RULE = Rule(
    code="TGT_NO_REASON",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A target was changed without a reason",
    why="In a year nobody knows why, and everybody suspects the obvious.",
    remedy="Say `reason` and `agreed` with each target after the first.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2024-01, at_least: 5 }\n"
        "      - { from: 2025-01, at_least: 6 }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2024-01, at_least: 5 }\n"
        "      - { from: 2025-01, at_least: 6, reason: new shop }\n",
    ),
    find=find,
)

"""TGT_SPLIT: targets of segments do not add up to the whole."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.targets import Total


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        totals = [(each, each.path.amount) for each in kpi.targets if isinstance(each.path, Total)]
        for begins in dict.fromkeys(each.begins for each, _ in totals):
            mine = [(each.segment, amount) for each, amount in totals if each.begins == begins]
            whole = [amount for segment, amount in mine if not segment]
            parts = [amount for segment, amount in mine if len(segment) == 1]
            if len(whole) == 1 and len(parts) > 1 and sum(parts) != whole[0]:
                total = sum(parts)
                message = f"{kpi.label}: the segments sum to {total:f}, the whole is {whole[0]:f}."
                yield Hit(kpi.key, at(kpi, "targets"), message)


RULE = Rule(
    code="TGT_SPLIT",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Targets of segments do not add up to the whole",
    why="Every region meets its target, and the company misses its own.",
    remedy="Split the whole so that the parts sum to it.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, total: 100, over: year }\n"
        "      - { from: 2025-01, total: 40, over: year, for: { size: 1 } }\n"
        "      - { from: 2025-01, total: 50, over: year, for: { size: 2 } }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, total: 100, over: year }\n"
        "      - { from: 2025-01, total: 40, over: year, for: { size: 1 } }\n"
        "      - { from: 2025-01, total: 60, over: year, for: { size: 2 } }\n",
    ),
    find=find,
)

"""TGT_SOON_OVER: a target ends soon and none follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

SOON = timedelta(days=45)


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        ends = [target.by for target in kpi.targets if target.begins <= facts.today]
        later = any(target.begins > facts.today for target in kpi.targets)
        if not ends or later or any(end is None for end in ends):
            continue
        last = max(end for end in ends if end is not None)
        if facts.today <= last <= facts.today + SOON:
            message = f"{kpi.label}: its target ends on {last.isoformat()}, and none follows."
            yield Hit(kpi.key, at(kpi, "targets"), message)


RULE = Rule(
    code="TGT_SOON_OVER",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A target ends soon and none follows",
    why="The weeks after it have no target.",
    remedy="Agree on the next one now.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, reach: 5, by: 2026-01 }\n"
        "    baseline: { value: 1 }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, reach: 5, by: 2026-12 }\n"
        "    baseline: { value: 1 }\n",
    ),
    find=find,
)

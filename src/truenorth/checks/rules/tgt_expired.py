"""TGT_EXPIRED: all targets of a KPI are over."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        ends = [target.by for target in kpi.targets]
        if ends and all(end is not None and end < facts.today for end in ends):
            last = max(end for end in ends if end is not None)
            yield Hit(kpi.key, at(kpi, "targets"), f"{kpi.label}: the last target ended on {last.isoformat()}.")


RULE = Rule(
    code="TGT_EXPIRED",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="All targets of a KPI are over",
    why="It keeps its last verdict for ever.",
    remedy="Agree on the next target, or retire the KPI.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2024-01, reach: 5, by: 2024-12 }\n"
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

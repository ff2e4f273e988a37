"""TGT_NONE: a KPI has no target."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.targets:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} has no target.")


RULE = Rule(
    code="TGT_NONE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI has no target",
    why="A number without a target is watched, not steered.",
    remedy="Give it a target, or make it a supporting metric of another KPI.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-01, at_least: 5 }\n",
    ),
    find=find,
)

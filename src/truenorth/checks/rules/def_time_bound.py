"""DEF_TIME_BOUND: a KPI has no deadline."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.targets import Total


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.achieved_when and not any(each.by or isinstance(each.path, Total) for each in kpi.targets):
            yield Hit(kpi.key, at(kpi, "targets"), f"{kpi.label} has no date by which it is reached.")


RULE = Rule(
    code="DEF_TIME_BOUND",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI has no deadline",
    why="SMARTER, T: without a date there is no moment at which it was reached or missed.",
    remedy="Give a target with `by`, or a total with `over`, or say `achieved_when`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-01, at_least: 5 }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, reach: 5, by: 2025-12 }\n"
        "    baseline: { value: 1 }\n",
    ),
    find=find,
)

"""DEF_NO_DIRECTION: nobody said which way is better."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        metric = facts.metric(kpi)
        if metric is not None and metric.direction is None and not kpi.targets:
            message = f"{kpi.label}: neither {metric.key} nor a target says which way is better."
            yield Hit(kpi.key, metric.place, message)


RULE = Rule(
    code="DEF_NO_DIRECTION",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="Nobody said which way is better",
    why="Without it no movement can be called good or bad.",
    remedy="Give the metric a `direction`: higher, lower or in_range.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: count_only\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

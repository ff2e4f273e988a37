"""DEF_NO_UNIT: the metric of a KPI has no unit."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        metric = facts.metric(kpi)
        if metric is not None and metric.unit is None:
            yield Hit(kpi.key, metric.place, f"{kpi.label}: {metric.key} has no unit.")


RULE = Rule(
    code="DEF_NO_UNIT",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="The metric of a KPI has no unit",
    why="12 of what? A reader guesses, and a formula cannot be checked.",
    remedy="Give the metric a `unit`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: count_only\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

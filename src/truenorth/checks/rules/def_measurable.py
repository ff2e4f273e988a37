"""DEF_MEASURABLE: a KPI is not measurable."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        metric = facts.metric(kpi)
        if metric is not None and (metric.unit is None or (metric.manual is not None and metric.bounds is None)):
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: {metric.key} has no unit, or is typed without bounds.")


RULE = Rule(
    code="DEF_MEASURABLE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI is not measurable",
    why="SMARTER, M: a number without a unit, or typed without bounds, cannot be compared.",
    remedy="Give the metric a `unit`; a typed one `bounds` too.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: count_only\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

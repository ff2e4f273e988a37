"""DEF_NO_DEFINITION: a metric of a KPI is defined for machines only."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        metric = facts.metric(kpi)
        described = metric is not None and (metric.description or metric.includes or metric.excludes)
        if metric is not None and not described and not (kpi.includes or kpi.excludes):
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: nothing says in words what {metric.key} counts.")


RULE = Rule(
    code="DEF_NO_DEFINITION",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="A metric of a KPI is defined for machines only",
    why="A reader who cannot say in a sentence what is counted will count something else.",
    remedy="Give the metric a `description`, or the KPI `includes` and `excludes`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: paid\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: paid\n    includes: paid orders\n",
    ),
    find=find,
)

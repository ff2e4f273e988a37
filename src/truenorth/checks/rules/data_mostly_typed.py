"""DATA_MOSTLY_TYPED: most KPIs are typed by hand."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    metrics = [facts.metric(kpi) for kpi in facts.active]
    typed = sum(1 for metric in metrics if metric is not None and metric.manual is not None)
    if metrics and 2 * typed > len(metrics):
        yield Hit(None, facts.active[0].place, f"{typed} of {len(metrics)} KPIs are typed by hand.")


RULE = Rule(
    code="DATA_MOSTLY_TYPED",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="Most KPIs are typed by hand",
    why="What is typed is late, rounded and kind.",
    remedy="Connect a source, beginning with the KPI that is decided on most.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: mood\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

"""MATH_MEAN_HIDES: a mean of durations stands alone."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, applied
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        metric = facts.metric(kpi)
        if metric is None or metric.formula is None:
            continue
        means = [node for node in applied(metric.formula.tree) if node.function == "avg"]
        timed = any(part.function.endswith("_between") for node in means for part in applied(node))
        beside = [facts.definitions.metrics.get(name) for name in kpi.supporting]
        told = any(
            node.function in ("percentile", "median")
            for one in beside
            if one is not None and one.formula is not None
            for node in applied(one.formula.tree)
        )
        if timed and not told:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} is a mean of durations, with no percentile beside it.")


RULE = Rule(
    code="MATH_MEAN_HIDES",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A mean of durations stands alone",
    why="Waiting times have a long tail: the mean hides who waits longest.",
    remedy="Put a `percentile` beside it under `supporting`.",
    bad=Example(
        "metrics:\n"
        '  wait: { formula: "avg(days_between(rows.day, rows.day))", unit: days }\n'
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: wait\n",
    ),
    good=Example(
        "metrics:\n"
        '  wait: { formula: "avg(days_between(rows.day, rows.day))", unit: days }\n'
        '  slow: { formula: "percentile(days_between(rows.day, rows.day), 90)", unit: days }\n'
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: wait\n"
        "    supporting: [slow]\n",
    ),
    find=find,
)

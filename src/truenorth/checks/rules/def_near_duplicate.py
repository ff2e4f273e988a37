"""DEF_NEAR_DUPLICATE: two metrics compute the same."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, place_of
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.expressions import write


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    seen: dict[str, str] = {}
    for metric in facts.definitions.metrics.values():
        if metric.formula is None:
            continue
        narrowed = metric.filter and write(metric.filter.tree)
        read = (metric.window, metric.to_date, metric.balance, metric.date, metric.each, metric.fill, metric.if_missing)
        spelled = str((write(metric.formula.tree), narrowed, *read))
        first = seen.setdefault(spelled, metric.key)
        if first != metric.key:
            yield Hit(metric.key, place_of(metric), f"{metric.key} computes the same as {first}.")


RULE = Rule(
    code="DEF_NEAR_DUPLICATE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Two metrics compute the same",
    why="Two names for one number drift apart at the first change.",
    remedy="Keep one of them; say `was:` where a name changes.",
    bad=Example(
        "metrics:\n  income: { formula: sum(rows.value) }\n",
    ),
    good=Example(
        "metrics:\n  income: { formula: sum(rows.value), filter: rows.size > 1 }\n",
    ),
    find=find,
)

"""MATH_AVERAGE_OVER_RATIO: an average of a ratio over periods."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, functions, in_formulas, place_of
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.syntax import Name


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    metrics = facts.definitions.metrics
    for metric, node in in_formulas(facts, ("average_over",)):
        inner = node.arguments[0]
        of = metrics.get(inner.parts[0]) if isinstance(inner, Name) else None
        if of is not None and "/" in functions(of):
            message = f"{metric.key} averages {of.key}, a ratio, over periods of unequal weight."
            yield Hit(metric.key, place_of(metric), message)


RULE = Rule(
    code="MATH_AVERAGE_OVER_RATIO",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="An average of a ratio over periods",
    why="Each period counts the same, however little happened in it.",
    remedy="Ask the ratio by the longer period: it is divided after adding up.",
    bad=Example(
        "metrics:\n  m: { formula: \"average_over(share, 'month')\" }\n",
    ),
    good=Example(
        "metrics:\n  m: { formula: \"average_over(revenue, 'month')\" }\n",
    ),
    find=find,
)

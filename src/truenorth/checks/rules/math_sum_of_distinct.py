"""MATH_SUM_OF_DISTINCT: distinct counts added up."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, functions, in_formulas, place_of
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.syntax import Name


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    metrics = facts.definitions.metrics
    for metric, node in in_formulas(facts, ("sum_over",)):
        inner = node.arguments[0]
        of = metrics.get(inner.parts[0]) if isinstance(inner, Name) else None
        if of is not None and "count_distinct" in functions(of):
            message = f"{metric.key} adds up {of.key}, a distinct count: who comes twice counts twice."
            yield Hit(metric.key, place_of(metric), message)


RULE = Rule(
    code="MATH_SUM_OF_DISTINCT",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Distinct counts added up",
    why="Who came in January and in February is counted twice.",
    remedy="Ask it by the longer period, or take the average.",
    bad=Example(
        "metrics:\n  guests: { formula: count(distinct rows.size) }\n  m: { formula: \"sum_over(guests, 'month')\" }\n",
    ),
    good=Example(
        "metrics:\n  m: { formula: \"sum_over(orders, 'month')\" }\n",
    ),
    find=find,
)

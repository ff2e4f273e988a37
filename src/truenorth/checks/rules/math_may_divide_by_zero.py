"""MATH_MAY_DIVIDE_BY_ZERO: a denominator may be zero."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, in_formulas, place_of
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.syntax import Apply, Name


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    metrics = facts.definitions.metrics
    for metric, node in in_formulas(facts, ("/",)):
        under = node.arguments[1]
        filled = isinstance(under, Name) and (one := metrics.get(under.parts[0])) is not None and one.fill is not None
        if filled or (isinstance(under, Apply) and under.function == "-"):
            yield Hit(metric.key, place_of(metric), f"{metric.key} divides by what may be zero.")


RULE = Rule(
    code="MATH_MAY_DIVIDE_BY_ZERO",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A denominator may be zero",
    why="A difference or a filled gap as a denominator makes the ratio jump or vanish.",
    remedy="Divide by a count or sum that is never zero, or say what then holds.",
    bad=Example(
        "metrics:\n  m: { formula: revenue / (orders - 5) }\n",
    ),
    good=Example(
        "metrics:\n  m: { formula: revenue / orders }\n",
    ),
    find=find,
)

"""MATH_SUM_OF_BALANCE: balances added up."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, in_formulas, place_of
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.syntax import Name


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    metrics = facts.definitions.metrics
    for metric, node in in_formulas(facts, ("sum_over",)):
        inner = node.arguments[0]
        of = metrics.get(inner.parts[0]) if isinstance(inner, Name) else None
        if of is not None and of.balance is not None:
            message = f"{metric.key} adds up {of.key}, a balance: the same stock again and again."
            yield Hit(metric.key, place_of(metric), message)


RULE = Rule(
    code="MATH_SUM_OF_BALANCE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Balances added up",
    why="Twelve month ends of one account are not twelve accounts.",
    remedy="Ask it by the longer period, or take the average.",
    bad=Example(
        "metrics:\n"
        "  stock: { formula: sum(rows.size), balance: end of period }\n"
        "  m: { formula: \"sum_over(stock, 'month')\" }\n",
    ),
    good=Example(
        "metrics:\n"
        "  stock: { formula: sum(rows.size), balance: end of period }\n"
        "  m: { formula: \"average_over(stock, 'month')\" }\n",
    ),
    find=find,
)

"""MATH_AVERAGE_OF_RATE: an average of rates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from truenorth.checks.facts import Facts, in_formulas, place_of
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.syntax import Name

RATES = re.compile(r"(^|_)(rate|ratio|percent|pct|share|avg|average|mean)($|_)", re.IGNORECASE)
"""Names of columns that hold what cannot be added up or averaged."""


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for metric, node in in_formulas(facts, ("avg",)):
        column = node.arguments[0]
        if isinstance(column, Name) and RATES.search(column.parts[-1]):
            message = f"{metric.key} averages {column.text}, which looks like a rate."
            yield Hit(metric.key, place_of(metric), message)


RULE = Rule(
    code="MATH_AVERAGE_OF_RATE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="An average of rates",
    why="The mean of rates is the rate of nothing: a shop with three guests counts as much as one with three thousand.",
    remedy="Add up numerator and denominator, and divide the sums.",
    bad=Example(
        "metrics:\n  m: { formula: avg(rows.share_pct) }\n",
    ),
    good=Example(
        "metrics:\n  m: { formula: sum(rows.ok) / count(rows) }\n",
    ),
    find=find,
)

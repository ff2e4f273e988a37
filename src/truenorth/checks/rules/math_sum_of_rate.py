"""MATH_SUM_OF_RATE: a sum of rates."""

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
    for metric, node in in_formulas(facts, ("sum",)):
        column = node.arguments[0]
        if isinstance(column, Name) and RATES.search(column.parts[-1]):
            yield Hit(metric.key, place_of(metric), f"{metric.key} adds up {column.text}, which looks like a rate.")


RULE = Rule(
    code="MATH_SUM_OF_RATE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="A sum of rates",
    why="Percents of different wholes do not add up to anything.",
    remedy="Add up what the rates were made of.",
    bad=Example(
        "metrics:\n  m: { formula: sum(rows.share_pct) }\n",
    ),
    good=Example(
        "metrics:\n  m: { formula: sum(rows.value) }\n",
    ),
    find=find,
)

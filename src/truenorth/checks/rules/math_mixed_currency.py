"""MATH_MIXED_CURRENCY: a table may hold several currencies."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, in_formulas
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.syntax import Name


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    tables = facts.definitions.tables
    for metric, node in in_formulas(facts, ("sum", "avg")):
        column = node.arguments[0]
        table = tables.get(column.parts[0]) if isinstance(column, Name) and len(column.parts) == 2 else None
        money = metric.unit is not None and len(metric.unit.text) == 3 and metric.unit.text.isupper()
        if table is None or not money or table.currency_in:
            continue
        if any("currency" in dimension.name.lower() for dimension in table.dimensions):
            message = f"{metric.key}: {table.key} has a currency, and {metric.key} adds up without it."
            yield Hit(metric.key, table.place, message)


RULE = Rule(
    code="MATH_MIXED_CURRENCY",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="A table may hold several currencies",
    why="Euros and dollars added up are neither.",
    remedy="Say `currency_in:` on the table, and `rates:` for the project.",
    bad=Example(
        "tables:\n"
        "  sales: { source: data.rows, date: day, dimensions: [currency] }\n"
        "metrics:\n"
        "  m: { formula: sum(sales.value), unit: EUR }\n",
    ),
    good=Example(
        "tables:\n"
        "  sales: { source: data.rows, date: day, dimensions: [currency], currency_in: { value: currency } }\n"
        "metrics:\n"
        "  m: { formula: sum(sales.value), unit: EUR }\n",
    ),
    find=find,
)

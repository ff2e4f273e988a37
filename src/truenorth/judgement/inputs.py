"""A metric that is an exact formula over other metrics: its inputs, and its value for given ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from truenorth.model.definitions import Definitions
from truenorth.model.syntax import Apply, Constant, Name, Syntax
from truenorth.stats.decompose import Number

OPERATORS: dict[str, Callable[..., Number]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "neg": lambda a: -a,
}


def inputs_of(definitions: Definitions, key: str) -> tuple[str, ...]:
    """The metrics of which a metric is made by arithmetic alone, each once; none where it is made otherwise."""
    metric = definitions.metrics[key]
    if metric.formula is None or metric.filter or metric.window or metric.to_date or metric.balance or metric.each:
        return ()
    found: dict[str, None] = {}
    return tuple(found) if _gathered(metric.formula.tree, definitions, found) else ()


def _gathered(node: Syntax, definitions: Definitions, found: dict[str, None]) -> bool:
    """Whether a formula is arithmetic over metrics; their names are put into `found`."""
    if isinstance(node, Name):
        found[node.parts[0]] = None
        return len(node.parts) == 1 and node.parts[0] in definitions.metrics
    if isinstance(node, Constant):
        return isinstance(node.value, int | Decimal) and not isinstance(node.value, bool)
    return node.function in OPERATORS and all(_gathered(each, definitions, found) for each in node.arguments)


def evaluated(node: Syntax, values: Mapping[str, Number]) -> Number:
    """The formula's value for the inputs' values. Raises ZeroDivisionError where a divisor is 0."""
    if isinstance(node, Name):
        return values[node.parts[0]]
    if isinstance(node, Constant):
        assert isinstance(node.value, int | Decimal)
        return Fraction(node.value)
    assert isinstance(node, Apply)
    return OPERATORS[node.function](*(evaluated(each, values) for each in node.arguments))

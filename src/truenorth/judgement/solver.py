"""Targets along an exact formula: what those of the inputs imply, and what the missing one has to come to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from truenorth.judgement.inputs import evaluated
from truenorth.model.syntax import Apply, Constant, Name, Syntax


def implied(formula: Syntax, known: Mapping[str, Fraction]) -> Fraction | None:
    """The formula's value for its inputs; None where a divisor is 0.

    Revenue = orders × average order: 1,000 orders of 40 imply 40,000.
    """
    try:
        return Fraction(evaluated(formula, known))
    except ZeroDivisionError:
        return None


def solve(formula: Syntax, wanted: Fraction, known: Mapping[str, Fraction], missing: str) -> Fraction | None:
    """What one input has to come to for the formula to give `wanted`; None where no value, or any, would do.

    The input has to stand once in the formula, which is taken apart from the outside in.
    """
    if _times(formula, missing) != 1:
        return None
    node, value = formula, wanted
    while not isinstance(node, Name):
        if not isinstance(node, Apply):
            return None
        if node.function == "neg":
            node, value = node.arguments[0], -value
            continue
        left = _times(node.arguments[0], missing) == 1
        other = implied(node.arguments[1 if left else 0], known)
        turned = None if other is None else _turned(node.function, value, other, left=left)
        if turned is None:
            return None
        node, value = node.arguments[0 if left else 1], turned
    return value


def _turned(function: str, value: Fraction, other: Fraction, *, left: bool) -> Fraction | None:
    """The side that is looked for, where `side ∘ other` (or `other ∘ side`) gives a value."""
    if function == "+":
        return value - other
    if function == "-":
        return value + other if left else other - value
    if function == "*":
        return value / other if other else None
    if left:
        return value * other if other else None
    return other / value if value else None


def _times(node: Syntax, name: str) -> int:
    """How often a metric stands in a formula."""
    if isinstance(node, Name):
        return int(node.parts == (name,))
    if isinstance(node, Constant):
        return 0
    return sum(_times(each, name) for each in node.arguments)

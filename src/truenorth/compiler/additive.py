"""Whether a metric's values over a stretch of time are the sum of those over its days: what a total may be set for."""

from __future__ import annotations

from truenorth.compiler.currencies import WRAPPERS
from truenorth.model.rows import Op, walk
from truenorth.model.trees import Aggregate, At, Call, Fold, Leaf, Number, Over, Tree, leaves
from truenorth.periods import Shifted

_ADDED = frozenset({Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_VALUES})
_EDGES = frozenset({"period_start", "period_end"})
_CALLED = {
    Aggregate.COUNT_DISTINCT: "a count of different values",
    Aggregate.MIN: "a smallest value",
    Aggregate.MAX: "a largest value",
    Aggregate.PERCENTILE: "a median or percentile",
    Aggregate.STDDEV: "a deviation",
    Aggregate.VARIANCE: "a deviation",
    Aggregate.FIRST: "a first value",
    Aggregate.LAST: "a last value",
}


def not_added(tree: Tree) -> str | None:
    """What does not add up in a tree, in words; None where all of it does."""
    if isinstance(tree, Leaf):
        return _leaf(tree)
    if isinstance(tree, Number):
        return "a number that is the same in every period"
    if isinstance(tree, Over):
        return not_added(tree.of) if tree.fold is Fold.SUM and tree.last is None else "a mean or extreme over days"
    if isinstance(tree, At):
        return not_added(tree.of) if isinstance(tree.move, Shifted) else "a value that reaches beyond its period"
    if isinstance(tree, Call):
        return _call(tree)
    return "a share"


def _leaf(leaf: Leaf) -> str | None:
    if leaf.after is not None:
        return "a conversion or retention"
    if leaf.held is not None:
        return "a balance, which holds at an instant"
    if leaf.entity:
        return _CALLED[Aggregate.COUNT_DISTINCT]
    if leaf.having:
        return "a value that depends on the whole period (each)"
    nodes = (node for row in (leaf.of, leaf.where) for node in walk(row))
    if any(isinstance(node, Op) and node.function in _EDGES for node in nodes):
        return "a value that depends on where its period begins or ends"
    return None if leaf.aggregate in _ADDED else _CALLED[leaf.aggregate]


def _call(tree: Call) -> str | None:
    if tree.function in WRAPPERS:
        return not_added(tree.arguments[0])
    if tree.function in ("days_in_period", "working_days_in_period"):
        return None
    if tree.function in ("fill", "coalesce"):
        return not_added(tree.arguments[0])
    if tree.function in ("+", "-", "neg"):
        return next((found for part in tree.arguments if (found := not_added(part))), None)
    if tree.function == "ratio":
        scaled = isinstance(tree.arguments[1], Number)
        return not_added(tree.arguments[0]) if scaled else _mean_or_rate(tree)
    if tree.function == "*":
        others = [part for part in tree.arguments if not isinstance(part, Number)]
        return not_added(others[0]) if len(others) == 1 else "a product"
    return f"a result of {tree.function}"


def _mean_or_rate(tree: Call) -> str:
    tops = [leaf.aggregate for leaf in leaves(tree.arguments[0])]
    below = [leaf.aggregate for leaf in leaves(tree.arguments[1])]
    mean = tops == [Aggregate.SUM] and below == [Aggregate.COUNT_VALUES]
    return "a mean" if mean else "a ratio"

"""Percents that no share can be: a column of 45.2 is in percent points, and 4,520 % is asked back."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from truenorth.errors import Finding, Level
from truenorth.model.answers import AnswerRow
from truenorth.model.metrics import Metric
from truenorth.model.recipes import MetricPlan
from truenorth.model.rows import Column
from truenorth.model.trees import COUNTS, Aggregate, At, Call, Leaf, Over, Tree
from truenorth.wording import exact, format_number

BEYOND = Decimal("1.5")
"""A mean of shares lies within 1; a little more may be meant (a plan fulfilled by 104 %)."""
_OWN = frozenset({Aggregate.MIN, Aggregate.MAX, Aggregate.PERCENTILE, Aggregate.FIRST, Aggregate.LAST})


def is_of_values(tree: Tree) -> bool:
    """Whether a tree gives a column's own values, or a mean of them, and no quotient of two amounts."""
    if isinstance(tree, Leaf):
        return tree.aggregate in _OWN and isinstance(tree.of, Column)
    if isinstance(tree, At | Over):
        return is_of_values(tree.of)
    if isinstance(tree, Call) and tree.function == "ratio":
        over, under = tree.arguments
        summed = isinstance(over, Leaf) and over.aggregate is Aggregate.SUM and isinstance(over.of, Column)
        return summed and isinstance(under, Leaf) and under.aggregate in COUNTS
    if isinstance(tree, Call) and tree.function in ("fill", "coalesce", "round", "abs", "neg"):
        return is_of_values(tree.arguments[0])
    return False


def beyond_percent(plan: MetricPlan, metric: Metric | None, rows: Iterable[AnswerRow]) -> Finding | None:
    """The question back where a percent made of a column's values is more than any share."""
    if metric is None or plan.unit is None or not plan.unit.is_percent or not is_of_values(plan.tree):
        return None
    found = [exact(row.values[plan.key].cell.value) for row in rows if plan.key in row.values]
    low, high = metric.bounds or (-BEYOND, BEYOND)
    beyond = [value for value in found if value is not None and not low <= value <= high]
    if not beyond:
        return None
    most = max(beyond, key=abs)
    return Finding(
        "PERCENT_BEYOND",
        f"{plan.key} is {format_number(most, plan.unit)}: are its values percent points, {most.normalize():f} for "
        f"{most.normalize():f} %?",
        metric.places.get("unit", metric.place),
        Level.WARNING,
        hint="If so, say `unit: percent points`; if so much is meant, say between which `bounds`.",
    )

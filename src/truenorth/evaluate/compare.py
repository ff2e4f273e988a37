"""Comparisons: the metric here and there, over whole periods or over the same first days of both."""

from __future__ import annotations

from decimal import Decimal

from truenorth.evaluate.either_side import sides
from truenorth.evaluate.numbers import combine, divide, magnitude
from truenorth.evaluate.store import Members
from truenorth.evaluate.value import Reading
from truenorth.model.answers import Comparison
from truenorth.model.recipes import MetricPlan, Recipe
from truenorth.model.trees import At, Tree, children
from truenorth.periods import Here, Period, Shifted, There


def comparisons(
    recipe: Recipe, plan: MetricPlan, reading: Reading, period: Period, members: Members
) -> dict[str, Comparison]:
    """Every comparison asked, by its name."""
    return {
        shift.text: _compared(here, there, reading, period, members)
        for shift, (here, there) in zip(recipe.question.compare, plan.compare, strict=True)
    }


def _compared(here: Tree, there: Tree, reading: Reading, period: Period, members: Members) -> Comparison:
    current, partner, member = sides(here, reading.column(here, period), reading.column(there, period), members)
    days = days_alike(here, reading, period)
    if current.value is None or partner.value is None:
        reason = partner.reason if partner.value is None else current.reason
        return Comparison(partner.value, current.value, None, None, days, reason)
    if not (_is_number(current.value) and _is_number(partner.value)):
        return Comparison(partner.value, current.value, None, None, days, "no_number")
    change = combine("-", (current.value, partner.value))
    ratio = None if change is None else divide(change, magnitude(partner.value))
    reason = None if ratio is not None else "division_by_zero"
    return Comparison(partner.value, current.value, change, ratio, days, reason, member)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def days_alike(tree: Tree, reading: Reading, period: Period) -> str | None:
    """`first 10 days`, where a comparison in the tree is cut to the days that both sides have."""
    if isinstance(tree, At) and isinstance(tree.move, Here | There | Shifted):
        days = reading.landing(tree.move, period).days
        return None if days is None else f"first {days} day{'' if days == 1 else 's'}"
    return next((found for child in children(tree) if (found := days_alike(child, reading, period))), None)

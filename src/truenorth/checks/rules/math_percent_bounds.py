"""MATH_PERCENT_BOUNDS: bounds of a percent are written as if they were points."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for metric in facts.definitions.metrics.values():
        if metric.unit is not None and metric.unit.is_percent and metric.bounds is not None and metric.bounds[1] > 10:
            place = metric.places.get("bounds", metric.place)
            message = f"{metric.key}: bounds up to {metric.bounds[1]:f}, that is {metric.bounds[1] * 100:f} %."
            yield Hit(metric.key, place, message)


RULE = Rule(
    code="MATH_PERCENT_BOUNDS",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Bounds of a percent are written as if they were points",
    why="Percents are fractions: 5 is 500 %.",
    remedy="Write 0 % and 100 %, or say `unit: percent points`.",
    bad=Example(
        "metrics:\n  m: { manual: { every: month, over_time: last }, unit: percent, bounds: [0, 100] }\n",
    ),
    good=Example(
        "metrics:\n  m: { manual: { every: month, over_time: last }, unit: percent, bounds: [0 %, 100 %] }\n",
    ),
    find=find,
)

"""TGT_NO_RED_LINE: a target has no red line."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.targets import Constant, Linear, Steps


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        level = any(isinstance(target.path, Constant | Linear | Steps) for target in kpi.targets)
        if level and kpi.red_line is None:
            yield Hit(kpi.key, at(kpi, "targets"), f"{kpi.label} has no red line.")


RULE = Rule(
    code="TGT_NO_RED_LINE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A target has no red line",
    why="Without one, what the KPI does by itself, or 5 % of the target, decides between at risk and off track.",
    remedy="Say `red_line`: the value at which you would act at once.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    targets:\n      - { from: 2025-01, at_least: 5 }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2025-01, at_least: 5 }\n"
        "    red_line: 4\n",
    ),
    find=find,
)

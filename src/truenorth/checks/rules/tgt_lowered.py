"""TGT_LOWERED: a target was made easier."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.targets import Aim, Constant


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        whole = sorted((each for each in kpi.targets if not each.segment), key=lambda each: each.begins)
        for before, after in pairwise(whole):
            if isinstance(before.path, Constant) and isinstance(after.path, Constant) and before.aim is after.aim:
                side = {Aim.AT_LEAST: 1, Aim.AT_MOST: -1}.get(after.aim, 0)
                if side * (after.path.value - before.path.value) < 0:
                    old, new = before.path.value, after.path.value
                    message = f"{kpi.label}: the target was made easier, from {old:f} to {new:f}."
                    yield Hit(kpi.key, after.place, message)


RULE = Rule(
    code="TGT_LOWERED",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A target was made easier",
    why="It may be right, and it has to be seen: green by a lower bar is not progress.",
    remedy="Say the `reason`; the first target is kept beside it.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2024-01, at_least: 6 }\n"
        "      - { from: 2025-01, at_least: 5, reason: fewer shops }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    targets:\n"
        "      - { from: 2024-01, at_least: 5 }\n"
        "      - { from: 2025-01, at_least: 6, reason: more shops }\n",
    ),
    find=find,
)

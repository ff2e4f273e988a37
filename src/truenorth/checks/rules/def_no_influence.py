"""DEF_NO_INFLUENCE: nothing to influence a KPI with."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.influence:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} does not say what moves it.")


RULE = Rule(
    code="DEF_NO_INFLUENCE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="Nothing to influence a KPI with",
    why="An owner who cannot move a number can only explain it.",
    remedy="Say under `influence` what moves it.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    influence: prices and opening hours\n",
    ),
    find=find,
)

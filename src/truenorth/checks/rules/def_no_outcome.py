"""DEF_NO_OUTCOME: a KPI has no outcome in words."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.outcome:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} does not say which outcome it stands for.")


RULE = Rule(
    code="DEF_NO_OUTCOME",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI has no outcome in words",
    why="Without the result in words, hitting the number becomes the goal.",
    remedy="Say under `outcome` what is better for whom when it is reached.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    outcome: Guests come back.\n",
    ),
    find=find,
)

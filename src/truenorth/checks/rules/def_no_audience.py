"""DEF_NO_AUDIENCE: a KPI has no audience."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.audience:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} does not say who looks at it.")


RULE = Rule(
    code="DEF_NO_AUDIENCE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI has no audience",
    why="Who reads it, and when, decides how it is told.",
    remedy="Say under `audience` who looks at it.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        'kpis:\n  k:\n    label: K\n    metric: revenue\n    audience: "Managers, every Monday"\n',
    ),
    find=find,
)

"""DEF_REEVALUATED: a definition is never looked at again."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if kpi.review_definition_by is None:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} has no date on which its definition is looked at again.")


RULE = Rule(
    code="DEF_REEVALUATED",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A definition is never looked at again",
    why="SMARTER, R: what was right to measure two years ago may be a habit today.",
    remedy="Say `review_definition_by`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    review_definition_by: 2026-06-30\n",
    ),
    find=find,
)

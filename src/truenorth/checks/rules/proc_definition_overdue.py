"""PROC_DEFINITION_OVERDUE: the review of a definition is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        due = kpi.review_definition_by
        if due is not None and due < facts.today:
            message = f"{kpi.label}: the definition was to be reviewed by {due.isoformat()}."
            yield Hit(kpi.key, at(kpi, "review_definition_by"), message)


RULE = Rule(
    code="PROC_DEFINITION_OVERDUE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="The review of a definition is overdue",
    why="The day was agreed and has passed.",
    remedy="Look at the definition, and set the next day.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    review_definition_by: 2025-06-30\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    review_definition_by: 2026-06-30\n",
    ),
    find=find,
)

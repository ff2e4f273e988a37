"""DEF_DRAFT_TOO_LONG: a KPI was proposed and its review day has passed."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        due = kpi.review_definition_by
        if kpi.state in ("draft", "proposed") and due is not None and due < facts.today:
            message = f"{kpi.label} is still {kpi.state}; it was to be looked at by {due.isoformat()}."
            yield Hit(kpi.key, at(kpi, "state"), message)


RULE = Rule(
    code="DEF_DRAFT_TOO_LONG",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI was proposed and its review day has passed",
    why="A draft that nobody decides on is a decision nobody takes.",
    remedy="Agree on it and say `state: active`, or retire it.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    state: proposed\n    review_definition_by: 2025-06-30\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    state: proposed\n    review_definition_by: 2026-06-30\n",
    ),
    find=find,
)

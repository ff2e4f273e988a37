"""DEF_NO_DECISION: no decision depends on a KPI."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.decision:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} says of no decision that it informs.")


RULE = Rule(
    code="DEF_NO_DECISION",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="No decision depends on a KPI",
    why="A number that changes nothing, whatever it is, is only decoration.",
    remedy="Say under `decision` what is done at which value.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        'kpis:\n  k:\n    label: K\n    metric: revenue\n    decision: "Below 90: call the carrier."\n',
    ),
    find=find,
)

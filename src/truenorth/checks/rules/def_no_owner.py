"""DEF_NO_OWNER: a KPI has no owner."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if not kpi.owner:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} has no owner.")


RULE = Rule(
    code="DEF_NO_OWNER",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="A KPI has no owner",
    why="A number that nobody answers for is looked at and not acted on.",
    remedy="Name the person, or a team with a lead, under `owner`.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "people:\n"
        "  anna@acme.example: { name: Anna }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    owner: anna@acme.example\n",
    ),
    find=find,
)

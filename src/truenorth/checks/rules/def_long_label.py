"""DEF_LONG_LABEL: a label is too long."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

LONG = 60


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        if len(kpi.label) > LONG:
            message = f"{kpi.key}: the label has {len(kpi.label)} characters, {LONG} are plenty."
            yield Hit(kpi.key, at(kpi, "label"), message)


RULE = Rule(
    code="DEF_LONG_LABEL",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A label is too long",
    why="A name that does not fit into a row is abbreviated by everybody in another way.",
    remedy="Keep it to 60 characters; the rest belongs into `description`.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: The number of all the orders that were paid and sent to customers in the month\n"
        "    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: Orders sent\n    metric: revenue\n",
    ),
    find=find,
)

"""PORT_SUPPORTS_NOTHING: a KPI is on no scorecard."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    cards = facts.definitions.scorecards.values()
    listed = {line.kpi for card in cards for line in card.lines}
    for kpi in facts.active:
        if cards and kpi.key not in listed:
            yield Hit(kpi.key, kpi.place, f"{kpi.label} stands on no scorecard.")


RULE = Rule(
    code="PORT_SUPPORTS_NOTHING",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI is on no scorecard",
    why="What nobody lists, nobody misses.",
    remedy="Put it on a scorecard, or retire it.",
    bad=Example(
        "kpis:\n"
        "  a: { label: A, metric: revenue }\n"
        "  b: { label: B, metric: orders }\n"
        "scorecards:\n"
        "  all: { label: All, kpis: [a] }\n",
    ),
    good=Example(
        "kpis:\n"
        "  a: { label: A, metric: revenue }\n"
        "  b: { label: B, metric: orders }\n"
        "scorecards:\n"
        "  all: { label: All, kpis: [a, b] }\n",
    ),
    find=find,
)

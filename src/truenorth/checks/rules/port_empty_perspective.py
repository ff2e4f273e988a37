"""PORT_EMPTY_PERSPECTIVE: a perspective of a scorecard is empty."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    definitions = facts.definitions
    for card in definitions.scorecards.values():
        kpis = [definitions.kpis.get(line.kpi) for line in card.lines]
        keys = [kpi.objective for kpi in kpis if kpi is not None and kpi.objective]
        filled = {definitions.objectives[key].perspective for key in keys if key in definitions.objectives}
        for perspective in card.perspectives:
            if perspective not in filled:
                message = f"{card.label}: nothing stands under {perspective.replace('_', ' ')}."
                yield Hit(card.key, card.place, message)


RULE = Rule(
    code="PORT_EMPTY_PERSPECTIVE",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A perspective of a scorecard is empty",
    why="A balanced scorecard without customers is a budget.",
    remedy="Give it a KPI, or take the perspective out.",
    bad=Example(
        "objectives:\n"
        "  growth: { label: Growth, perspective: financial }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: growth\n"
        "scorecards:\n"
        "  all: { label: All, kind: balanced, perspectives: [financial, customer], kpis: [k] }\n",
    ),
    good=Example(
        "objectives:\n"
        "  growth: { label: Growth, perspective: financial }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: growth\n"
        "scorecards:\n"
        "  all: { label: All, kind: balanced, perspectives: [financial], kpis: [k] }\n",
    ),
    find=find,
)

"""PORT_OPERATIONAL_ON_COMPANY: an operational KPI stands on the company's scorecard."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for card in facts.definitions.scorecards.values():
        for line in card.lines:
            kpi = facts.definitions.kpis.get(line.kpi)
            if card.level == "company" and kpi is not None and kpi.horizon == "operational":
                yield Hit(kpi.key, card.place, f"{kpi.label} is operational and stands on {card.label}.")


RULE = Rule(
    code="PORT_OPERATIONAL_ON_COMPANY",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="An operational KPI stands on the company's scorecard",
    why="What is steered daily drowns what is steered yearly.",
    remedy="Put it on the team's scorecard.",
    bad=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    horizon: operational\n"
        "scorecards:\n"
        "  all: { label: Company, level: company, kpis: [k] }\n",
    ),
    good=Example(
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    horizon: strategic\n"
        "scorecards:\n"
        "  all: { label: Company, level: company, kpis: [k] }\n",
    ),
    find=find,
)

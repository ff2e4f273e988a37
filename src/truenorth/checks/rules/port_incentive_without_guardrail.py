"""PORT_INCENTIVE_WITHOUT_GUARDRAIL: pay depends on a KPI without a guardrail."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        if kpi.incentive and not kpi.guardrails:
            yield Hit(kpi.key, at(kpi, "incentive"), f"{kpi.label} is paid for and has no guardrail.")


RULE = Rule(
    code="PORT_INCENTIVE_WITHOUT_GUARDRAIL",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Pay depends on a KPI without a guardrail",
    why="What is paid for is delivered, at the cost of what is not.",
    remedy="Name under `guardrails` what must not get worse.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    incentive: true\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    incentive: true\n    guardrails: [orders]\n",
    ),
    find=find,
)

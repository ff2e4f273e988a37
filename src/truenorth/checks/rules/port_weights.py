"""PORT_WEIGHTS: weights do not sum to 100."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.model.kpis import Objective


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    groups: dict[str, list[Objective]] = {}
    for objective in facts.definitions.objectives.values():
        if objective.parent and objective.weight is not None:
            groups.setdefault(objective.parent, []).append(objective)
    for parent, parts in groups.items():
        whole = sum((part.weight for part in parts if part.weight is not None), start=Decimal(0))
        if whole != 100:
            yield Hit(parent, parts[-1].place, f"The weights under {parent} sum to {whole:f}.")


RULE = Rule(
    code="PORT_WEIGHTS",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Weights do not sum to 100",
    why="A score of parts that are more or less than the whole means nothing.",
    remedy="Let the weights of the objectives under one parent sum to 100.",
    bad=Example(
        "objectives:\n"
        "  top: { label: Top }\n"
        "  a: { label: A, parent: top, weight: 60 }\n"
        "  b: { label: B, parent: top, weight: 60 }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: a\n",
    ),
    good=Example(
        "objectives:\n"
        "  top: { label: Top }\n"
        "  a: { label: A, parent: top, weight: 60 }\n"
        "  b: { label: B, parent: top, weight: 40 }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: a\n",
    ),
    find=find,
)

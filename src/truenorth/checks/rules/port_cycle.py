"""PORT_CYCLE: objectives lead to each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    objectives = facts.definitions.objectives
    told: set[frozenset[str]] = set()
    for start in objectives:
        trail, waiting = {start}, list(objectives[start].leads_to)
        while waiting:
            key = waiting.pop()
            if key == start and frozenset(trail) not in told:
                told.add(frozenset(trail))
                names = ", ".join(sorted(trail))
                yield Hit(start, objectives[start].place, f"The objectives {names} lead to each other.")
            elif key in objectives and key not in trail:
                trail.add(key)
                waiting += objectives[key].leads_to


RULE = Rule(
    code="PORT_CYCLE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Objectives lead to each other in a circle",
    why="A is good because of B, and B because of A.",
    remedy="Take out the weaker of the two arrows.",
    bad=Example(
        "objectives:\n"
        "  a: { label: A, leads_to: [b] }\n"
        "  b: { label: B, leads_to: [a] }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: a\n",
    ),
    good=Example(
        "objectives:\n"
        "  a: { label: A, leads_to: [b] }\n"
        "  b: { label: B }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: revenue\n"
        "    objective: a\n",
    ),
    find=find,
)

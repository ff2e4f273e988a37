"""PORT_NO_MISSION: a project has no mission."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level, Place


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    if facts.active and not facts.definitions.mission:
        yield Hit(None, Place("truenorth.yml", 1), "The project does not say what it is for.")


RULE = Rule(
    code="PORT_NO_MISSION",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A project has no mission",
    why="Objectives that serve no purpose compete with each other.",
    remedy="Say `mission` in truenorth.yml: what the organisation is for, in a sentence.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    good=Example(
        "mission: Good pizza on time.\nkpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

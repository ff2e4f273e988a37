"""PROC_NO_UPDATER: nobody is named to type a value."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        metric = facts.metric(kpi)
        if metric is not None and metric.manual is not None and not (kpi.updater or kpi.owner):
            yield Hit(kpi.key, kpi.place, f"{kpi.label} is typed, and nobody is named to do it.")


RULE = Rule(
    code="PROC_NO_UPDATER",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="Nobody is named to type a value",
    why="A cell that everybody may fill stays empty.",
    remedy="Say `updater`: who types it.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: mood\n",
    ),
    good=Example(
        "people:\n"
        "  anna@acme.example: { name: Anna }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: mood\n"
        "    updater: anna@acme.example\n",
    ),
    find=find,
)

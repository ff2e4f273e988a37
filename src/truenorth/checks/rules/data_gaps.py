"""DATA_GAPS: a series has gaps."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        gaps = sum(1 for value in facts.values(kpi) if value is None)
        if gaps:
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: {gaps} of {len(facts.values(kpi))} periods have no value.")


RULE = Rule(
    code="DATA_GAPS",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="A series has gaps",
    why="A month without a value is neither zero nor like the others.",
    remedy="Say `fill: 0` where no rows mean zero, or look for the lost rows.",
    bad=Example(
        "metrics:\n"
        "  some: { formula: sum(rows.value), filter: rows.value < 105, unit: EUR }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: some\n",
        values=(100.0, 104.0, 120.0, 101.0, 99.0, 103.0, 96.0, 102.0, 98.0, 130.0, 100.0, 105.0),
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

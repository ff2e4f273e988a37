"""DATA_LATE: the data of a KPI are late."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        status = facts.statuses.get(kpi.key)
        data = status.facets.get("data") if status else None
        if data is not None and data.word == "late":
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: the newest row is older than was promised, or than is usual.")


RULE = Rule(
    code="DATA_LATE",
    level=Level.NOTE,
    needs=Needs.HISTORY,
    title="The data of a KPI are late",
    why="It is the first sign of a source that stops.",
    remedy="Look at the source, or promise less (`fresh_within`).",
    bad=Example(
        "tables:\n"
        "  old: { source: data.rows, date: day, fresh_within: 12 days }\n"
        "metrics:\n"
        "  m: { formula: sum(old.value), unit: EUR }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: m\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

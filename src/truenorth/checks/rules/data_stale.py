"""DATA_STALE: the data of a KPI are stale."""

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
        if data is not None and data.word == "stale":
            ends = data.facts.get("rows_end")
            why = (
                f"its rows end on {ends}, inside the period" if ends else "the newest row is older than twice its time"
            )
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: {why}.")


RULE = Rule(
    code="DATA_STALE",
    level=Level.WARNING,
    needs=Needs.HISTORY,
    title="The data of a KPI are stale",
    why="Silence is never green: an old number says nothing about today.",
    remedy="Load the source anew. Where days without rows are normal, say up to when the table is complete "
    "(`complete_until`); else say how old its data may be (`fresh_within`).",
    bad=Example(
        "tables:\n"
        "  old: { source: data.rows, date: day, fresh_within: 1 day }\n"
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

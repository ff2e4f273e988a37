"""DATA_NO_VALUE: a KPI has no value."""

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
        if data is not None and data.word == "no data":
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: the judged period has no value.")


RULE = Rule(
    code="DATA_NO_VALUE",
    level=Level.WARNING,
    needs=Needs.HISTORY,
    title="A KPI has no value",
    why="A row without a number on a scorecard is read as a good one.",
    remedy="Look at the filter, the segment and the dates.",
    bad=Example(
        "metrics:\n"
        "  none: { formula: sum(rows.value), filter: rows.size > 999, unit: EUR }\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: none\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
    ),
    find=find,
)

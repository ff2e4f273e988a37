"""DATA_DOUBTFUL: the data of a KPI are doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.wording import spell_reason


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        status = facts.statuses.get(kpi.key)
        data = status.facets.get("data") if status else None
        if data is not None and data.word == "doubtful":
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: {spell_reason(str(data.facts.get('doubt')))}.")


RULE = Rule(
    code="DATA_DOUBTFUL",
    level=Level.WARNING,
    needs=Needs.HISTORY,
    title="The data of a KPI are doubtful",
    why="A key that stands twice counts a sale twice; a cell that could not be read counts nothing.",
    remedy="Do what the finding beside it says: mend the rows, the table's `one_row_per`, the filter or the unit.",
    bad=Example(
        "tables:\n"
        "  twice: { source: data.twice, one_row_per: id, date: day, complete_until: as_of }\n"
        "metrics:\n"
        "  m: { formula: sum(twice.value), unit: EUR }\n"
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

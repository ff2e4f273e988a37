"""DATA_FROZEN: a value does not move any more."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

RUN = 6


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        last = facts.values(kpi)[-RUN:]
        if len(last) == RUN and last[0] is not None and len(set(last)) == 1 and len(set(facts.values(kpi))) > 1:
            yield Hit(kpi.key, kpi.place, f"{kpi.label}: the last {RUN} values are all {last[0]:g}.")


RULE = Rule(
    code="DATA_FROZEN",
    level=Level.WARNING,
    needs=Needs.HISTORY,
    title="A value does not move any more",
    why="The same number six times in a row is mostly a source that stopped, not a process that stands still.",
    remedy="Look at the source; where it may be so, suppress the rule with the reason.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
        values=(100.0, 104.0, 97.0, 101.0, 99.0, 103.0, 96.0, 102.0, 98.0, 98.0, 98.0, 98.0, 98.0, 98.0),
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n",
        values=(100.0, 104.0, 97.0, 101.0, 99.0, 103.0, 96.0, 102.0, 98.0, 97.0, 98.0, 99.0, 98.0, 100.0),
    ),
    find=find,
)

"""DEF_LONG_FORMULA: a formula is too long to be understood."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, applied, place_of
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

MOST = 10


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for metric in facts.definitions.metrics.values():
        size = 0 if metric.formula is None else sum(1 for _ in applied(metric.formula.tree))
        if size > MOST:
            message = f"{metric.key}: {size} operators and functions, {MOST} are plenty."
            yield Hit(metric.key, place_of(metric), message)


RULE = Rule(
    code="DEF_LONG_FORMULA",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A formula is too long to be understood",
    why="What no reader can check in a minute is trusted blindly, or not at all.",
    remedy="Split it into metrics with names.",
    bad=Example(
        "metrics:\n"
        "  long:\n"
        "    formula: sum(rows.value) + sum(rows.size) * 2 - sum(rows.value) / 3 + count(rows) * 4 - max(rows.value)\n"
        "kpis:\n"
        "  k:\n"
        "    label: K\n"
        "    metric: long\n",
    ),
    good=Example(
        "metrics:\n  short: { formula: revenue / orders }\nkpis:\n  k:\n    label: K\n    metric: short\n",
    ),
    find=find,
)

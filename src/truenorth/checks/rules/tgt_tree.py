"""TGT_TREE: targets along a formula contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.judgement.target_tree import implied_by_inputs, levels_wanted


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    wanted = levels_wanted(facts.definitions, facts.today)
    for kpi in facts.active:
        found = implied_by_inputs(facts.definitions, kpi, wanted)
        if found is not None and found.implied is not None and not found.missing and not found.agrees:
            told = (float(found.target), float(found.implied))
            message = f"{kpi.label}: the target is {told[0]:g}, those of its inputs imply {told[1]:g}."
            yield Hit(kpi.key, at(kpi, "targets"), message)


RULE = Rule(
    code="TGT_TREE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="Targets along a formula contradict each other",
    why="If revenue is orders times average order, two targets imply the third.",
    remedy="Mend one of them: the message says what the others imply.",
    bad=Example(
        "metrics:\n"
        "  each: { formula: revenue / orders, unit: EUR }\n"
        "kpis:\n"
        "  a: { label: A, metric: revenue, targets: [{ from: 2025-01, at_least: 1000 }] }\n"
        "  b: { label: B, metric: orders, targets: [{ from: 2025-01, at_least: 10 }] }\n"
        "  c: { label: C, metric: each, targets: [{ from: 2025-01, at_least: 50 }] }\n",
    ),
    good=Example(
        "metrics:\n"
        "  each: { formula: revenue / orders, unit: EUR }\n"
        "kpis:\n"
        "  a: { label: A, metric: revenue, targets: [{ from: 2025-01, at_least: 1000 }] }\n"
        "  b: { label: B, metric: orders, targets: [{ from: 2025-01, at_least: 10 }] }\n"
        "  c: { label: C, metric: each, targets: [{ from: 2025-01, at_least: 100 }] }\n",
    ),
    find=find,
)

"""TGT_TREE: targets along a formula contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level
from truenorth.judgement.inputs import evaluated, inputs_of
from truenorth.model.targets import Constant


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    wanted = {}
    for kpi in facts.active:
        target = facts.in_force(kpi)
        if target is not None and isinstance(target.path, Constant) and not kpi.segment:
            wanted[kpi.metric] = target.path.value
    for kpi in facts.active:
        metric, own = facts.metric(kpi), wanted.get(kpi.metric)
        names = inputs_of(facts.definitions, kpi.metric) if metric is not None else ()
        if own is None or metric is None or metric.formula is None or not names or not set(names) <= set(wanted):
            continue
        try:
            implied = evaluated(metric.formula.tree, {name: Fraction(wanted[name]) for name in names})
        except ZeroDivisionError:
            continue
        if abs(Fraction(implied) - Fraction(own)) > abs(Fraction(own)) / 100:
            message = f"{kpi.label}: the target is {own:f}, those of its inputs imply {float(implied):g}."
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

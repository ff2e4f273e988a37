"""A retention matrix: the dimension `age` makes one metric into one tree for each age of its cohorts.

`age` is a dimension of a retention over several ages, and of formulas over one. Nothing stands for all ages together:
without `age` such a metric is refused, and `totals` go over the other dimensions, age by age.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from truenorth.compiler.desugar import metric_tree, named_metric
from truenorth.compiler.scope import Scope
from truenorth.errors import refuse
from truenorth.expressions.write import names
from truenorth.model.questions import Question
from truenorth.model.recipes import AGE
from truenorth.model.trees import Tree


@dataclass(frozen=True)
class Variant:
    """A metric as asked: at one age of its cohorts, or (None) without ages."""

    metric: str
    age: int | None = None


def ages_of(scope: Scope, key: str, above: frozenset[str] = frozenset()) -> tuple[int, ...]:
    """The ages of a metric's matrix, those that all its parts have; () where it has none."""
    metric = named_metric(scope, key)
    retention = metric.retention
    if retention is not None:
        return tuple(range(retention.first, retention.last + 1)) if retention.first != retention.last else ()
    if metric.formula is None:
        return ()
    parts = {name.text for name in names(metric.formula.tree)} & set(scope.definitions.metrics) - above - {key}
    found = [ages for part in sorted(parts) if (ages := ages_of(scope, part, above | {key}))]
    if not found:
        return ()
    shared = set(found[0]).intersection(*found[1:])
    if not shared:
        raise refuse("AGES_DIFFER", f"The retentions in {key} have no age in common.", metric.place)
    return tuple(sorted(shared))


def variants(scope: Scope, question: Question) -> tuple[Variant, ...]:
    """Every metric asked, at each of its ages where `age` is asked; Refused where `age` does not fit."""
    ages = {key: ages_of(scope, key) for key in question.metrics}
    if AGE not in question.by or not any(ages.values()):
        return tuple(Variant(key) for key in question.metrics)
    without = [key for key, its in ages.items() if not its]
    if without:
        raise refuse(
            "NO_AGE",
            f"{' and '.join(without)} cannot be split by age: only a retention over several ages has it.",
            hint="Ask it in a question of its own; a column called age is written with its table: customers.age.",
        )
    if question.totals and question.by == (AGE,):
        raise refuse(
            "AGE_TOTAL",
            "A total over all ages says nothing: each age has the same cohorts.",
            hint="Leave --totals out, or add a dimension; totals then go over that one, age by age.",
        )
    return tuple(Variant(key, age) for key, its in ages.items() for age in its)


def variant_tree(scope: Scope, variant: Variant) -> Tree:
    """The tree of a metric, every retention matrix in it read at the variant's age; made once for a scope."""
    key = (variant.metric, variant.age)
    if key not in scope.trees:
        at_age = scope if variant.age is None else replace(scope, age=variant.age)
        scope.trees[key] = metric_tree(at_age, variant.metric)
    return scope.trees[key]

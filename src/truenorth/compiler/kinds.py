"""What kind of metric a tree is, in a word for programs; and its unit."""

from __future__ import annotations

from truenorth.compiler.currencies import WRAPPERS
from truenorth.compiler.desugar import named_metric
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused
from truenorth.expressions import NUMBER, OVER_METRICS, unit_of
from truenorth.model import syntax
from truenorth.model.metrics import Metric, Unit
from truenorth.model.trees import COUNTS, Aggregate, At, Call, Leaf, Tree

_BETWEEN = {"days_between": Unit("days"), "hours_between": Unit("hours"), "minutes_between": Unit("minutes")}
_SPELLED = ("conversion", "retention", "manual", "balance", "window", "to_date")


def kind_of(metric: Metric, tree: Tree) -> str:
    """conversion, retention, manual, balance, window, to_date, count, distinct, sum, …, ratio or formula."""
    for key in _SPELLED:
        if getattr(metric, key) is not None:
            return key
    if isinstance(tree, Call) and tree.function in WRAPPERS:
        return kind_of(metric, tree.arguments[0])
    if isinstance(tree, Call):
        return "ratio" if tree.function == "ratio" else "formula"
    if isinstance(tree, Leaf):
        if tree.aggregate is Aggregate.COUNT_DISTINCT:
            return "distinct"
        return "count" if tree.aggregate in COUNTS else tree.aggregate.value
    return kind_of(metric, tree.of) if isinstance(tree, At) else "formula"


def unit_of_metric(scope: Scope, key: str) -> Unit | None:
    """The declared unit, else what follows from the metrics of the formula; Refused where units clash."""
    metric = named_metric(scope, key)
    if metric.formula is None:
        return metric.unit
    try:
        inferred = _unit(scope, metric.formula.tree)
    except Refused as refused:
        raise Refused(refused.finding.at(metric.places.get("formula", metric.place))) from None
    return metric.unit or (None if inferred == NUMBER else inferred)


def _unit(scope: Scope, node: syntax.Syntax) -> Unit | None:
    if isinstance(node, syntax.Name):
        return unit_of_metric(scope, node.text) if node.text in scope.definitions.metrics else None
    if isinstance(node, syntax.Constant):
        return NUMBER
    if node.function in _BETWEEN:
        return _BETWEEN[node.function]
    if node.function not in OVER_METRICS:
        return None
    return unit_of(node.function, [_unit(scope, argument) for argument in node.arguments])

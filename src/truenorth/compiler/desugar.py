"""A metric becomes a tree of six nodes; the spelling ends here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from truenorth.compiler import calls
from truenorth.compiler.each import having
from truenorth.compiler.flows import conversion_tree, retention_tree
from truenorth.compiler.leaves import LeafMaker
from truenorth.compiler.scope import Scope
from truenorth.compiler.stand import Trait, may_stand, traits
from truenorth.compiler.values import check_filled, check_numbers
from truenorth.errors import Place, Refused, nearest_names, refuse
from truenorth.expressions import FUNCTIONS, place_of, write
from truenorth.model import syntax
from truenorth.model.metrics import BalanceKind, Metric
from truenorth.model.syntax import Formula, Syntax
from truenorth.model.tables import DateRule
from truenorth.model.trees import (
    Aggregate,
    At,
    Call,
    Fold,
    Held,
    Holding,
    LastKnown,
    Leaf,
    Number,
    Over,
    Stock,
    Tree,
    Whole,
    children,
    leaves,
)
from truenorth.periods import Grain, Last, Opening, ToDate

AGGREGATES = frozenset(name for name, function in FUNCTIONS.items() if function.kind == "aggregate")
ARITHMETIC = frozenset(name for name, function in FUNCTIONS.items() if function.over_metrics)


def metric_tree(scope: Scope, key: str, route: tuple[str, ...] = ()) -> Tree:
    """The tree of a metric; Refused where its definition is broken, unknown or goes in a circle."""
    metric = named_metric(scope, key)
    if key in route:
        circle = " → ".join((*route[route.index(key) :], key))
        raise refuse("METRIC_CYCLE", f"{key} is defined by itself: {circle}.", hint="Break the circle.")
    try:
        return _of_metric(scope, metric, (*route, key))
    except Refused as refused:
        raise Refused(refused.finding.at(_place(metric))) from None


def _place(metric: Metric) -> Place:
    """Where a metric says what it adds up."""
    spelled = (metric.places.get(key) for key in ("formula", "conversion", "retention", "manual"))
    return next((place for place in spelled if place is not None), metric.place)


def named_metric(scope: Scope, key: str) -> Metric:
    """The metric called `key`, or Refused with the nearest names."""
    broken = scope.definitions.broken.get(f"metric:{key}")
    if broken is not None:
        raise Refused(broken)
    metric = scope.definitions.metrics.get(key)
    if metric is None:
        near = nearest_names(key, scope.definitions.metrics)
        known = ", ".join(sorted(scope.definitions.metrics)[:12])
        hint = f"Did you mean {near[0]}?" if near else f"The metrics: {known}." if known else "No metric is defined."
        raise refuse("UNKNOWN_METRIC", f"There is no metric {key}.", nearest=near, hint=hint)
    return metric


def _of_metric(scope: Scope, metric: Metric, route: tuple[str, ...]) -> Tree:
    if metric.conversion is not None:
        return conversion_tree(scope, metric)
    if metric.retention is not None:
        return retention_tree(scope, metric)
    if metric.manual is not None:
        return _manual(scope, metric)
    assert metric.formula is not None
    desugared = Desugar(scope, metric, metric.formula, route)
    tree = desugared.tree(metric.formula.tree)
    if metric.filter is not None and not desugared.own:
        raise refuse(
            "FILTER_WITHOUT_AGGREGATE",
            f"{metric.key} filters, but its formula adds up no rows itself.",
            metric.places.get("filter", metric.place),
            hint="Put the filter on the metrics it is made of.",
        )
    tree = _each(scope, metric, tree, route)
    for step in _STEPS:
        tree = step(scope, metric, tree)
    return tree


def _each(scope: Scope, metric: Metric, tree: Tree, route: tuple[str, ...]) -> Tree:
    if not metric.each:
        return tree

    def tree_of(key: str) -> Tree:
        return metric_tree(scope, key, route)

    return on_leaves(tree, lambda leaf: replace(leaf, having=having(scope, metric, leaf, tree_of)))


def _balance(scope: Scope, metric: Metric, tree: Tree) -> Tree:
    if metric.balance is None:
        return tree
    place = metric.places.get("balance", metric.place)
    may_stand("balance", tree, "balance", place)
    tree = on_leaves(tree, lambda leaf: replace(leaf, held=_held(scope, metric, leaf, place)))
    if metric.balance is BalanceKind.START:
        return At(Opening(), tree)
    if metric.balance is BalanceKind.AVERAGE:
        return Over(Fold.MEAN, Grain.DAY, tree, partial=True)
    return tree


def _held(scope: Scope, metric: Metric, leaf: Leaf, place: Place) -> Held:
    table = scope.table(leaf.table)
    if table.is_span:
        if metric.if_missing is not None:
            raise refuse(
                "IF_MISSING_ON_SPANS",
                f"{table.key} is a span table: its rows hold on every day, nothing is missing.",
                metric.places.get("if_missing", place),
                hint="Leave if_missing out.",
            )
        return Holding()
    if not isinstance(table.date, DateRule):
        raise refuse("NO_DATE", f"{table.key} has no date, so a balance cannot be read from it.", place)
    missing = metric.if_missing
    if missing is None:
        return Stock()
    if missing.per_entity:
        if not set(table.one_row_per) - {table.date.column}:
            raise refuse(
                "NO_ENTITY",
                f"last known per entity needs the key of {table.key}: the entity and its date.",
                metric.places.get("if_missing", place),
                hint=f"Say one_row_per: [item_id, {table.date.column}] on {table.key}.",
            )
        return LastKnown(missing.within)
    return Stock(missing.carry)


def _windowed(scope: Scope, metric: Metric, tree: Tree) -> Tree:
    if metric.window is not None or metric.to_date is not None:
        for typed in (typed_metric(scope, leaf) for leaf in leaves(tree)):
            if typed is not None and typed.manual is not None and typed.manual.over_time is None:
                raise over_time_missing(typed, f"{metric.key} takes several typed values together")
    if metric.window is not None:
        may_stand("window", tree, "window", metric.places.get("window", metric.place))
        return At(Last(metric.window.span, metric.window.partial), tree)
    if metric.to_date is not None:
        may_stand("window", tree, "to_date", metric.places.get("to_date", metric.place))
        return At(ToDate(metric.to_date.unit), tree)
    return tree


def _filled(scope: Scope, metric: Metric, tree: Tree) -> Tree:
    if metric.fill is None:
        return tree
    check_filled(tree, metric.places.get("fill", metric.place))
    return Call("fill", (tree, Number(metric.fill)))


_STEPS: tuple[Callable[[Scope, Metric, Tree], Tree], ...] = (_balance, _windowed, _filled)


def _manual(scope: Scope, metric: Metric) -> Tree:
    """Typed values are one more table; what they become at a coarser grain is said by `over_time`."""
    assert metric.manual is not None
    maker = LeafMaker(scope, Formula("value", syntax.Constant(None, syntax.Span(0, 0))), metric)
    name = syntax.Name((entries_table(metric.key), "value"), syntax.Span(0, 0))
    function = {"sum": "sum", "average": "avg"}.get(metric.manual.over_time or "", "last")
    return maker.make(syntax.Apply(function, (name,), syntax.Span(0, 0)))


def entries_table(metric: str) -> str:
    """The name of the table that holds a manual metric's typed values."""
    return f"entries of {metric}"


def typed_metric(scope: Scope, leaf: Leaf) -> Metric | None:
    """The manual metric whose typed values a leaf reads, or None."""
    manual = (metric for metric in scope.definitions.metrics.values() if metric.manual is not None)
    return next((metric for metric in manual if entries_table(metric.key) == leaf.table), None)


def over_time_missing(typed: Metric, what: str) -> Refused:
    """The refusal to make one value of several typed ones where nothing says how."""
    assert typed.manual is not None
    every = typed.manual.every
    return refuse(
        "OVER_TIME_MISSING",
        f"{what}: {typed.key} is typed every {every} and does not say over_time.",
        typed.places.get("manual", typed.place),
        hint=f"Say over_time: last, sum or average under manual, or ask by {every}.",
    )


def on_leaves(tree: Tree, change: Callable[[Leaf], Leaf]) -> Tree:
    """The tree with every leaf changed."""
    if isinstance(tree, Leaf):
        return change(tree)
    if isinstance(tree, Call):
        return replace(tree, arguments=tuple(on_leaves(argument, change) for argument in tree.arguments))
    if isinstance(tree, At | Over | Whole):
        return replace(tree, of=on_leaves(tree.of, change))
    return tree


@dataclass(eq=False)
class Desugar:
    """One formula on its way to a tree; `own` collects the leaves written in it, not those of metrics it names."""

    scope: Scope
    metric: Metric
    formula: Formula
    route: tuple[str, ...]
    own: int = 0

    def tree(self, node: Syntax) -> Tree:
        """The tree of a node of the formula."""
        if isinstance(node, syntax.Constant):
            return self._number(node)
        if isinstance(node, syntax.Name):
            return self._metric(node)
        if node.function in AGGREGATES:
            self.own += 1
            return LeafMaker(self.scope, self.formula, self.metric).make(node)
        if node.function in ARITHMETIC:
            parts = tuple(self.tree(argument) for argument in node.arguments)
            check_numbers(self, node, parts)
            function = "ratio" if node.function == "/" else node.function
            return Call(function, parts, tuple(self._part_name(a) for a in node.arguments))
        build = calls.CALLS.get(node.function)
        if build is None:
            raise refuse(
                "NOT_OVER_METRICS",
                f"{node.function} works on rows, not on metrics.",
                self.place(node),
                hint=f"Use it inside an aggregate: sum({node.function}(…)).",
            )
        return build(self, node)

    def place(self, node: Syntax) -> Place:
        return place_of(self.formula, node)

    def _number(self, node: syntax.Constant) -> Tree:
        if isinstance(node.value, bool) or not isinstance(node.value, int | Decimal):
            raise refuse(
                "FORMULA_TYPE",
                "Between metrics only numbers may stand.",
                self.place(node),
                hint="Text and dates belong into a filter.",
            )
        return Number(Decimal(node.value))

    def _metric(self, node: syntax.Name) -> Tree:
        name = node.text
        if len(node.parts) == 2:
            raise refuse(
                "COLUMN_OUTSIDE_AGGREGATE",
                f"{name} is a column; a metric adds it up.",
                self.place(node),
                hint=f"Write sum({write(node)}), or another aggregate.",
            )
        if name not in self.scope.definitions.metrics and name in self.scope.tables:
            raise refuse(
                "TABLE_OUTSIDE_AGGREGATE",
                f"{name} is a table.",
                self.place(node),
                hint=f"Write count({write(node)}) for its number of rows.",
            )
        try:
            return metric_tree(self.scope, name, self.route)
        except Refused as refused:
            raise Refused(refused.finding.at(self.place(node))) from None

    def _part_name(self, node: Syntax) -> str | None:
        """How a missing part is called: the metric, or the text of the part where it is written out."""
        return node.text if isinstance(node, syntax.Name) else None


def is_balance(tree: Tree) -> bool:
    """Whether any leaf of the tree holds at an instant."""
    return Trait.BALANCE in traits(tree)


def additive_leaves(tree: Tree) -> bool:
    """Whether every leaf is a sum or a count."""
    kinds = {Aggregate.SUM, Aggregate.COUNT, Aggregate.COUNT_VALUES}
    return all(leaf.aggregate in kinds for leaf in leaves(tree))


def nodes(tree: Tree) -> Iterator[Tree]:
    """Every node, outermost first."""
    yield tree
    for child in children(tree):
        yield from nodes(child)

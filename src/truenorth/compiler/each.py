"""`each: { customer_id: order_count >= 2 }`: only rows of entities for which a condition over metrics holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from truenorth.compiler.scope import Scope
from truenorth.errors import Refused, refuse
from truenorth.expressions import place_of, result_type
from truenorth.model import syntax, types
from truenorth.model.metrics import Each, Metric
from truenorth.model.rows import Column, Op, Row, Value
from truenorth.model.trees import Aggregate, Call, Having, Leaf, Number, Tree

TreeOf = Callable[[str], Tree]
_ARITHMETIC = {"+": "+", "-": "-", "*": "*", "ratio": "/", "neg": "neg"}
_LOGIC = frozenset({"and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "between", "in"})


def having(scope: Scope, metric: Metric, leaf: Leaf, tree_of: TreeOf) -> tuple[Having, ...]:
    """The conditions that a leaf's entities have to satisfy, over the period read."""
    return tuple(_one(scope, metric, leaf, each, tree_of) for each in metric.each)


def _one(scope: Scope, metric: Metric, leaf: Leaf, each: Each, tree_of: TreeOf) -> Having:
    _column(scope, metric, leaf, each)
    reader = _Reader(scope, each, tree_of)
    condition = reader.row(each.condition.tree)
    if condition.type.kind is not types.Kind.BOOLEAN:
        raise refuse(
            "NOT_A_CONDITION",
            f"The condition of each has to be true or false: {each.condition.text!r}.",
            metric.places.get("each", metric.place),
            hint="Compare a metric with a number: order_count >= 2",
        )
    for part in reader.leaves:
        _column(scope, metric, part, each)
    return Having(each.column, tuple(reader.leaves), condition)


def _column(scope: Scope, metric: Metric, leaf: Leaf, each: Each) -> None:
    try:
        scope.column_on(leaf.table, (), each.column)
    except Refused as refused:
        raise Refused(refused.finding.at(metric.places.get("each", metric.place))) from None


@dataclass(eq=False)
class _Reader:
    scope: Scope
    each: Each
    tree_of: TreeOf
    leaves: list[Leaf] = field(default_factory=list)

    def row(self, node: syntax.Syntax) -> Row:
        """A condition over metrics as a row over the entity's own values."""
        if isinstance(node, syntax.Name):
            return self._tree(self._metric(node), node)
        if isinstance(node, syntax.Constant):
            if isinstance(node.value, bool) or (
                not isinstance(node.value, int | float) and not _is_decimal(node.value)
            ):
                raise self._refusal(node)
            return Value(node.value, types.INTEGER if isinstance(node.value, int) else types.decimal(6))
        if node.function not in _LOGIC and node.function not in ("+", "-", "*", "/", "neg"):
            raise self._refusal(node)
        arguments = tuple(self.row(argument) for argument in node.arguments)
        return Op(node.function, arguments, result_type(node.function, [a.type for a in arguments]))

    def _metric(self, node: syntax.Name) -> Tree:
        try:
            return self.tree_of(node.text)
        except Refused as refused:
            raise Refused(refused.finding.at(place_of(self.each.condition, node))) from None

    def _tree(self, tree: Tree, node: syntax.Syntax) -> Row:
        if isinstance(tree, Leaf) and tree.held is None and tree.after is None and not tree.having:
            return self._leaf(tree)
        if isinstance(tree, Number):
            return Value(tree.value, types.decimal(6))
        if isinstance(tree, Call) and tree.function in _ARITHMETIC:
            arguments = tuple(self._tree(argument, node) for argument in tree.arguments)
            function = _ARITHMETIC[tree.function]
            return Op(function, arguments, result_type(function, [a.type for a in arguments]))
        raise self._refusal(node)

    def _leaf(self, leaf: Leaf) -> Row:
        if leaf not in self.leaves:
            self.leaves.append(leaf)
        counted = leaf.of is None or leaf.aggregate in (Aggregate.COUNT_VALUES, Aggregate.COUNT_DISTINCT)
        kind = types.INTEGER if counted else leaf.of.type if leaf.of else types.INTEGER
        return Column(("each",), str(self.leaves.index(leaf)), kind)

    def _refusal(self, node: syntax.Syntax) -> Refused:
        return refuse(
            "EACH_CONDITION",
            "A condition of each compares metrics made of plain aggregates with numbers.",
            place_of(self.each.condition, node),
            hint="each: { customer_id: order_count >= 2 }",
        )


def _is_decimal(value: object) -> bool:
    from decimal import Decimal

    return isinstance(value, Decimal)

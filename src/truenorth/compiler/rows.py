"""Row-level formulas with their names resolved and their types known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from truenorth.compiler.empty import as_type, fitted
from truenorth.compiler.links import path
from truenorth.compiler.scope import Reached, Scope
from truenorth.errors import Refused, refuse
from truenorth.expressions import FUNCTIONS, place_of, result_type, write_name
from truenorth.model import syntax, types
from truenorth.model.rows import Column, Op, Row, Value
from truenorth.model.syntax import Formula, Syntax

_COMPARED = frozenset({"=", "<>", "<", "<=", ">", ">=", "in", "like", "between"})

Resolve = Callable[[syntax.Name], Row]
"""What a name in a row-level formula stands for."""


@dataclass(frozen=True)
class RowBuilder:
    """Builds rows of one formula; `resolve` says what names mean."""

    formula: Formula
    resolve: Resolve

    def build(self, node: Syntax) -> Row:
        """The typed row expression of a node; Refused, with its place, where it makes no sense."""
        try:
            return self._build(node)
        except Refused as refused:
            raise Refused(refused.finding.at(place_of(self.formula, node))) from None

    def _build(self, node: Syntax) -> Row:
        if isinstance(node, syntax.Constant):
            return Value(node.value, _type_of(node))
        if isinstance(node, syntax.Name):
            return self.resolve(node)
        function = FUNCTIONS.get(node.function)
        if function is not None and function.kind in ("aggregate", "metric"):
            raise refuse(
                "AGGREGATE_IN_ROW",
                f"{node.function} adds up rows and cannot stand inside a row-level expression.",
                hint="Define it as a metric, or roll the table up first (from:, one_row_per:, columns:).",
            )
        arguments = tuple(self._argument(node, argument) for argument in node.arguments)
        literals = [a.value if isinstance(a, Value) else None for a in arguments]
        arguments = fitted(node.function, arguments, literals)
        found = Op(node.function, arguments, result_type(node.function, [a.type for a in arguments], literals=literals))
        _check_digits(found)
        return found

    def _argument(self, node: syntax.Apply, argument: Syntax) -> Row:
        """An argument; a bare word that is compared with and means nothing may be a text without its quotes."""
        try:
            return self.build(argument)
        except Refused as refused:
            word = isinstance(argument, syntax.Name) and len(argument.parts) == 1 and argument is not node.arguments[0]
            if node.function not in _COMPARED or not word or refused.finding.code != "UNKNOWN_DIMENSION":
                raise
            hint = f"A text stands in single quotes: '{argument.text}'."  # type: ignore[union-attr]
            raise Refused(replace(refused.finding, hint=hint, nearest=())) from None

    def condition(self) -> Row:
        """The whole formula, which has to be true or false."""
        row = as_type(self.build(self.formula.tree), types.BOOLEAN)
        if row.type.kind not in (types.Kind.BOOLEAN, types.Kind.NULL):
            raise refuse(
                "NOT_A_CONDITION",
                f"A filter has to be true or false; {self.formula.text!r} is {row.type}.",
                place_of(self.formula, self.formula.tree),
                hint="Compare it with something: … = 'paid'.",
            )
        return row


def _check_digits(product: Op) -> None:
    """Refused where a product has more digits behind the point than any decimal."""
    behind = sum(argument.type.scale for argument in product.arguments)
    if product.function == "*" and product.type.kind is types.Kind.DECIMAL and behind > types.MOST_DIGITS:
        raise refuse(
            "NUMBER_TOO_LONG",
            f"A product with {behind} digits behind the point does not fit: {types.MOST_DIGITS} digits are the most.",
            hint="Round what is multiplied, as in round(orders.rate, 6).",
        )


def _type_of(node: syntax.Constant) -> types.Type:
    from datetime import date, datetime
    from decimal import Decimal

    value = node.value
    if value is None:
        return types.NULL
    if isinstance(value, bool):
        return types.BOOLEAN
    if isinstance(value, int):
        return types.INTEGER
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return types.decimal(max(0, -exponent) if isinstance(exponent, int) else 0)
    if isinstance(value, str):
        return types.TEXT
    if isinstance(value, datetime):
        return types.INSTANT if value.tzinfo else types.TIMESTAMP
    return types.DATE if isinstance(value, date) else types.DURATION


def rooted(row: Row, prefix: tuple[str, ...]) -> Row:
    """The same expression seen from further away: every column's path begins with `prefix`."""
    if not prefix:
        return row
    if isinstance(row, Column):
        return replace(row, path=prefix + row.path)
    if isinstance(row, Op):
        return replace(row, arguments=tuple(rooted(argument, prefix) for argument in row.arguments))
    return row


def dimension_row(scope: Scope, reached: Reached) -> Row:
    """A dimension as a row expression over the fact that reached it."""
    dimension = reached.dimension
    if dimension.formula is None:
        column = scope.column_on(reached.table, (), dimension.column or dimension.name, in_formula=False)
        return rooted(column, path(reached.route))
    inner = RowBuilder(dimension.formula, column_names(scope, reached.table))
    row = inner.build(dimension.formula.tree)
    key = scope.table(reached.table).one_row_per
    if reached.route and key:
        # A row without partner has no member, whatever the formula makes of nulls.
        partner = Op("is_not_null", (scope.column_on(reached.table, (), key[0]),), types.BOOLEAN)
        row = Op("case", (partner, row), row.type)
    return rooted(row, path(reached.route))


def column_names(scope: Scope, fact: str) -> Resolve:
    """Names in a definition: `table.column`, else a dimension by its bare or qualified name."""

    def resolve(name: syntax.Name) -> Row:
        if len(name.parts) == 1:
            return _bare(scope, fact, name.parts[0])
        head, column = name.parts[0], name.parts[1]
        route = scope.route(fact, head)
        if route is None:
            raise scope.unreachable(fact, head)
        try:
            return scope.column_on(fact, route, column)
        except Refused as refused:
            if refused.finding.code != "UNKNOWN_COLUMN":
                raise
            found = [r for r in scope.dimensions(fact) if r.route == route and r.dimension.name == column]
            if not found:
                raise
            return dimension_row(scope, found[0])

    return resolve


def _bare(scope: Scope, fact: str, name: str) -> Row:
    from truenorth.compiler.dimensions import find

    if name in scope.relations[scope.table(fact).key].columns:
        raise refuse(
            "BARE_COLUMN",
            f"{name} is a column of {fact}; columns are written with their table.",
            hint=f"Write {write_name((fact, name))}.",
            nearest=[write_name((fact, name))],
        )
    return dimension_row(scope, find(scope, name, {fact: fact})[fact])


def both(first: Row | None, second: Row | None) -> Row | None:
    """Both conditions, or the one there is."""
    if first is None or second is None:
        return first if second is None else second
    return Op("and", (first, second), types.BOOLEAN)

"""Amounts in several currencies: converted row by row, or refused where they would be added."""

from __future__ import annotations

from dataclasses import replace

from truenorth.compiler.rows import both
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused, refuse
from truenorth.model import types
from truenorth.model.rows import Column, Op, Row, walk
from truenorth.model.trees import COUNTS, Aggregate, Call, Leaf, Tree


def guarded(scope: Scope, leaf: Leaf) -> Tree:
    """A leaf over amounts with a currency: converted, null where a rate is missing, or held to one currency.

    Counts are the same in any currency, but for a filter that compares amounts.
    """
    amounts = _amounts(scope, leaf.table, leaf.where)
    if leaf.aggregate not in COUNTS:
        amounts += [a for a in _amounts(scope, leaf.table, leaf.of) if a not in amounts]
    if not amounts:
        return leaf
    broken = scope.definitions.broken.get("rates")
    if broken is not None:
        raise Refused(broken)
    if scope.definitions.rates is None:
        return _one_currency(leaf, amounts)
    if scope.definitions.currency is None:
        raise refuse(
            "NO_CURRENCY",
            "Amounts are converted, but the project does not say into which currency.",
            hint="Say currency: EUR in truenorth.yml.",
        )
    _check_rates(scope, leaf.table)
    if leaf.date is None:
        raise refuse(
            "NO_DATE",
            f"{leaf.table} has amounts in several currencies and no date, so no day's rate fits them.",
            scope.table(leaf.table).place,
            hint=f"Give {leaf.table} a date.",
        )
    converted = replace(leaf, of=_converted(leaf.of, amounts), where=_converted(leaf.where, amounts))
    return _rated(leaf, converted, amounts)


Amount = tuple[Column, Column]
"""An amount and its currency."""


def _amounts(scope: Scope, fact: str, row: Row | None) -> list[Amount]:
    found: list[Amount] = []
    for node in walk(row):
        if isinstance(node, Column):
            table = scope.table(_table_at(scope, fact, node.path))
            if node.name in table.currency_in:
                name = table.currency_in[node.name]
                scope.column(table.key, table.key, name)
                pair = (node, Column(node.path, name, types.TEXT))
                if pair not in found:
                    found.append(pair)
    return found


def _table_at(scope: Scope, fact: str, path: tuple[str, ...]) -> str:
    table = fact
    for role in path:
        table = next(link.table for link in scope.tables[table].links if link.role == role)
    return table


def _check_rates(scope: Scope, fact: str) -> None:
    rates = scope.definitions.rates
    assert rates is not None
    for column in (rates.date, rates.base, rates.quote, rates.rate):
        scope.column(rates.table, rates.table, column)
    if scope.relations[rates.table].engine != scope.relations[fact].engine:
        raise refuse(
            "RATES_ELSEWHERE",
            f"The rates in {rates.table} and the amounts in {fact} live on different engines.",
            rates.place,
            hint="Bring the rates into the source of the amounts.",
        )


def _one_currency(leaf: Leaf, amounts: list[Amount]) -> Tree:
    tree: Tree = leaf
    for _, currency in amounts:
        guard = replace(leaf, aggregate=Aggregate.COUNT_DISTINCT, of=currency, parameter=None)
        tree = Call("one_currency", (tree, guard), (None, None))
    return tree


def _rated(leaf: Leaf, converted: Leaf, amounts: list[Amount]) -> Tree:
    """The converted leaf with a count of the rows that have an amount and no rate."""
    tree: Tree = converted
    for amount, currency in amounts:
        known = Op("is_not_null", (amount,), types.BOOLEAN)
        lost = Op("is_null", (_convert(amount, currency),), types.BOOLEAN)
        where = _converted(leaf.where, [pair for pair in amounts if pair != (amount, currency)])
        in_question = where if amount not in list(walk(leaf.where)) else None
        guard = replace(
            leaf, aggregate=Aggregate.COUNT, of=None, where=both(in_question, both(known, lost)), parameter=None
        )
        tree = Call("rated", (tree, guard), (None, None))
    return tree


def _convert(amount: Column, currency: Column) -> Row:
    return Op("convert", (amount, currency), types.decimal(12))


def _converted(row: Row | None, amounts: list[Amount]) -> Row | None:
    """The row with every amount converted; a test for null looks at the amount itself."""
    if isinstance(row, Column):
        return next((_convert(amount, currency) for amount, currency in amounts if amount == row), row)
    if isinstance(row, Op) and row.function not in ("is_null", "is_not_null"):
        arguments = (_converted(argument, amounts) for argument in row.arguments)
        return replace(row, arguments=tuple(a for a in arguments if a is not None))
    return row


WRAPPERS = frozenset({"fill", "one_currency", "rated"})
"""Calls that guard a value and are no formula."""

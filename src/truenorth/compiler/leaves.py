"""Aggregates in a formula become leaves: which table they add up, by which date, filtered how."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from truenorth.compiler.currencies import guarded
from truenorth.compiler.empty import NUMBER, as_type
from truenorth.compiler.rows import RowBuilder, both, column_names
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused, nearest_names, refuse
from truenorth.expressions import names, place_of, write, write_name
from truenorth.model import syntax
from truenorth.model.metrics import Metric
from truenorth.model.rows import Column, Row, walk
from truenorth.model.syntax import Formula
from truenorth.model.tables import DateRule, SpanRule, Table
from truenorth.model.trees import Aggregate, Call, Leaf, Tree
from truenorth.model.types import Kind

_PLAIN = {
    "sum": Aggregate.SUM,
    "min": Aggregate.MIN,
    "max": Aggregate.MAX,
    "stddev": Aggregate.STDDEV,
    "variance": Aggregate.VARIANCE,
    "first": Aggregate.FIRST,
    "last": Aggregate.LAST,
    "count_distinct": Aggregate.COUNT_DISTINCT,
}
_NUMERIC = {Aggregate.SUM, Aggregate.STDDEV, Aggregate.VARIANCE, Aggregate.PERCENTILE}


@dataclass(frozen=True, eq=False)
class LeafMaker:
    """Makes the leaves of one formula. `fact` is given where the table is known (rolled-up columns)."""

    scope: Scope
    formula: Formula
    metric: Metric | None = None
    fact: str | None = None

    def make(self, node: syntax.Apply) -> Tree:
        """The tree of an aggregate: one leaf, or for an average the ratio of two."""
        try:
            return self._make(node)
        except Refused as refused:
            raise Refused(refused.finding.at(place_of(self.formula, node))) from None

    def _make(self, node: syntax.Apply) -> Tree:
        if node.function == "count":
            return self._count(node)
        fact = self.fact or self.fact_of(node)
        of = self._row(fact, node.arguments[0])
        aggregate = _PLAIN.get(node.function)
        if aggregate is None or aggregate in _NUMERIC:
            of = as_type(of, NUMBER)
        if node.function == "avg":
            self._needs_number(node, fact, of)
            parts = (self._leaf(fact, Aggregate.SUM, of), self._leaf(fact, Aggregate.COUNT_VALUES, of))
            return Call("ratio", parts, (None, None))
        if node.function in ("median", "percentile"):
            self._needs_number(node, fact, of)
            share = Decimal(50) if node.function == "median" else self._percentile(node)
            return self._leaf(fact, Aggregate.PERCENTILE, of, parameter=share)
        assert aggregate is not None
        if aggregate in _NUMERIC:
            self._needs_number(node, fact, of)
        if aggregate is Aggregate.SUM:
            self._not_repeated(fact, node, of)
        return self._leaf(fact, aggregate, of)

    def _count(self, node: syntax.Apply) -> Tree:
        """`count(orders)` counts rows, `count(orders.amount)` the rows where it is not null."""
        argument = node.arguments[0]
        if isinstance(argument, syntax.Name) and len(argument.parts) == 1:
            name = argument.parts[0]
            if self.fact is not None and name != self.fact:
                raise refuse("NOT_ITS_TABLE", f"Rows of {self.fact} are rolled up here, not of {name}.")
            return self._leaf(self.scope.table(name).key, Aggregate.COUNT, None)
        fact = self.fact or self.fact_of(node)
        return self._leaf(fact, Aggregate.COUNT_VALUES, self._row(fact, argument))

    def fact_of(self, node: syntax.Syntax) -> str:
        """The one table from which all others named in an aggregate are reachable."""
        heads = list(dict.fromkeys(name.parts[0] for name in names(node) if len(name.parts) == 2))
        if not heads:
            raise refuse(
                "NO_TABLE",
                "This aggregate names no table.",
                place_of(self.formula, node),
                hint="Write count(orders) to count rows, or table.column inside the aggregate.",
            )
        for head in heads:
            if head in self.scope.tables:
                self.scope.table(head)
        facts = [
            head
            for head in heads
            if head in self.scope.tables and all(self.scope.route(head, other) is not None for other in heads)
        ]
        if len(facts) == 1:
            return facts[0]
        known = [head for head in heads if head in self.scope.tables]
        unknown = [head for head in heads if head not in self.scope.tables]
        if not known or (unknown and len(heads) == 1):
            raise self.scope.unreachable(known[0] if known else unknown[0], unknown[0])
        raise refuse(
            "NO_SINGLE_FACT",
            f"{' and '.join(heads)} are not linked so that one of them is the many side of all others.",
            place_of(self.formula, node),
            hint="Declare belongs_to, or define one metric over each table and combine the metrics.",
        )

    def _row(self, fact: str, node: syntax.Syntax) -> Row:
        return RowBuilder(self.formula, column_names(self.scope, fact)).build(node)

    def _leaf(self, fact: str, aggregate: Aggregate, of: Row | None, *, parameter: Decimal | None = None) -> Tree:
        table = self.scope.table(fact)
        date = date_name(table, self.metric.date if self.metric else None, self.metric)
        where = condition(self.scope, fact, self.metric.filter) if self.metric and self.metric.filter else None
        approximate = bool(self.metric and self.metric.approximate)
        return guarded(self.scope, Leaf(fact, aggregate, date, of, where, parameter, approximate=approximate))

    def _percentile(self, node: syntax.Apply) -> Decimal:
        share = node.arguments[1]
        if isinstance(share, syntax.Constant) and isinstance(share.value, int | Decimal) and 0 <= share.value <= 100:
            return Decimal(share.value)
        raise refuse(
            "PERCENTILE_SHARE",
            "The second argument of percentile is a number from 0 to 100.",
            place_of(self.formula, share),
            hint="percentile(orders.amount, 95)",
        )

    def _not_repeated(self, fact: str, node: syntax.Apply, of: Row) -> None:
        """Refused where only numbers are added that an unpivot repeats on every row that it makes of one."""
        repeated = self.scope.relations[fact].repeated
        columns = [each for each in walk(of) if isinstance(each, Column)]
        if not columns or not all(not each.path and each.name in repeated for each in columns):
            return
        parts = repeated[columns[0].name]
        where = condition(self.scope, fact, self.metric.filter) if self.metric and self.metric.filter else None
        if any(isinstance(each, Column) and not each.path and each.name in parts for each in walk(where)):
            return
        what, part = write(node.arguments[0]), write_name((fact, parts[0]))
        one = "'…'" if self.scope.column_on(fact, (), parts[0]).type.kind is Kind.TEXT else "…"
        raise refuse(
            "NUMBER_REPEATED",
            f"{what} stands on every row that unpivot made of one, so its sum would count it once for each {parts[0]}.",
            place_of(self.formula, node.arguments[0]),
            hint=f"Write max({what}), or add it up for one of them: filter: {part} = {one}.",
        )

    def _needs_number(self, node: syntax.Apply, fact: str, of: Row) -> None:
        if not of.type.is_number:
            what = write(node.arguments[0])
            told = self._told(fact, of)
            raise refuse(
                "FORMULA_TYPE",
                f"{node.function} needs numbers; {what} is {of.type}.",
                place_of(self.formula, node.arguments[0]),
                hint=told or f"Cast it ({node.function}(cast({what} as decimal))), or count it: count({what}).",
            )

    def _told(self, fact: str, of: Row) -> str | None:
        """What loading said of a column that it left as text, with the cell that is no number."""
        if not isinstance(of, Column):
            return None
        table = fact
        for role in of.path:
            table = next(link.table for link in self.scope.tables[table].links if link.role == role)
        found = (each for each in self.scope.relations[table].findings if of.name in each.columns)
        return next((f"{each.message} {(each.hint or '').capitalize()}".strip() for each in found), None)


def condition(scope: Scope, fact: str, formula: Formula) -> Row:
    """A filter as a row expression over a fact."""
    return RowBuilder(formula, column_names(scope, fact)).condition()


def date_name(table: Table, wanted: str | None, metric: Metric | None) -> str | None:
    """The name of the date a leaf is read by: the metric's own, else the table's main one."""
    main = table.date.name if table.date else None
    if wanted is None:
        return main
    known = table_dates(table)
    if wanted in known:
        return wanted
    place = metric.places.get("date", metric.place) if metric else table.place
    raise refuse(
        "UNKNOWN_DATE",
        f"{table.key} has no date {wanted}.",
        place,
        nearest=nearest_names(wanted, known),
        hint=f"Its dates: {', '.join(known) or 'none'}. Further ones are named in other_dates.",
    )


def table_dates(table: Table) -> dict[str, DateRule]:
    """Every date of a table by its name, the main one first."""
    rules: list[DateRule] = []
    if isinstance(table.date, SpanRule):
        rules += [table.date.begins, table.date.ends]
    elif table.date is not None:
        rules.append(table.date)
    return {rule.name: rule for rule in (*rules, *table.other_dates)}


def narrowed(leaf: Leaf, where: Row | None) -> Leaf:
    """The leaf with one more condition."""
    from dataclasses import replace

    return leaf if where is None else replace(leaf, where=both(leaf.where, where))

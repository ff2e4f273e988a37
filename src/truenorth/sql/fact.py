"""The rows of one table that count, joined many→one to what their expressions speak of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from truenorth.errors import refuse
from truenorth.model.relations import Relation
from truenorth.model.rows import Column, Row
from truenorth.model.tables import DateRule, SpanRule, Table
from truenorth.model.types import DATE, TIMESTAMP, Kind, Type
from truenorth.sql.clocks import bound, convert
from truenorth.sql.dates import date_rule, dated, from_parts, with_time
from truenorth.sql.dialects import Dialect
from truenorth.sql.printer import Printer
from truenorth.sql.text import dotted, ident, indent, remark, select
from truenorth.sql.world import World


@dataclass(eq=False)
class Ctes:
    """The common table expressions of one query, in order, each with a remark that says what it is."""

    texts: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, name: str, text: str, says: str) -> str:
        """The name under which the text can be read."""
        self.texts.setdefault(name, (text, says))
        return ident(name)

    def with_clause(self) -> str:
        """`WITH …`, or nothing."""
        if not self.texts:
            return ""
        parts = [f"{remark(says)}\n{ident(name)} AS (\n{indent(text)}\n)" for name, (text, says) in self.texts.items()]
        return "WITH\n" + ",\n".join(parts) + "\n"


@dataclass(eq=False)
class Fact:
    """One table in a FROM clause, with the joins that its expressions ask for while they are written."""

    world: World
    table: str
    ctes: Ctes
    alias: str = ""
    prefix: str = ""  # before the names of joined tables, where one query stands inside another
    edges: tuple[str, str] | None = None
    joins: dict[tuple[str, ...], str] = field(default_factory=dict)
    aliases: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.alias = self.alias or self.table

    @property
    def dialect(self) -> Dialect:
        return self.world.dialect(self.table)

    @property
    def printer(self) -> Printer:
        return Printer(self.dialect, self.world.calendar, self.column, self.edges, self.world.holidays, self._converted)

    def text(self, row: Row) -> str:
        """A row expression over this fact."""
        return self.printer.text(row)

    def condition(self, row: Row) -> str:
        """A condition over this fact, where only what is true is kept."""
        return self.printer.condition(row)

    def column(self, column: Column) -> str:
        """A column's text; an empty one takes the type asked, a wall clock of another zone is the instant it is."""
        table = self._table_at(column.path)
        text = f"{self._alias_of(column.path)}.{ident(column.name)}"
        stored = self.world.relations[table].columns.get(column.name, column.type)
        if stored.kind is Kind.NULL and column.type.kind is not Kind.NULL:
            return f"CAST({text} AS {self.dialect.type_name(column.type)})"
        if column.type.kind is Kind.INSTANT and stored.kind is Kind.TIMESTAMP:
            rule = date_rule(self.world.tables[table], column.name)
            return dated(self.dialect, self.world.calendar.zone, rule, text, stored)[0]
        return text

    def join_once(self, key: tuple[str, ...], join: Callable[[str], str]) -> str:
        """The alias of a join that is not along a link; the same key joins once."""
        alias = f"{self.prefix}{key[0]} {1 + sum(1 for k in self.joins if k[0] == key[0])}"
        known = self.aliases.setdefault(key, ident(alias))
        if key not in self.joins:
            self.joins[key] = join(known)
        return known

    def _converted(self, amount: Column, currency: Column) -> str:
        from truenorth.sql.rates import converted

        table = self.world.tables[self._table_at(amount.path)]
        if table.date is None:
            raise refuse(
                "NO_DATE", f"{table.key} has amounts in several currencies and no date to convert them at.", table.place
            )
        day = convert(*self.moment(table.date.name, amount.path), DATE, self.world.calendar.zone)
        return converted(self, self.column(amount), amount.type, self.column(currency), day)

    def moment(self, name: str, path: tuple[str, ...] = ()) -> tuple[str, Type]:
        """One of the table's dates: its text and its kind."""
        table = self.world.tables[self._table_at(path)]
        rule = date_rule(table, name)
        if rule.table is not None:
            role = next(r for r in (*(link.role for link in table.links), rule.table) if r == rule.table)
            return self.moment(rule.column, (*path, role))
        return self._dated(rule, table, path)

    def _dated(self, rule: DateRule, table: Table, path: tuple[str, ...]) -> tuple[str, Type]:
        alias, stored = self._alias_of(path), partial(self.world.stored, table.key)
        if rule.parts:
            parts = [(f"{alias}.{ident(part)}", stored(part)) for part in rule.parts]
            return from_parts(self.dialect, parts), DATE
        text = f"{alias}.{ident(rule.column)}"
        found, kind = dated(self.dialect, self.world.calendar.zone, rule, text, stored(rule.column))
        if rule.time is not None:
            return with_time(found, f"{alias}.{ident(rule.time)}", stored(rule.time)), TIMESTAMP
        return found, kind

    def _table_at(self, path: tuple[str, ...]) -> str:
        table = self.table
        for role in path:
            table = self.world.link(table, role).table
        return table

    def _alias_of(self, path: tuple[str, ...]) -> str:
        if not path:
            return ident(self.alias)
        name = self.prefix + ("_".join(path) if path != (self.alias,) else f"{path[0]}_")
        if path not in self.joins:
            self.joins[path] = ""  # its place in the order of joins: after what it joins to
            self._alias_of(path[:-1])
            self.joins.pop(path)
            self.joins[path] = self._join(path, name)
        return ident(name)

    def _join(self, path: tuple[str, ...], name: str) -> str:
        many, role = self._table_at(path[:-1]), path[-1]
        link = self.world.link(many, role)
        before = self._alias_of(path[:-1])
        pairs = zip(link.columns, self.world.key(link.table), strict=True)
        conditions = [f"{before}.{ident(ours)} = {ident(name)}.{ident(theirs)}" for ours, theirs in pairs]
        one = self.world.tables[link.table]
        if isinstance(one.date, SpanRule):
            conditions += self._holding_at(path, one.date, name)
        source = counted(self.world, link.table, self.ctes)
        return f"LEFT JOIN {source} AS {ident(name)} ON {' AND '.join(conditions)}"

    def _holding_at(self, path: tuple[str, ...], spans: SpanRule, name: str) -> list[str]:
        """The row of a span table that holds at the date of the row which belongs to it."""
        many = self.world.tables[self._table_at(path[:-1])]
        assert many.date is not None
        zone = self.world.calendar.zone
        at = convert(*self.moment(many.date.name, path[:-1]), TIMESTAMP, zone)
        saved, self.joins[path] = self.joins.get(path), f"as {name}"
        begins, ends = (
            convert(*self._dated(rule, self.world.tables[self._table_at(path)], path), TIMESTAMP, zone)
            for rule in (spans.begins, spans.ends)
        )
        if saved is None:
            self.joins.pop(path)
        until = f"{ends} + INTERVAL '1 day'" if spans.to_included else ends
        return [f"{begins} <= {at}", f"({ends} IS NULL OR {at} < {until})"]

    def from_clause(self) -> list[str]:
        """FROM and its joins; ask after every expression has been written."""
        base = f"FROM {known(self.world, self.table, self.ctes)} AS {ident(self.alias)}"
        return [base, *self.joins.values()]

    def counting(self, dated: str | None = None) -> list[str]:
        """The conditions under which a row counts: not dated after the time of knowledge, and the table's filter.

        A row without a date counts; one that is read by that very date, which `dated` names, is in no period anyway.
        """
        table = self.world.tables[self.table]
        conditions = []
        if table.date is not None:
            text, kind = self.moment(table.date.name)
            before = f"{text} < {bound(self.world.calendar, self.known_until(table), kind)}"
            conditions.append(before if dated == table.date.name else f"({text} IS NULL OR {before})")
        own = self.world.filters.get(self.table)
        if own is not None:
            conditions.append(self.condition(own))
        return conditions

    def known_until(self, table: Table) -> datetime:
        """The instant before which a row has to be dated to count: a row that covers a month is known at its end."""
        calendar, as_of = self.world.calendar, self.world.as_of
        cover = table.date.rows_cover if isinstance(table.date, DateRule) else None
        return as_of if cover is None else calendar.midnight(calendar.floor(cover, calendar.day(as_of)))


def known(world: World, table: str, ctes: Ctes) -> str:
    """All rows of a table as known at the time asked: the relation, its newest versions, or its roll-up."""
    declared, relation = world.tables[table], world.relations[table]
    if declared.rolled_up_from is not None:
        from truenorth.sql.rolled_up import rolled_up

        return ctes.add(table, rolled_up(world, declared, ctes), f"{table}: one row for each key")
    base = base_of(world, relation, ctes)
    if declared.known_from is None:
        return base
    return ctes.add(
        f"{table} as known",
        _newest(world, declared, relation, base),
        f"{table}: the newest row of each key known by then",
    )


def base_of(world: World, relation: Relation, ctes: Ctes) -> str:
    """The relation as it lies on its engine."""
    if relation.extract is not None:
        return world.dialect(relation.table).extract(relation.extract)
    if relation.view is not None:
        return ctes.add(f"{relation.table} as viewed", relation.view, f"{relation.table}: the view in the project")
    return dotted(relation.name or (relation.table,))


def _newest(world: World, table: Table, relation: Relation, base: str) -> str:
    assert table.known_from is not None
    column = ident(table.known_from)
    text, kind = dated(
        world.dialect(table.key), world.calendar.zone, date_rule(table, table.known_from), column,
        world.stored(table.key, table.known_from),
    )  # fmt: skip
    keys = ", ".join(ident(key) for key in table.one_row_per)
    names = ", ".join(ident(name) for name in relation.columns)
    ranked = select(
        [names, f"RANK() OVER (PARTITION BY {keys} ORDER BY {text} DESC) AS {ident('age of version')}"],
        [f"FROM {base} AS {ident(table.key)}"],
        [f"{text} < {bound(world.calendar, world.as_of, kind)}"],
    )
    return f"SELECT {names}\nFROM (\n{indent(ranked)}\n) AS {ident('versions')}\nWHERE {ident('age of version')} = 1"


def counted(world: World, table: str, ctes: Ctes) -> str:
    """The rows of a table that count, for joining to: filtered, and not dated after the time of knowledge."""
    declared = world.tables[table]
    if world.filters.get(table) is None and declared.date is None:
        return known(world, table, ctes)
    fact = Fact(world, table, ctes)
    where = fact.counting()
    text = select([f"{ident(table)}.*"], fact.from_clause(), where)
    return ctes.add(f"{table} that count", text, f"{table}: the rows that count")

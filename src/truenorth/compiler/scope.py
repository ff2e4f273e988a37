"""Names, as seen from a fact: tables, roles, columns and dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from truenorth.compiler.links import Route, ending_table, path, route_to, routes
from truenorth.errors import Finding, Level, Refused, nearest_names, refuse
from truenorth.expressions import write_name
from truenorth.model.definitions import Definitions
from truenorth.model.relations import Relation, Survey
from truenorth.model.rows import Column
from truenorth.model.tables import Dimension, SpanRule, Table
from truenorth.model.trees import Tree
from truenorth.model.types import INSTANT, Kind, Type


@dataclass(frozen=True)
class Reached:
    """A dimension as reached from a fact: its identity (joined `same_as` dimensions share one), route and table."""

    identity: str
    route: Route
    table: str
    dimension: Dimension


@dataclass(frozen=True, eq=False)
class Scope:
    """The definitions with what is known of the tables' columns and dates (both looked up when needed)."""

    definitions: Definitions
    relations: Mapping[str, Relation]
    surveys: Mapping[str, Survey]
    age: int | None = None  # at which retention matrices are read
    trees: dict[tuple[str, int | None], Tree] = field(default_factory=dict)  # of metrics at an age, made once

    @property
    def tables(self) -> Mapping[str, Table]:
        return self.definitions.tables

    def table(self, key: str) -> Table:
        """The table, or Refused where its definition is broken or missing."""
        broken = self.definitions.broken.get(f"table:{key}")
        if broken is not None:
            raise Refused(broken)
        if key not in self.tables:
            raise refuse(
                "UNKNOWN_TABLE",
                f"There is no table {key}.",
                nearest=(near := nearest_names(key, self.tables)),
                hint=f"Did you mean {near[0]}?" if near else None,
            )
        return self.tables[key]

    def column(self, fact: str, table_name: str, column: str) -> Column:
        """`table.column` as seen from `fact`; Refused where the table is not reachable or lacks the column."""
        route = self.route(fact, table_name)
        if route is None:
            raise self.unreachable(fact, table_name)
        return self.column_on(fact, route, column)

    def column_on(self, fact: str, route: Route, column: str, *, in_formula: bool = True) -> Column:
        """A column of the table at the end of a route; a refusal spells names as formulas write them, or keys."""
        self.usable(fact, route)
        key = ending_table(fact, route)
        relation = self.relations[self.table(key).key]
        if column in relation.columns:
            return Column(path(route), column, _read_as(self.table(key), column, relation.columns[column]))
        unusable = relation.unusable.get(column)
        if unusable is not None:
            raise Refused(replace(unusable, level=Level.ERROR))
        raise _no_column(key, column, list(relation.columns), in_formula=in_formula)

    def usable(self, fact: str, route: Route) -> None:
        """Refused where a link of the route, or a table that it leads to, is broken."""
        many = fact
        for link in route:
            broken = self.definitions.broken.get(f"link:{many}.{link.role}")
            if broken is not None:
                raise Refused(broken)
            many = self.table(link.table).key

    def broken_towards(self, fact: str, name: str) -> Finding | None:
        """The finding on a broken link, or on a broken table, by which `name` would be reached from `fact`."""
        broken = self.definitions.broken
        if f"table:{name}" in broken:
            return broken[f"table:{name}"]
        if fact not in self.tables:
            return None
        for route in routes(self.tables, fact):
            many = ending_table(fact, route)
            for link in self.tables[many].links:
                if name in (link.role, link.table) and (found := broken.get(f"link:{many}.{link.role}")) is not None:
                    return found
        return None

    def route(self, fact: str, name: str) -> Route | None:
        """The one usable route from `fact` to the table or role called `name`, or None where there is none."""
        try:
            route = route_to(self.tables, fact, name)
        except Refused as refused:
            broken = self.broken_towards(fact, name)
            raise Refused(broken or refused.finding) from None
        self.usable(fact, route or ())
        return route

    def unreachable(self, fact: str, name: str) -> Refused:
        """The refusal for a table that no link leads to."""
        broken = self.broken_towards(fact, name)
        if broken is not None:
            return Refused(broken)
        if name in self.tables and route_exists(self.tables, name, fact):
            return refuse(
                "MANY_SIDE",
                f"{name} is on the many side of {fact}: one row of {fact} has many of {name}.",
                hint=f"Define the metric over {name}, or roll {name} up to one row per key of {fact}.",
            )
        if name in self.tables:
            return refuse(
                "NOT_REACHABLE",
                f"{name} is not linked to {fact}.",
                hint=f"Declare belongs_to on {fact}, from many rows to one of {name}.",
            )
        roles = {r[-1].role for r in routes(self.tables, fact) if r}
        near = nearest_names(name, {*self.tables, *roles})
        near = tuple(write_name((each,)) for each in near)
        hint = f"Did you mean {near[0]}?" if near else f"The tables: {', '.join(sorted(self.tables))}."
        return refuse("UNKNOWN_TABLE", f"There is no table {name}.", nearest=near, hint=hint)

    def dimensions(self, fact: str) -> Iterator[Reached]:
        """Every dimension reachable from `fact`, the nearest first."""
        for route in routes(self.tables, fact):
            table = self.tables[ending_table(fact, route)]
            role = route[-1].role if route else table.key
            for dimension in table.dimensions:
                name = f"{table.key}.{dimension.name}"
                identity = self._joined.get(name, name) if role == table.key else f"{role}.{dimension.name}"
                yield Reached(identity, route, table.key, dimension)

    @cached_property
    def _joined(self) -> dict[str, str]:
        """Every dimension that `same_as` joins → the first name of its group."""
        group: dict[str, set[str]] = {}
        for table in self.tables.values():
            for dimension in table.dimensions:
                if dimension.same_as:
                    names = {f"{table.key}.{dimension.name}", dimension.same_as}
                    merged = set().union(*(group.get(name, {name}) for name in names))
                    group.update(dict.fromkeys(merged, merged))
        return {name: min(names) for name, names in group.items()}

    def all_dimension_names(self, facts: Iterable[str]) -> list[str]:
        """Names for hints: those reachable from any of the facts, bare and qualified."""
        names: set[str] = set()
        for fact in facts:
            for reached in self.dimensions(fact):
                role = reached.route[-1].role if reached.route else reached.table
                names |= {reached.dimension.name, f"{role}.{reached.dimension.name}"}
        return sorted(names)


def _read_as(table: Table, column: str, stored: Type) -> Type:
    """A wall clock of another zone (`stored_in`) is read as the instant it is, wherever the column stands."""
    if stored.kind is not Kind.TIMESTAMP:
        return stored
    rules = [table.date.begins, table.date.ends] if isinstance(table.date, SpanRule) else [table.date]
    known = [rule for rule in (*rules, *table.other_dates) if rule is not None and rule.column == column]
    return INSTANT if any(rule.stored_in and rule.table is None for rule in known) else stored


def _no_column(table: str, column: str, known: list[str], *, in_formula: bool) -> Refused:
    """The refusal of a column that is not there, with the nearest ones as they are to be written."""

    def spelled(name: str) -> str:
        return write_name((table, name)).removeprefix(f"{write_name((table,))}.") if in_formula else name

    near = nearest_names(column, known)
    cut = next((name for name in known if name.startswith(f"{column} #")), None)
    if cut is not None:
        name = f"{write_name((table,))}.{spelled(cut)}" if in_formula else cut
        hint = f'`#` after a blank began a comment: write "{name}" in quotes.'
    else:
        hint = f"Did you mean {spelled(near[0])}?" if near else f"Its columns: {', '.join(map(spelled, known[:12]))}."
    return refuse(
        "UNKNOWN_COLUMN", f"{table} has no column {column}.", hint=hint, nearest=[spelled(name) for name in near]
    )


def route_exists(tables: Mapping[str, Table], start: str, end: str) -> bool:
    """Whether links lead from one table to another."""
    return any(ending_table(start, route) == end for route in routes(tables, start))

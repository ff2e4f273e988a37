"""What a table's definition promises, held against the columns that are there: what no question could use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from truenorth.compiler.columns import missing_columns, same_type
from truenorth.compiler.dimensions import check_same_type
from truenorth.compiler.filters import rolled_columns, table_filter
from truenorth.compiler.links import Route, path, routes
from truenorth.compiler.rows import dimension_row
from truenorth.compiler.scope import Reached, Scope
from truenorth.errors import Finding, Place, Refused
from truenorth.model.tables import Dimension, Link, SpanRule, Table


def check_table(scope: Scope, key: str) -> list[Finding]:
    """Findings on a table's columns, links, dimensions and filter."""
    table = scope.table(key)
    findings = missing_columns(scope, key)
    broken = scope.definitions.broken
    for link in table.links:
        if f"link:{key}.{link.role}" not in broken:
            findings += _found(partial(_link, scope, table, link), link.place)
    for dimension in table.dimensions:
        findings += _found(partial(_dimension, scope, table, dimension), dimension.place)
    if table.filter is not None:
        findings += _found(partial(table_filter, scope, key), table.place)
    if table.rolled_up_from is not None:
        findings += _found(partial(rolled_columns, scope, key), table.place)
    return findings + list(_two_routes(scope, table))


def _found(look: Callable[[], object], place: Place) -> list[Finding]:
    try:
        look()
    except Refused as refused:
        return [refused.finding.at(place)]
    return []


def _link(scope: Scope, table: Table, link: Link) -> None:
    one = scope.table(link.table)
    begins = one.date.begins.column if isinstance(one.date, SpanRule) else None
    key = [column for column in one.one_row_per if column != begins]
    if len(key) == len(link.columns):
        for ours, theirs in zip(link.columns, key, strict=True):
            same_type(scope, (table.key, ours), (one.key, theirs), link.place)


def _dimension(scope: Scope, table: Table, dimension: Dimension) -> None:
    row = dimension_row(scope, Reached(f"{table.key}.{dimension.name}", (), table.key, dimension))
    if dimension.same_as is None:
        return
    other, _, name = dimension.same_as.partition(".")
    for theirs in scope.table(other).dimensions:
        if theirs.name == name:
            reached = Reached(dimension.same_as, (), other, theirs)
            mine = f"{table.key}.{dimension.name}"
            check_same_type(((mine, row.type), (dimension.same_as, dimension_row(scope, reached).type)))


def _is_broken(scope: Scope, table: Table, route: Route) -> bool:
    try:
        scope.usable(table.key, route)
    except Refused:
        return True
    return False


def _two_routes(scope: Scope, table: Table) -> Iterator[Finding]:
    """A finding for each table that two routes from here lead to without different roles.

    Routes that part further out are found at the table where they part, those that meet earlier where they meet.
    """
    by_role: dict[str, list[Route]] = {}
    for route in routes(scope.tables, table.key):
        if route and not _is_broken(scope, table, route):
            by_role.setdefault(route[-1].role, []).append(route)
    for role, ways in by_role.items():
        part = len({way[0] for way in ways}) > 1
        meet = len({way[-1] for way in ways}) > 1
        if len(ways) > 1 and part and meet:
            shown = " and ".join(" → ".join((table.key, *path(way))) for way in ways[:3])
            yield Finding(
                "LINK_AMBIGUOUS",
                f"{role} is reached from {table.key} in {len(ways)} ways: {shown}.",
                ways[0][0].place,
                hint="Give each link a role: belongs_to: [{ column: …, table: …, as: … }].",
            )

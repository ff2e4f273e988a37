"""No join multiplies rows: the one side of every link used has to be unique."""

from __future__ import annotations

from collections.abc import Iterable

from truenorth.compiler.columns import date_route, same_type
from truenorth.compiler.filters import rolled_columns, table_filter
from truenorth.compiler.leaves import table_dates
from truenorth.compiler.links import path
from truenorth.compiler.scope import Scope
from truenorth.errors import refuse
from truenorth.model.rows import Column, Row, walk
from truenorth.model.tables import Link, SpanRule, Table
from truenorth.model.trees import Leaf


def check_links(scope: Scope, metric: str, leaf: Leaf, by: Iterable[Row] = ()) -> None:
    """Refused where a link that reading the leaf needs, split by `by`, leads to a table whose key repeats."""
    _check_table(scope, metric, leaf.table, leaf.date, (leaf.of, leaf.where, *by))
    if leaf.after is not None:
        _check_table(scope, metric, leaf.after.table, leaf.after.date, (leaf.after.where,))
    for having in leaf.having:
        for part in having.leaves:
            check_links(scope, metric, part)


def _check_table(scope: Scope, metric: str, key: str, date: str | None, rows: Iterable[Row | None]) -> None:
    """The links of the rows' columns, of the date, of the table's own filter and of what it is rolled up from."""
    table = scope.table(key)
    own = None if table.filter is None else table_filter(scope, key)
    paths = {node.path for row in (*rows, own) for node in walk(row) if isinstance(node, Column)}
    rule = table_dates(table).get(date) if date is not None else None
    if rule is not None and rule.table is not None:
        paths.add(path(date_route(scope, table, rule)))
    for each in sorted(paths):
        check_path(scope, metric, key, each)
    if table.rolled_up_from is not None:
        for _, leaf in rolled_columns(scope, key):
            check_links(scope, metric, leaf)


def check_path(scope: Scope, metric: str, fact: str, roles: tuple[str, ...]) -> None:
    """Refused where a link along the path leads to a table that is not unique by its key."""
    table = fact
    for role in roles:
        link = next(link for link in scope.table(table).links if link.role == role)
        check_link(scope, metric, table, link)
        table = link.table


def check_link(scope: Scope, metric: str, many: str, link: Link) -> None:
    """Refused where a link does not fit its table's key, joins two engines, or the key repeats."""
    one = scope.table(link.table)
    key = one.one_row_per
    if isinstance(one.date, SpanRule):
        key = tuple(column for column in key if column != one.date.begins.column)
    if len(key) != len(link.columns):
        raise refuse(
            "LINK_KEY",
            f"{many} names {len(link.columns)} column(s) for {link.table}, whose key has {len(key) or 'none'}.",
            link.place,
            hint=f"Say one_row_per on {link.table}, and name as many columns in belongs_to.",
        )
    for ours, theirs in zip(link.columns, key, strict=True):
        same_type(scope, (many, ours), (link.table, theirs), link.place)
    engines = scope.relations[many].engine, scope.relations[link.table].engine
    if engines[0] != engines[1]:
        raise refuse(
            "LINK_ACROSS_SOURCES",
            f"{many} and {link.table} live on different engines ({engines[0]}, {engines[1]}) and cannot be joined.",
            link.place,
            hint="Bring both into one source, or load both from files.",
        )
    repeated = scope.surveys[link.table].repeated
    if repeated:
        raise refuse(
            "KEY_NOT_UNIQUE",
            f"{metric} joins {link.table}, where {repeated} key(s) stand more than once: the join would multiply rows.",
            one.place,
            hint=_unique_hint(one),
        )


def _unique_hint(one: Table) -> str:
    """How each key is made to stand once; a span table has a row for each stretch of time."""
    keys = ", ".join(one.one_row_per)
    if isinstance(one.date, SpanRule) and one.date.begins.column not in one.one_row_per:
        both = f"[{keys}, {one.date.begins.column}]"
        return f"If each row holds from one date to another, say `one_row_per: {both}`: the row that holds is taken."
    return f"Make {keys} unique in {one.key}, or correct one_row_per."

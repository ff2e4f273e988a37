"""No join multiplies rows: the one side of every link used has to be unique."""

from __future__ import annotations

from truenorth.compiler.rows import dimension_row
from truenorth.compiler.scope import Reached, Scope
from truenorth.errors import Finding, Refused, refuse
from truenorth.model.rows import Column, walk
from truenorth.model.tables import Link, SpanRule
from truenorth.model.trees import Leaf


def check_links(scope: Scope, metric: str, leaf: Leaf) -> None:
    """Refused where a link that the leaf's own rows use leads to a table whose key repeats."""
    for path in sorted({n.path for row in (leaf.of, leaf.where) for n in walk(row) if isinstance(n, Column)}):
        check_path(scope, metric, leaf.table, path)


def check_path(scope: Scope, metric: str, fact: str, path: tuple[str, ...]) -> None:
    """Refused where a link along the path leads to a table that is not unique by its key."""
    table = fact
    for role in path:
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
    ours, theirs = scope.relations[many], scope.relations[link.table]
    for column in link.columns:
        scope.column(many, many, column)
    for column in key:
        scope.column(link.table, link.table, column)
    if ours.engine != theirs.engine:
        raise refuse(
            "LINK_ACROSS_SOURCES",
            f"{many} and {link.table} live on different engines ({ours.engine}, {theirs.engine}) and cannot be joined.",
            link.place,
            hint="Bring both into one source, or load both from files.",
        )
    repeated = scope.surveys[link.table].repeated
    if repeated:
        raise refuse(
            "KEY_NOT_UNIQUE",
            f"{metric} joins {link.table}, where {repeated} key(s) stand more than once: the join would multiply rows.",
            one.place,
            hint=f"Make {', '.join(one.one_row_per)} unique in {link.table}, or correct one_row_per.",
        )


def check_tables(scope: Scope, table: str) -> list[Finding]:
    """Findings on a table's links and dimensions: what no question could use."""
    findings = []
    declared = scope.table(table)
    seen: set[str] = set()
    for link in declared.links:
        if link.role in seen:
            findings.append(
                Finding(
                    "LINK_ROLE",
                    f"{table} belongs to {link.role} twice.",
                    link.place,
                    hint="Give each link a role: belongs_to: [{ column: …, table: …, as: … }].",
                )
            )
        seen.add(link.role)
        for column in link.columns:
            try:
                scope.column(table, table, column)
            except Refused as refused:
                findings.append(refused.finding.at(link.place))
    for dimension in declared.dimensions:
        try:
            dimension_row(scope, Reached(f"{table}.{dimension.name}", (), table, dimension))
        except Refused as refused:
            findings.append(refused.finding.at(dimension.place))
    return findings

"""The rows behind a number: those that a leaf adds up, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from truenorth.model.recipes import Drill
from truenorth.model.trees import Leaf
from truenorth.sql.aggregates import Inputs
from truenorth.sql.each import having
from truenorth.sql.fact import Ctes, Fact
from truenorth.sql.follow import entity_is_known, first_of_entity, followed
from truenorth.sql.held import place
from truenorth.sql.shapes import uses_edges, with_edges
from truenorth.sql.text import ident, remark, select
from truenorth.sql.world import World

_PLACE = "place in order"


@dataclass(frozen=True)
class DrillQuery:
    """One SELECT. Its columns: the period's number, the members, the row's date, whether it was followed (null where
    that is not asked), then the table's own `columns`.
    """

    engine: str
    sql: str
    columns: tuple[str, ...]


def drill_query(drill: Drill, world: World) -> DrillQuery:
    """The query for the newest rows of each period and combination of members that the leaf adds up."""
    leaf = drill.leaf
    ctes = Ctes()
    fact = Fact(world, leaf.table, ctes)
    if uses_edges(leaf):
        with_edges(fact, drill.periods)
    placed = place(fact, leaf, drill.periods)
    extra = having(fact, leaf, placed, drill.periods)
    inputs = Inputs(fact)
    inputs.names[placed.period] = "period"
    members = [inputs.named(fact.text(row), f"member {n}") for n, row in enumerate(drill.dimensions, 1)]
    dated = inputs.named(fact.moment(leaf.date)[0] if leaf.date else "CAST(NULL AS DATE)", "dated")
    flag = inputs.named(followed(fact, leaf) if leaf.after else "CAST(NULL AS BOOLEAN)", "followed")
    names = tuple(world.relations[leaf.table].columns)
    columns = {name: inputs.named(f"{ident(fact.alias)}.{ident(name)}", name) for name in names}
    where = [*placed.where, *fact.counting(leaf.date), *extra.where, *_added(fact, leaf)]
    rows = ctes.add(
        "rows",
        select(inputs.columns(), [*fact.from_clause(), *placed.joins, *extra.joins], where),
        f"{leaf.table}: the rows that count",
    )
    key = world.tables[leaf.table].one_row_per
    text = [f"CAST({column} AS VARCHAR)" for name, column in columns.items() if name not in key]
    order = ", ".join([f"{dated} DESC NULLS LAST", *(columns[name] for name in key if name in columns), *text])
    window = f"ROW_NUMBER() OVER (PARTITION BY {', '.join(['period', *members])} ORDER BY {order})"
    near = _newest(ctes, rows, dated, drill) if leaf.date and len(drill.periods) == 1 and not members else []
    ranked = ctes.add(
        "ranked", select(["*", f"{window} AS {ident(_PLACE)}"], [f"FROM {rows}"], near), "the newest first"
    )
    body = select(
        ["period", *members, dated, flag, *columns.values()],
        [f"FROM {ranked}"],
        [f"{ident(_PLACE)} <= {drill.limit}"],
        [f"ORDER BY {', '.join(['period', *members, ident(_PLACE)])}"],
    )
    says = remark(f"up to {drill.limit} rows of {leaf.table} behind each number")
    return DrillQuery(drill.engine, f"{says}\n{ctes.with_clause()}{body}", names)


def _newest(ctes: Ctes, rows: str, dated: str, drill: Drill) -> list[str]:
    """The condition that leaves out, by their date alone, rows which are surely not among the newest."""
    last = [f"ORDER BY {dated} DESC NULLS LAST", f"LIMIT {drill.limit}"]
    dates = ctes.add("newest dates", select([dated], [f"FROM {rows}"], (), last), "the dates of the newest rows")
    enough = f"(SELECT COUNT({dated}) FROM {dates}) < {drill.limit}"
    return [f"({enough} OR {dated} >= (SELECT MIN({dated}) FROM {dates}))"]


def _added(fact: Fact, leaf: Leaf) -> list[str]:
    """The conditions under which a row enters the leaf."""
    conditions = [] if leaf.where is None else [fact.condition(leaf.where)]
    if leaf.of is not None:
        conditions.append(f"{fact.text(leaf.of)} IS NOT NULL")
    if leaf.entity:
        conditions.append(entity_is_known(fact, leaf.entity))
    if leaf.first_only:
        conditions.append(first_of_entity(fact, leaf))
    return conditions

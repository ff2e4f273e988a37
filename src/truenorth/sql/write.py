"""Fetches become queries: rows placed in periods, then grouped."""

from __future__ import annotations

from dataclasses import dataclass

from truenorth.model.recipes import Direct, Fetch, Flow, Level, Recipe
from truenorth.model.rows import Column, Row
from truenorth.model.trees import Leaf
from truenorth.sql.aggregates import Inputs, aggregate
from truenorth.sql.clocks import bound, bucket
from truenorth.sql.each import having
from truenorth.sql.fact import Ctes, Fact
from truenorth.sql.follow import entity, entity_is_known, first_of_entity, followed
from truenorth.sql.held import Placed, place
from truenorth.sql.level import Levels, spans, windows
from truenorth.sql.shapes import uses_edges, with_edges
from truenorth.sql.shared_filter import shared_filter
from truenorth.sql.text import ident, remark, select
from truenorth.sql.world import World


@dataclass(frozen=True)
class Query:
    """One SELECT for one fetch.

    Its columns: the period's number (or, for a flow, the bucket's first day), the members in the order of the
    dimensions, then, where both levels are wanted, 1 for the row over all members, then one value for each leaf, then
    counts of rows. `counts` says for each leaf in which column the number of its rows stands; of a level, whose values
    are changes, `known` the column of its rows that have a value.
    """

    engine: str
    sql: str
    dimensions: int
    flagged: bool
    counts: tuple[int, ...]
    known: tuple[int, ...] = ()


def write(recipe: Recipe, world: World) -> tuple[Query, ...]:
    """One query for each fetch of the recipe."""
    return tuple(
        (_level if isinstance(fetch.shape, Level) else _query)(recipe, fetch, world) for fetch in recipe.fetches
    )


def _query(recipe: Recipe, fetch: Fetch, world: World) -> Query:
    whole = [recipe.leaves[index] for index in fetch.leaves]
    shared, leaves = shared_filter(whole)
    ctes = Ctes()
    fact = Fact(world, fetch.table, ctes)
    placed = _placed(fact, fetch, leaves[0], needs_edges=any(uses_edges(leaf) for leaf in whole))
    inputs = Inputs(fact)
    inputs.names[placed.period] = "period"
    segments = _segments(recipe, fetch, inputs)
    counted = list(dict.fromkeys((leaf.where, leaf.entity) for leaf in leaves))
    texts = [_value(fact, leaf, inputs) for leaf in leaves] + [_rows(fact, *each, inputs) for each in counted]
    names = _distinct([*(_leaf_name(leaf) for leaf in leaves), *("rows" for _ in counted)], segments)
    values = [f"{text} AS {ident(name)}" for text, name in zip(texts, names, strict=True)]
    extra = having(fact, leaves[0], placed, fetch.shape.periods if isinstance(fetch.shape, Direct) else ())
    where = [*placed.where, *fact.counting(leaves[0].date), *extra.where, *(fact.condition(row) for row in shared)]
    if leaves[0].first_only:
        where.append(first_of_entity(fact, whole[0]))
    joins = [*placed.joins, *extra.joins]
    rows = ctes.add(
        "rows",
        select(inputs.columns(), [*fact.from_clause(), *joins], where),
        f"{fetch.table}: each row with its period",
    )
    flagged = fetch.segmented and fetch.whole
    flag = [f"GROUPING({segments[0]}) AS {ident('whole')}"] if flagged else []
    body = select(["period", *segments, *flag, *values], [f"FROM {rows}"], (), [_group_by(fetch, segments)])
    says = remark(_says(recipe, fetch))
    first = 1 + len(segments) + flagged + len(leaves)
    counts = tuple(first + counted.index((leaf.where, leaf.entity)) for leaf in leaves)
    return Query(fetch.engine, f"{says}\n{ctes.with_clause()}{body}", len(segments), flagged, counts)


def _level(recipe: Recipe, fetch: Fetch, world: World) -> Query:
    """The query of changes that become running totals."""
    assert isinstance(fetch.shape, Level)
    shared, leaves = shared_filter([recipe.leaves[index] for index in fetch.leaves])
    ctes = Ctes()
    fact = Fact(world, fetch.table, ctes)
    inputs = Inputs(fact)
    inputs.names[_RESERVED] = "period"
    levels = Levels(tuple(_segments(recipe, fetch, inputs)), fetch.segmented, fetch.whole)
    del inputs.names[_RESERVED]
    if fetch.shape.window is None:
        moves = spans(fact, leaves, fetch.shape, inputs, levels, shared)
    else:
        moves = windows(fact, leaves[0], fetch.shape, inputs, levels, shared)
    first = 1 + len(levels.segments) + levels.flagged
    counts, known = (tuple(first + column for column in columns) for columns in (moves.counts, moves.known))
    text = f"{remark(_says(recipe, fetch))}\n{ctes.with_clause()}{moves.body}"
    return Query(fetch.engine, text, len(levels.segments), levels.flagged, counts, known)


_RESERVED = "a column of this name stands in every query"


def _segments(recipe: Recipe, fetch: Fetch, inputs: Inputs) -> list[str]:
    """The columns of the members, in the order of the dimensions."""
    if not fetch.segmented:
        return []
    named = zip(fetch.dimensions, recipe.dimensions, strict=True)
    return [inputs.named(inputs.fact.text(row), _segment_name(row, name)) for row, name in named]


def _placed(fact: Fact, fetch: Fetch, leaf: Leaf, *, needs_edges: bool) -> Placed:
    shape = fetch.shape
    if isinstance(shape, Direct):
        if needs_edges:
            with_edges(fact, shape.periods)
        return place(fact, leaf, shape.periods)
    assert isinstance(shape, Flow) and leaf.date is not None
    at, kind = fact.moment(leaf.date)
    calendar = fact.world.calendar
    begins, ends = (bound(calendar, edge, kind) for edge in (shape.start, shape.end))
    period = bucket(fact.dialect, calendar, shape.grain, at, kind)
    return Placed(period, (), (f"{at} >= {begins}", f"{at} < {ends}"))


def _segment_name(row: Row, asked: str) -> str:
    return row.name if isinstance(row, Column) else asked.rpartition(".")[2]


def _leaf_name(leaf: Leaf) -> str:
    """What a person would call the column: `sum_price`, `orders_counted`."""
    if leaf.entity or leaf.of is None:
        return f"{leaf.table}_counted"
    said = leaf.of.name if isinstance(leaf.of, Column) else leaf.table
    return f"{leaf.aggregate.value.removesuffix('_values')}_{said}"


def _distinct(names: list[str], taken: list[str]) -> list[str]:
    """The names, a number behind those that stand already."""
    used = {"period", "whole", *(name.strip('"') for name in taken)}
    made = []
    for name in names:
        number, one = 1, name
        while one in used:
            number += 1
            one = f"{name}_{number}"
        used.add(one)
        made.append(one)
    return made


def _value(fact: Fact, leaf: Leaf, inputs: Inputs) -> str:
    only = inputs.only(leaf)
    if not leaf.entity:
        return aggregate(fact.dialect, leaf, inputs.of(leaf), only, inputs.at(leaf))
    only.append(inputs.named(entity_is_known(fact, leaf.entity), "is_known"))
    if leaf.after is not None:
        only.append(inputs.named(followed(fact, leaf), "came_back"))
    return aggregate(fact.dialect, leaf, inputs.named(entity(fact, leaf), "entity"), only, None)


def _rows(fact: Fact, where: Row | None, columns: tuple[str, ...], inputs: Inputs) -> str:
    """How many rows count: those that the filter keeps, and of entities those that are known."""
    only = [] if where is None else [inputs.condition(where)]
    if columns:
        only.append(inputs.named(entity_is_known(fact, columns), "is_known"))
    return f"COUNT(*) FILTER (WHERE {' AND '.join(only)})" if only else "COUNT(*)"


def _group_by(fetch: Fetch, segments: list[str]) -> str:
    fine = ", ".join(["period", *segments])
    if fetch.segmented and fetch.whole:
        return f"GROUP BY GROUPING SETS (({fine}), (period))"
    return f"GROUP BY {fine}" if fetch.segmented else "GROUP BY period"


def _says(recipe: Recipe, fetch: Fetch) -> str:
    what = ", ".join(plan.key for plan in recipe.metrics)
    shape = f"by {fetch.shape.grain}" if isinstance(fetch.shape, Flow) else "by period"
    return f"{what}: {fetch.table} {'coming and going by day' if isinstance(fetch.shape, Level) else shape}"

"""The corridor from question to recipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from truenorth.compiler.ages import Variant, variant_tree, variants
from truenorth.compiler.asked import Asked, asked_dimensions, narrow
from truenorth.compiler.clocks import Extent, ask_periods, check_grain, check_typed, extent
from truenorth.compiler.demand import Read, demand
from truenorth.compiler.desugar import named_metric, nodes
from truenorth.compiler.hashes import value_hash
from truenorth.compiler.kinds import kind_of, unit_of_metric
from truenorth.compiler.scope import Scope
from truenorth.compiler.settle import compared, settle
from truenorth.compiler.shapes import choose, distinct_periods
from truenorth.compiler.unique import check_links
from truenorth.errors import refuse
from truenorth.model.definitions import Definitions
from truenorth.model.questions import Question
from truenorth.model.recipes import Direct, Fetch, Flow, Level, MetricPlan, Recipe, Shape
from truenorth.model.relations import Relation, Survey
from truenorth.model.trees import At, Leaf, Tree, leaves, shifts
from truenorth.periods import Clock, Period, Seen, There, land
from truenorth.periods.shifts import shift_fits

Reads = dict[tuple[int, datetime, datetime], int]


def plan(
    question: Question,
    definitions: Definitions,
    relations: Mapping[str, Relation],
    surveys: Mapping[str, Survey],
    *,
    fast: bool = True,
    made: dict[tuple[str, int | None], Tree] | None = None,
) -> Recipe:
    """The recipe of a question; Refused where any part of it makes no sense. `fast=False` keeps to *direct*.

    `made` are the trees of earlier questions with the same definitions and relations; what is new is put there.
    """
    scope = Scope(definitions, relations, surveys, trees={} if made is None else made)
    trees = {variant: variant_tree(scope, variant) for variant in variants(scope, question)}
    _check_shifts(question, trees)
    asked = asked_dimensions(scope, question, trees)
    trees = {variant: narrow(scope, question, asked, variant.metric, tree) for variant, tree in trees.items()}
    _check_leaves(scope, question, trees, asked)
    extents = {key: extent(scope, tree) for key, tree in trees.items()}
    periods = ask_periods(scope, question, list(extents.values()))
    demanded = {key: _Demanded.of(scope, question, tree, extents[key], periods) for key, tree in trees.items()}
    every = tuple(dict.fromkeys(read.leaf for d in demanded.values() for read in d.reads))
    index = {leaf: number for number, leaf in enumerate(every)}
    fetches, reads = _fetches(scope, asked, index, [r for d in demanded.values() for r in d.reads], fast=fast)
    metrics = tuple(_plan(scope, key, d, extents[key], trees[key], index) for key, d in demanded.items())
    tables = _tables(trees.values())
    return Recipe(
        question,
        metrics,
        asked.names,
        periods,
        every,
        fetches,
        reads,
        definitions.calendar,
        {key: scope.tables[key] for key in sorted(tables)},
        {key: relations[key] for key in sorted(tables)},
        {key: surveys[key] for key in sorted(tables)},
    )


def _plan(
    scope: Scope, variant: Variant, demanded: _Demanded, known: Extent, tree: Tree, index: Mapping[Leaf, int]
) -> MetricPlan:
    """How one metric is computed from what is fetched."""
    return MetricPlan(
        variant.metric,
        demanded.settled,
        demanded.compare,
        known.seen,
        known.first,
        frozenset((index[r.leaf], r.period.start, r.period.end) for r in demanded.reads),
        unit_of_metric(scope, variant.metric),
        value_hash(scope, variant.metric),
        kind_of(named_metric(scope, variant.metric), tree),
        variant.age,
    )


def _tables(trees: Iterable[Tree]) -> set[str]:
    """The tables that are added up, and those that only have to follow."""
    found = [leaf for tree in trees for leaf in leaves(tree)]
    return {leaf.table for leaf in found} | {leaf.after.table for leaf in found if leaf.after is not None}


def _check_shifts(question: Question, trees: Mapping[Variant, Tree]) -> None:
    """Refused where a comparison of the question, or one inside a metric, has units that do not fit the grain."""
    asked = [(shift.text, shift) for shift in question.compare]
    inside = [
        (f"{variant.metric} compares with {shift.text!r} and", shift)
        for variant, tree in trees.items()
        for shift in shifts(tree)
    ]
    for what, shift in (*asked, *inside):
        if not shift_fits(shift, question.grain):
            raise refuse(
                "COMPARISON_TOO_FINE",
                f"{what} cannot be asked by {question.grain}: the units do not fit.",
                hint="Shift by units as long as the grain or longer, or ask by a finer grain.",
            )


def _check_leaves(scope: Scope, question: Question, trees: Mapping[Variant, Tree], asked: Asked) -> None:
    for variant, tree in trees.items():
        for leaf in leaves(tree):
            check_grain(scope, variant.metric, leaf, question.grain, ranged=question.period is not None)
            check_typed(scope, variant.metric, leaf, question)
            check_links(scope, variant.metric, leaf, asked.rows_of(leaf.table))


@dataclass(frozen=True)
class _Demanded:
    """A metric's trees, ready to be evaluated, and every read that they need."""

    settled: Tree
    compare: tuple[tuple[Tree, Tree], ...]
    reads: tuple[Read, ...]

    @staticmethod
    def of(scope: Scope, question: Question, tree: Tree, known: Extent, periods: Iterable[Period]) -> _Demanded:
        settled = settle(tree)
        compare = tuple(compared(tree, shift) for shift in question.compare)
        clock = Clock(scope.definitions.calendar, known.seen or question.as_of)
        reads: dict[Read, None] = {}
        for period in periods:
            reads.update(dict.fromkeys(demand(settled, period, clock)))
            if question.by:
                reads.update(dict.fromkeys(_present(settled, period, clock)))
                for each in (settled, *(there for _, there in compare)):
                    reads.update(dict.fromkeys(_partners(each, period, clock)))
            for pair in compare:
                for side in pair:
                    reads.update(dict.fromkeys(replace(r, earlier=True) for r in demand(side, period, clock)))
        return _Demanded(settled, compare, tuple(reads))


def _present(tree: Tree, period: Period, clock: Clock) -> Iterable[Read]:
    """Every leaf over the asked period itself, so that a member with rows there is shown whatever is read of it."""
    landing = land(Seen(), period, clock)
    if landing.period is not None:
        yield from (Read(leaf, landing.period, False, False) for leaf in leaves(tree) if leaf.after is None)


def _partners(tree: Tree, period: Period, clock: Clock) -> Iterable[Read]:
    """The leaves of a comparison over the partner period, so that a member which only that one has is shown."""
    for node in nodes(tree):
        landing = land(node.move, period, clock) if isinstance(node, At) and isinstance(node.move, There) else None
        if landing is not None and landing.period is not None:
            yield from (Read(leaf, landing.period, False, True) for leaf in leaves(node) if leaf.after is None)


@dataclass(frozen=True)
class _Group:
    """What reads have to share to come from one SELECT."""

    leaf_group: tuple[object, ...]
    shape: Shape | tuple[object, ...]


def _fetches(
    scope: Scope, asked: Asked, index: Mapping[Leaf, int], reads: Sequence[Read], *, fast: bool
) -> tuple[tuple[Fetch, ...], Reads]:
    """Reads grouped into SELECTs: one for each table, date, way of reading and shape."""
    calendar = scope.definitions.calendar
    by_leaf: dict[Leaf, list[Read]] = {}
    for read in reads:
        by_leaf.setdefault(read.leaf, []).append(read)
    groups: dict[_Group, list[tuple[Leaf, Shape, tuple[Period, ...]]]] = {}
    for leaf, its in by_leaf.items():
        periods = distinct_periods(read.period for read in its)
        survey = scope.surveys[leaf.table] if leaf.date else None
        date = scope.tables[leaf.table].date
        main = date is not None and date.name == leaf.date
        for shape, served in choose(calendar, leaf, periods, survey, main=main, fast=fast):
            group = _Group((leaf.table, leaf.date, leaf.held, leaf.having, _first(leaf)), _together(leaf, shape))
            groups.setdefault(group, []).append((leaf, shape, served))
    fetches: list[Fetch] = []
    where: Reads = {}
    for number, members in enumerate(groups.values()):
        group_leaves = tuple(dict.fromkeys(leaf for leaf, _, _ in members))
        first = group_leaves[0]
        whole = not asked.names or asked.totals or any(r.whole for leaf in group_leaves for r in by_leaf[leaf])
        fetches.append(
            Fetch(
                first.table,
                scope.relations[first.table].engine,
                tuple(index[leaf] for leaf in group_leaves),
                asked.rows_of(first.table),
                bool(asked.names),
                whole,
                _joined([shape for _, shape, _ in members]),
            )
        )
        for leaf, _, served in members:
            where.update({(index[leaf], p.start, p.end): number for p in served})
    return tuple(fetches), where


def _together(leaf: Leaf, shape: Shape) -> Shape | tuple[object, ...]:
    """What leaves share that are fetched in one shape: flows of a grain, running totals of spans, the same periods."""
    if isinstance(shape, Flow):
        return ("flow", shape.grain)
    if isinstance(shape, Level):
        return ("level", shape.window, None if shape.window is None else leaf)
    return shape


def _first(leaf: Leaf) -> object:
    """What says which of an entity's rows is the first: its columns, and the filter that counts before."""
    return (leaf.entity, leaf.where) if leaf.first_only else None


def _joined(shapes: Sequence[Shape]) -> Shape:
    """One shape for leaves fetched together: the same one, or the flow or level that spans them all."""
    stretches = [shape for shape in shapes if not isinstance(shape, Direct)]
    if not stretches:
        return shapes[0]
    return replace(stretches[0], start=min(s.start for s in stretches), end=max(s.end for s in stretches))

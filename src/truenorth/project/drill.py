"""The rows behind each number of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from truenorth.compiler.currencies import WRAPPERS
from truenorth.compiler.demand import demand
from truenorth.model.answers import Answer, AnswerRow, Measured, State
from truenorth.model.recipes import AGE, Drill, MetricPlan, Recipe
from truenorth.model.rows import Column
from truenorth.model.trees import Aggregate, At, Call, Followed, Leaf, Over, Tree, Whole
from truenorth.periods import Clock, Period
from truenorth.project.explain import spell_row
from truenorth.sql.drill import DrillQuery, drill_query
from truenorth.sql.world import World

Run = Callable[[str, str], Sequence[tuple[object, ...]]]
"""An engine's key and a SELECT in, its rows out."""
Shown = Mapping[str, object]
Members = tuple[object, ...]


def drilled(recipe: Recipe, answer: Answer, asked: World, run: Run) -> Answer:
    """The answer with up to `rows` rows behind each number, newest first.

    Where several aggregates make a number, the key `of` names the one that a row was added up for. Rows of a
    conversion or retention are those of its entities, with a flag that says whether something followed. The asked
    dimensions stand under their names; where a column of another meaning has the same name, as `by NAME`.
    """
    drilling = _Drilling(recipe, asked, run)
    plans = {(plan.key, plan.age): plan for plan in recipe.metrics}
    rows = []
    for row in answer.rows:
        values = {
            key: _with_rows(drilling, plan, row, measured) if plan else measured
            for key, measured in row.values.items()
            for plan in [plans.get((key, None)) or plans.get((key, _age(row)))]
        }
        rows.append(replace(row, values=values))
    return replace(answer, rows=tuple(rows), queries=(*answer.queries, *drilling.queries))


def _age(row: AnswerRow) -> int | None:
    age = row.segment.get(AGE)
    return age if isinstance(age, int) else None


def _with_rows(drilling: _Drilling, plan: MetricPlan, row: AnswerRow, measured: Measured) -> Measured:
    if measured.state is State.MISSING:
        return measured
    names = drilling.recipe.dimensions
    members = None if row.total or not names else tuple(row.segment[name] for name in names)
    return replace(measured, rows=drilling.behind(plan, row.period, members))


@dataclass(eq=False)
class _Drilling:
    """What is remembered between the rows of one answer."""

    recipe: Recipe
    asked: World
    run: Run
    queries: list[str] = field(default_factory=list)
    reads: dict[int, dict[Leaf, dict[Period, tuple[Period, ...]]]] = field(default_factory=dict)
    found: dict[tuple[Leaf, tuple[Period, ...], bool], _Found] = field(default_factory=dict)

    def behind(self, plan: MetricPlan, period: Period, members: Members | None) -> tuple[Shown, ...]:
        """The rows behind a metric in a period, for some members or over all."""
        reads = self._reads(plan)
        rows: list[Shown] = []
        for leaf, by_period in reads.items():
            stretches = tuple(dict.fromkeys(p for landed in by_period.values() for p in landed))
            here = self._found(leaf, stretches, segmented=members is not None).newest(
                [stretches.index(landed) for landed in by_period.get(period, ())], members or (), self._limit
            )
            rows += [{"of": _said(leaf), **row} if len(reads) > 1 else row for row in here]
        return tuple(rows)

    @property
    def _limit(self) -> int:
        return self.recipe.question.rows or 0

    def _reads(self, plan: MetricPlan) -> dict[Leaf, dict[Period, tuple[Period, ...]]]:
        """For each leaf whose rows are shown, the stretches that it is read over for each asked period."""
        if id(plan) not in self.reads:
            clock = Clock(self.recipe.calendar, plan.seen or self.recipe.question.as_of)
            tree = _behind(plan.tree)
            reads: dict[Leaf, dict[Period, tuple[Period, ...]]] = {}
            alike: dict[Leaf, Leaf] = {}
            for period in self.recipe.periods:
                for read in demand(tree, period, clock):
                    if not read.whole and not read.earlier:
                        leaf = alike.setdefault(_rows_of(read.leaf), read.leaf)
                        landed = reads.setdefault(leaf, {})
                        landed[period] = tuple(dict.fromkeys((*landed.get(period, ()), read.period)))
            self.reads[id(plan)] = reads
        return self.reads[id(plan)]

    def _found(self, leaf: Leaf, periods: tuple[Period, ...], *, segmented: bool) -> _Found:
        key = (leaf, periods, segmented)
        if key not in self.found:
            fetch = next(fetch for fetch in self.recipe.fetches if fetch.table == leaf.table)
            drill = Drill(leaf, fetch.engine, fetch.dimensions if segmented else (), periods, self._limit)
            query = drill_query(drill, self.asked)
            self.queries.append(query.sql)
            self.found[key] = _Found.of(drill, query, self._names(drill, query), self.run(query.engine, query.sql))
        return self.found[key]

    def _names(self, drill: Drill, query: DrillQuery) -> tuple[str, ...]:
        """Under which name each asked dimension is shown."""
        pairs = zip(self.recipe.dimensions, drill.dimensions, strict=False)
        return tuple(
            f"by {name}" if name in query.columns and not (isinstance(row, Column) and row.path == ()) else name
            for name, row in pairs
        )


@dataclass(frozen=True, eq=False)
class _Found:
    """What one query gave: for each stretch and members the rows, each with its date."""

    rows: Mapping[tuple[object, Members], Sequence[tuple[object, Shown]]]

    @staticmethod
    def of(drill: Drill, query: DrillQuery, names: tuple[str, ...], back: Sequence[tuple[object, ...]]) -> _Found:
        """The rows of the query, named."""
        after, first = drill.leaf.after, 1 + len(names)
        flag = "converted" if isinstance(after, Followed) else "returned"
        rows: dict[tuple[object, Members], list[tuple[object, Shown]]] = {}
        for period, *cells in back:
            members = tuple(cells[: first - 1])
            dated, followed, *own = cells[first - 1 :]
            shown: dict[str, object] = {} if after is None else {flag: followed}
            shown |= dict(zip(names, members, strict=True)) | dict(zip(query.columns, own, strict=True))
            rows.setdefault((period, members), []).append((dated, shown))
        return _Found(rows)

    def newest(self, stretches: Sequence[int], members: Members, limit: int) -> list[Shown]:
        """The newest rows of some stretches together, each row once."""
        every = [row for stretch in stretches for row in self.rows.get((stretch, members), ())]
        if len(stretches) <= 1:
            return [shown for _, shown in every]
        dated = sorted((row for row in every if row[0] is not None), key=lambda row: str(row[0]), reverse=True)
        every = dated + [row for row in every if row[0] is None]
        kept: list[Shown] = []
        for _, shown in every:
            if shown not in kept and len(kept) < limit:
                kept.append(shown)
        return kept


def _behind(tree: Tree) -> Tree:
    """The tree without what only guards a value, and of a conversion only the entities that may convert."""
    if isinstance(tree, Call):
        if tree.function in WRAPPERS or _is_flow(tree):
            return _behind(tree.arguments[0])
        return replace(tree, arguments=tuple(_behind(argument) for argument in tree.arguments))
    return replace(tree, of=_behind(tree.of)) if isinstance(tree, At | Over | Whole) else tree


def _is_flow(tree: Call) -> bool:
    """Whether a quotient is converted ÷ eligible."""
    if tree.function != "ratio":
        return False
    over, under = (part.of if isinstance(part, At) else part for part in tree.arguments)
    return isinstance(over, Leaf) and over.after is not None and under == replace(over, after=None)


def _rows_of(leaf: Leaf) -> Leaf:
    """Equal for leaves that add up the same rows."""
    return replace(leaf, aggregate=Aggregate.COUNT, parameter=None, approximate=False)


def _said(leaf: Leaf) -> str:
    """`sum(orders.price)`, `count(orders) where …`."""
    what = leaf.table
    if leaf.entity:
        what = f"distinct {', '.join(f'{leaf.table}.{name}' for name in leaf.entity)}"
    elif leaf.of is not None:
        own = isinstance(leaf.of, Column) and not leaf.of.path
        what = f"{leaf.table}.{spell_row(leaf.of)}" if own else spell_row(leaf.of)
    name = {Aggregate.COUNT_DISTINCT: "count", Aggregate.COUNT_VALUES: "count"}.get(leaf.aggregate, leaf.aggregate)
    if leaf.aggregate is Aggregate.COUNT_DISTINCT and not leaf.entity:
        what = f"distinct {what}"
    return f"{name}({what})" + (f" where {spell_row(leaf.where)}" if leaf.where is not None else "")

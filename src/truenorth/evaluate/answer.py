"""The answer: every metric in every period and segment, with its state, comparisons and components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from truenorth.errors import Refused
from truenorth.evaluate.compare import comparisons, days_alike
from truenorth.evaluate.memory import Memory
from truenorth.evaluate.store import Members, Store
from truenorth.evaluate.value import Columns, Reading, Values, without_value
from truenorth.model.answers import Answer, AnswerRow, Cell, Comparison, Components, Measured, MetricInfo, State
from truenorth.model.recipes import AGE, MetricPlan, Recipe
from truenorth.model.trees import Leaf, leaves
from truenorth.periods import Clock, Period, label

Readings = Mapping[tuple[str, int | None], Reading]
_MISSING = frozenset({"before_data", "not_loaded", "no_date", "not_yet"})


def answer(store: Store, queries: Sequence[str], labels: Mapping[str, str], memory: Memory | None = None) -> Answer:
    """The answer to the question of a recipe, from its store. `labels` names the metrics for people.

    `memory` is what earlier answers about the same calendar left behind.
    """
    recipe = store.recipe
    readings = _readings(recipe, store, Memory() if memory is None else memory)
    rows = tuple(_rows(recipe, store, readings))
    surveys = [recipe.surveys[table] for table in recipe.tables]
    seens = [plan.seen for plan in recipe.metrics if plan.seen is not None]
    by_main = {leaf.table for plan in recipe.metrics for leaf in leaves(plan.tree) if _by_main_date(recipe, leaf)}
    knowledge = {plan.key: _knowledge(recipe, plan) for plan in recipe.metrics}
    return Answer(
        rows,
        tuple(
            MetricInfo(p.key, labels.get(p.key, p.key), p.unit, p.value_hash, p.kind, p.seen, knowledge[p.key])
            for p in {plan.key: plan for plan in recipe.metrics}.values()
        ),
        recipe.question.by,
        recipe.question.as_of,
        "exact" if set(knowledge.values()) == {"exact"} else "by date",
        max(seens, default=None),
        tuple(queries),
        tuple(recipe.tables),
        {survey.table: survey.undated for survey in surveys if survey.undated and survey.table in by_main},
    )


def _by_main_date(recipe: Recipe, leaf: Leaf) -> bool:
    """Whether rows without the table's own date are in no period of this leaf."""
    date = recipe.tables[leaf.table].date
    return date is not None and leaf.date == date.name


def _knowledge(recipe: Recipe, plan: MetricPlan) -> str:
    """Whether what was known at `as_of` is known exactly: by versions, or because nothing later can be there."""
    tables = {leaf.table for leaf in leaves(plan.tree)}
    return "exact" if all(recipe.tables[table].known_from for table in tables) else "by date"


def _readings(recipe: Recipe, store: Store, memory: Memory) -> Readings:
    index = {leaf: number for number, leaf in enumerate(recipe.leaves)}
    shared: Columns = {}
    return {
        (plan.key, plan.age): Reading(
            store, Clock(recipe.calendar, plan.seen or recipe.question.as_of), index, shared, memory
        )
        for plan in recipe.metrics
    }


def _rows(recipe: Recipe, store: Store, readings: Readings) -> Iterator[AnswerRow]:
    segments = _segments(recipe, store)
    totals = recipe.question.totals and bool(recipe.dimensions)
    lacking = {plan.key: _NO_AGE for plan in recipe.metrics if plan.age is not None}
    by_age = _by_age(recipe)
    named = {age: [(members, _segment(recipe, age, members)) for members in segments] for age in by_age}
    for period in recipe.periods:
        name = label(recipe.calendar, period)
        for age, plans in by_age.items():
            told = [_told(recipe, plan, readings[plan.key, age], period) for plan in plans]
            for members, segment in named[age]:
                values = lacking | {one.plan.key: _measured(recipe, one, period, members) for one in told}
                yield AnswerRow(period, name, segment, values)
            if totals:
                values = lacking | {one.plan.key: _measured(recipe, one, period, None) for one in told}
                yield AnswerRow(period, name, _segment(recipe, age, None), values, total=True)


def _by_age(recipe: Recipe) -> dict[int | None, list[MetricPlan]]:
    """The plans of a retention matrix age by age; otherwise all of them under None."""
    found: dict[int | None, list[MetricPlan]] = {}
    for plan in sorted(recipe.metrics, key=lambda plan: plan.age or 0):
        found.setdefault(plan.age, []).append(plan)
    return found


def _segment(recipe: Recipe, age: int | None, members: Members) -> dict[str, object]:
    """Each asked dimension's member; in a matrix's total only the age."""
    segment = {} if members is None else dict(zip(recipe.dimensions, members, strict=True))
    if age is None:
        return segment
    segment |= {AGE: age}
    return {name: segment[name] for name in recipe.question.by if name in segment}


_NO_AGE = Measured(Cell(None, "no_age"), State.MISSING)
"""Of a matrix that has not got the age of another one asked with it."""


@dataclass(frozen=True, eq=False)
class _Told:
    """What is the same for a metric in a period whatever the segment."""

    plan: MetricPlan
    reading: Reading
    values: Values
    state: State
    completeness: float | None
    maturity: str | None
    like_for_like: str | None
    doubt: str | None
    measured: dict[Members, Measured]
    """What is told of each member already, where the values are settled: by this question or an earlier one."""


def _told(recipe: Recipe, plan: MetricPlan, reading: Reading, period: Period) -> _Told:
    state, reason = _state(plan, period)
    tree = reading.memory.tree(plan.tree)
    with _naming(plan):
        values = without_value(reason) if reason else reading.column(tree, period)
    alike = None if state is State.COMPLETE else days_alike(plan.tree, reading, period)
    told = (
        state,
        _completeness(plan, period),
        _maturity(recipe, plan, period, state),
        alike,
        _doubt(recipe, plan, period),
    )
    measured: dict[Members, Measured] = {}
    if values.settled and not plan.compare:
        measured = reading.memory.recall((values,), ("measured", *told), dict)
    return _Told(plan, reading, values, *told, measured)


@contextmanager
def _naming(plan: MetricPlan) -> Iterator[None]:
    """A refusal while a metric is worked out begins with its name."""
    try:
        yield
    except Refused as refused:
        raise Refused(replace(refused.finding, message=f"{plan.key}: {refused.finding.message}")) from None


def _segments(recipe: Recipe, store: Store) -> list[Members]:
    """Every combination of members seen by any metric in the asked periods, in order; None comes last."""
    if not recipe.dimensions:
        return [None]
    seen = {m for plan in recipe.metrics for key in plan.asked for m in store.members(*key)}
    return sorted(seen, key=lambda members: tuple(_order(member) for member in members or ()))


def _order(member: object) -> tuple[int, object]:
    if member is None:
        return (3, "")
    if isinstance(member, bool):
        return (0, int(member))
    if isinstance(member, int | float | Decimal):
        return (0, member)
    if isinstance(member, datetime | date):
        return (1, member.isoformat())
    return (2, str(member))


def _measured(recipe: Recipe, told: _Told, period: Period, members: Members) -> Measured:
    known = told.measured.get(members)
    if known is None:
        known = told.measured[members] = _worked_out(recipe, told, period, members)
    return known


def _worked_out(recipe: Recipe, told: _Told, period: Period, members: Members) -> Measured:
    plan, cell = told.plan, told.values.of(members)
    compared: Mapping[str, Comparison] = {}
    if plan.compare:
        with _naming(plan):
            compared = comparisons(recipe, plan, told.reading, period, members)
    missing = cell.value is None and cell.reason in _MISSING
    return Measured(
        cell,
        State.MISSING if missing else told.state,
        told.completeness,
        None if missing else told.maturity,
        compared,
        _components(cell),
        told.doubt,
        told.like_for_like,
    )


def _state(plan: MetricPlan, period: Period) -> tuple[State, str | None]:
    """The state of a period for a metric, and the reason where nothing can be said at all."""
    if not any(leaf.date is not None for leaf in leaves(plan.tree)):
        return State.COMPLETE, None
    if plan.seen is None or plan.first is None:
        return State.MISSING, "before_data"
    if plan.seen <= period.start:
        return State.MISSING, "not_loaded"
    return (State.COMPLETE if period.end <= plan.seen else State.IN_PROGRESS), None


def _completeness(plan: MetricPlan, period: Period) -> float | None:
    if plan.seen is None or period.end == period.start:
        return None
    covered = (min(plan.seen, period.end) - period.start) / (period.end - period.start)
    return max(0.0, min(1.0, covered))


def _maturity(recipe: Recipe, plan: MetricPlan, period: Period, state: State) -> str | None:
    """Open while in progress; provisional while rows may still come in late; then final."""
    if state is State.MISSING:
        return None
    if state is State.IN_PROGRESS:
        return "open"
    for leaf in leaves(plan.tree):
        late = recipe.tables[leaf.table].late_data
        if late is not None and period.end + _length(late.up_to.days, late.up_to.unit, late.up_to.count) > (
            recipe.question.as_of
        ):
            return "provisional"
    return "final"


def _length(days: int | None, unit: str, count: int) -> timedelta:
    if days is not None:
        return timedelta(days=days)
    return timedelta(**{f"{unit}s": count}) if unit in ("hour", "minute") else timedelta(days=31 * count)


def _components(cell: Cell) -> Components | None:
    """What a ratio, conversion or retention was divided from."""
    if cell.parts is None:
        return None
    over, under = cell.parts
    return Components(over.value, under.value, under.rows)


def _doubt(recipe: Recipe, plan: MetricPlan, period: Period) -> str | None:
    """A repeated key in a table that is added up makes the touched periods doubtful."""
    for table in {leaf.table for leaf in leaves(plan.tree)}:
        if any(period.contains(instant) for instant in recipe.surveys[table].repeated_on):
            return "repeated_key"
    return None

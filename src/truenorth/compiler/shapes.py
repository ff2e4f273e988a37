"""Which shape a leaf's periods are fetched in. *direct* is always right; the others only where they equal it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from truenorth.model.recipes import Direct, Flow, Level, Shape
from truenorth.model.relations import Survey
from truenorth.model.rows import Op, walk
from truenorth.model.trees import MERGED, Aggregate, Holding, Leaf
from truenorth.model.types import Kind
from truenorth.periods import Calendar, Grain, Period
from truenorth.periods.moves import EVER

MANY = 3
"""From so many boundaries on, entries and exits cost less than joining rows to periods."""
RUNNING = frozenset({Aggregate.COUNT, Aggregate.COUNT_VALUES, Aggregate.SUM})
"""Aggregates of rows that hold which are entries less exits."""
FLOW_GRAINS = (Grain.YEAR, Grain.QUARTER, Grain.MONTH, Grain.WEEK, Grain.DAY)


def choose(
    calendar: Calendar, leaf: Leaf, periods: Sequence[Period], survey: Survey | None, *, main: bool, fast: bool
) -> list[tuple[Shape, tuple[Period, ...]]]:
    """The shapes that together fetch a leaf over all its periods, each with the periods it serves.

    `main` says that the leaf is read by its table's main date, so that no row lies after the survey's newest.
    """
    if fast and runs(leaf) and len(periods) >= MANY and all(calendar.is_midnight(p.end) for p in periods):
        return [(_level(periods), tuple(periods))]
    if not fast or survey is None or len(periods) == 1 or not is_plain(leaf):
        return [(Direct(tuple(periods)), tuple(periods))]
    open_end = survey.newest if main else None
    if leaf.aggregate in MERGED:
        grain = _common_grain(calendar, periods, open_end)
        if grain is not None:
            return [(_flow(grain, periods), tuple(periods))]
    return _one_bucket_each(calendar, leaf, periods, open_end)


def is_plain(leaf: Leaf) -> bool:
    """Whether each row counts in the bucket of its date and nowhere else, whatever the period."""
    special = leaf.held or leaf.after or leaf.having or leaf.first_only or leaf.date is None
    return not special and not uses_period(leaf)


def runs(leaf: Leaf) -> bool:
    """Whether a balance is a running total: each row counts from its begin to its end, exactly and whatever the period.

    Floats are left out: a running total would not be free of the order in which they are added.
    """
    if not isinstance(leaf.held, Holding) or leaf.aggregate not in RUNNING or leaf.entity:
        return False
    special = leaf.after or leaf.having or leaf.first_only
    return not special and not uses_period(leaf) and (leaf.of is None or leaf.of.type.kind is not Kind.FLOAT)


def uses_period(leaf: Leaf) -> bool:
    """Whether a row's value or filter speaks of the period that is read."""
    rows = [node for row in (leaf.of, leaf.where) for node in walk(row)]
    return any(isinstance(node, Op) and node.function in ("period_start", "period_end") for node in rows)


def _flow(grain: Grain, periods: Sequence[Period]) -> Flow:
    return Flow(grain, min(p.start for p in periods), max(p.end for p in periods))


def _common_grain(calendar: Calendar, periods: Sequence[Period], open_end: datetime | None) -> Grain | None:
    """The coarsest grain on whose units all edges lie; the beginning of all time, or an end after the newest row, may
    lie anywhere.
    """
    edges = {p.start for p in periods if p.start > EVER}
    edges |= {p.end for p in periods if open_end is None or p.end < open_end}
    days = []
    for edge in edges:
        if not calendar.is_midnight(edge):
            return None
        days.append(calendar.day(edge))
    for grain in FLOW_GRAINS:
        if all(calendar.floor(grain, day) == day for day in days):
            return grain
    return None


def _level(periods: Sequence[Period], window: int | None = None) -> Level:
    return Level(min(p.start for p in periods), max(p.end for p in periods), window)


def _one_bucket_each(
    calendar: Calendar, leaf: Leaf, periods: Sequence[Period], open_end: datetime | None
) -> list[tuple[Shape, tuple[Period, ...]]]:
    """Values that cannot be merged: a flow where each period is exactly one bucket, a level where windows of one length
    overlap, else direct.
    """
    by_grain: dict[Grain | None, list[Period]] = {}
    for period in periods:
        by_grain.setdefault(_bucket(calendar, period, open_end), []).append(period)
    chosen: list[tuple[Shape, tuple[Period, ...]]] = []
    for window, windows in _by_length(calendar, leaf, by_grain.get(None, ())).items():
        if window is not None:
            chosen.append((_level(windows, window), tuple(windows)))
            by_grain[None] = [period for period in by_grain[None] if period not in windows]
    for grain, group in by_grain.items():
        if not group:
            continue
        shape: Shape = Direct(tuple(group)) if grain is None or len(group) == 1 else _flow(grain, group)
        chosen.append((shape, tuple(group)))
    return chosen


def _by_length(calendar: Calendar, leaf: Leaf, periods: Sequence[Period]) -> dict[int | None, list[Period]]:
    """Stretches of whole days by their length, of values counted distinctly; under None what is no such window."""
    found: dict[int | None, list[Period]] = {}
    if leaf.aggregate is not Aggregate.COUNT_DISTINCT or leaf.entity:
        return found
    for period in periods:
        whole = period.start > EVER and calendar.is_midnight(period.start) and calendar.is_midnight(period.end)
        days = (calendar.day(period.end) - calendar.day(period.start)).days if whole else None
        found.setdefault(days, []).append(period)
    return {days if len(group) >= MANY else None: group for days, group in found.items()}


def _bucket(calendar: Calendar, period: Period, open_end: datetime | None) -> Grain | None:
    """The grain of which a period is exactly one unit (or the open one, to beyond its newest row)."""
    if period.start <= EVER or not calendar.is_midnight(period.start):
        return None
    first = calendar.day(period.start)
    for grain in FLOW_GRAINS:
        if calendar.floor(grain, first) != first:
            continue
        end = calendar.midnight(calendar.add(grain, first, 1))
        if period.end == end or (open_end is not None and open_end <= period.end < end):
            return grain
    return None


def distinct_periods(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Each stretch once, in order, without regard to grain."""
    once: Mapping[tuple[datetime, datetime], Period] = {(p.start, p.end): p for p in periods}
    return tuple(once[key] for key in sorted(once))

"""Which shape a leaf's periods are fetched in. *direct* is always right; the others only where they equal it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from truenorth.model.recipes import Direct, Flow, Shape
from truenorth.model.relations import Survey
from truenorth.model.rows import Op, walk
from truenorth.model.trees import MERGED, Leaf
from truenorth.periods import Calendar, Grain, Period
from truenorth.periods.moves import EVER

FLOW_GRAINS = (Grain.YEAR, Grain.QUARTER, Grain.MONTH, Grain.WEEK, Grain.DAY)


def choose(
    calendar: Calendar, leaf: Leaf, periods: Sequence[Period], survey: Survey | None, *, main: bool, fast: bool
) -> list[tuple[Shape, tuple[Period, ...]]]:
    """The shapes that together fetch a leaf over all its periods, each with the periods it serves.

    `main` says that the leaf is read by its table's main date, so that no row lies after the survey's newest.
    """
    if not fast or survey is None or len(periods) == 1 or not is_plain(leaf):
        return [(Direct(tuple(periods)), tuple(periods))]
    open_end = survey.newest if main else None
    if leaf.aggregate in MERGED:
        grain = _common_grain(calendar, periods, open_end)
        if grain is not None:
            return [(_flow(grain, periods), tuple(periods))]
    return _one_bucket_each(calendar, periods, open_end)


def is_plain(leaf: Leaf) -> bool:
    """Whether each row counts in the bucket of its date and nowhere else, whatever the period."""
    special = leaf.held or leaf.after or leaf.having or leaf.first_only or leaf.date is None
    return not special and not uses_period(leaf)


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


def _one_bucket_each(
    calendar: Calendar, periods: Sequence[Period], open_end: datetime | None
) -> list[tuple[Shape, tuple[Period, ...]]]:
    """Values that cannot be merged: a flow where each period is exactly one bucket, else direct."""
    by_grain: dict[Grain | None, list[Period]] = {}
    for period in periods:
        by_grain.setdefault(_bucket(calendar, period, open_end), []).append(period)
    chosen: list[tuple[Shape, tuple[Period, ...]]] = []
    for grain, group in by_grain.items():
        shape: Shape = Direct(tuple(group)) if grain is None or len(group) == 1 else _flow(grain, group)
        chosen.append((shape, tuple(group)))
    return chosen


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

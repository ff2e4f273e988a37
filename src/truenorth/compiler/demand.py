"""Which leaf is read over which period: the tree walked without values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from truenorth.model.trees import At, Call, Leaf, Over, Tree, Whole
from truenorth.periods import Clock, Period, There, land, spine, split


@dataclass(frozen=True)
class Read:
    """One leaf over one period; `whole` over all members; `earlier` where a comparison's partner wants it."""

    leaf: Leaf
    period: Period
    whole: bool
    earlier: bool


def demand(tree: Tree, period: Period, clock: Clock, *, whole: bool = False, earlier: bool = False) -> Iterator[Read]:
    """Every read that the value of `tree` over `period` needs."""
    if isinstance(tree, Leaf):
        yield Read(tree, period, whole, earlier)
    elif isinstance(tree, At):
        landing = land(tree.move, period, clock)
        if landing.period is not None:
            there = earlier or isinstance(tree.move, There)
            yield from demand(tree.of, landing.period, clock, whole=whole, earlier=there)
    elif isinstance(tree, Over):
        for part in parts(tree, period, clock):
            yield from demand(tree.of, part, clock, whole=whole, earlier=earlier)
    elif isinstance(tree, Whole):
        yield from demand(tree.of, period, clock, whole=True, earlier=earlier)
    elif isinstance(tree, Call):
        for argument in tree.arguments:
            yield from demand(argument, period, clock, whole=whole, earlier=earlier)


def parts(over: Over, period: Period, clock: Clock) -> tuple[Period, ...]:
    """The finer periods that an Over folds: those inside the period, or the last ones ending with it."""
    calendar = clock.calendar
    if over.last is None:
        return split(calendar, over.grain, period)
    unit = calendar.floor(over.grain, calendar.day_before(period.end))
    first = calendar.midnight(calendar.add(over.grain, unit, 1 - over.last))
    units = spine(calendar, over.grain, first, period.end)
    return tuple(u if u.end <= period.end else Period(u.start, period.end, u.grain) for u in units)

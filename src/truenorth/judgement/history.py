"""The past of one KPI as the statistics take it: mature periods, oldest first, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from truenorth.judgement.evidence import Point, Remarks, Series
from truenorth.model.answers import State


def mature(series: Series) -> tuple[tuple[Point, ...], Point | None]:
    """The complete periods from the first to the last with a value, and the open one after them."""
    complete = [point for point in series.points if point.measured.state is not State.IN_PROGRESS]
    running = next((point for point in series.points if point.measured.state is State.IN_PROGRESS), None)
    known = [index for index, point in enumerate(complete) if point.measured.cell.value is not None]
    return (tuple(complete[known[0] : known[-1] + 1]) if known else ()), running


LARGEST = Decimal("1e100")
"""Beyond it a number is no measure of anything; the statistics leave it out."""


def plain(points: Iterable[Point]) -> list[float | None]:
    """The value of each period as the statistics take it; None where there is none."""
    values = (point.measured.cell.value for point in points)
    return [None if value is None or abs(Decimal(value)) > LARGEST else float(value) for value in values]


def left_out(points: Sequence[Point], remarks: Remarks) -> tuple[int, ...]:
    """The places of the periods that somebody left out of the limits, wholly or in part."""
    return tuple(
        place
        for place, point in enumerate(points)
        if any(point.period.start < end and begin < point.period.end for begin, end in remarks.left_out)
    )


def level_starts(points: Sequence[Point], remarks: Remarks) -> tuple[int, ...]:
    """The places of the periods with which, as somebody said, a new level begins."""
    found = (
        next((place for place, point in enumerate(points) if at < point.period.end), None) for at in remarks.levels
    )
    return tuple(sorted({place for place in found if place}))


def heeded(points: Sequence[Point], remarks: Remarks) -> tuple[Point, ...]:
    """The periods that say how the KPI varies by itself: of the last level, without those left out."""
    without = set(left_out(points, remarks))
    begin = max((0, *level_starts(points, remarks)))
    return tuple(point for place, point in enumerate(points) if place >= begin and place not in without)

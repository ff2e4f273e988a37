"""The past of one KPI as the statistics take it: mature periods, oldest first, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from truenorth.judgement.evidence import Point, Series
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

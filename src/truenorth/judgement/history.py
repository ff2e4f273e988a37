"""The past of one KPI as the statistics take it: mature periods, oldest first, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from truenorth.judgement.evidence import Point, Series
from truenorth.model.answers import Amount, State
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Metric, Unit
from truenorth.periods import Calendar


@dataclass(frozen=True)
class History:
    """A KPI's mature periods without gaps (a value may be None, with its reason), and the period still open."""

    kpi: Kpi
    metric: Metric
    unit: Unit | None
    calendar: Calendar
    as_of: datetime
    points: tuple[Point, ...]
    running: Point | None = None

    @property
    def values(self) -> tuple[Amount, ...]:
        """The value of each mature period, exact."""
        return tuple(point.measured.cell.value for point in self.points)

    @property
    def denominators(self) -> tuple[Amount, ...]:
        """What each value was divided by; None where it is no ratio."""
        parts = (point.measured.components for point in self.points)
        return tuple(each.denominator if each else None for each in parts)

    @property
    def numerators(self) -> tuple[Amount, ...]:
        """What each value was divided from; None where it is no ratio."""
        parts = (point.measured.components for point in self.points)
        return tuple(each.numerator if each else None for each in parts)


def mature(series: Series) -> tuple[tuple[Point, ...], Point | None]:
    """The complete periods from the first to the last with a value, and the open one after them."""
    complete = [point for point in series.points if point.measured.state is not State.IN_PROGRESS]
    running = next((point for point in series.points if point.measured.state is State.IN_PROGRESS), None)
    return tuple(_stripped(complete, lambda point: point.measured.cell.value is not None)), running


def _stripped(points: list[Point], keep: Callable[[Point], bool]) -> list[Point]:
    """The points without those at either end that are not kept."""
    wanted = [index for index, point in enumerate(points) if keep(point)]
    return points[wanted[0] : wanted[-1] + 1] if wanted else []

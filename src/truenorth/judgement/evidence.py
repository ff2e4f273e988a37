"""What a judgement rests on: definitions, answers and the time; and which questions bring it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from truenorth.errors import Finding
from truenorth.model.answers import Measured
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Metric
from truenorth.model.targets import Target
from truenorth.periods import Calendar, Duration, Grain, Period


class Part(StrEnum):
    """What a read is for."""

    SERIES = "series"  # every period at the KPI's grain
    VALUE = "value"  # the judged stretch of a total
    BASELINE = "baseline"
    LAST_YEAR = "last_year"  # the days (else the KPI's periods) of the same stretch one year earlier


@dataclass(frozen=True)
class Read:
    """One question to ask of a metric, in the KPI's segment; no period asks for all there is.

    Where `grain` is refused because the rows cover longer units, the first of `else_grains` that is not is asked.
    """

    part: Part
    metric: str
    grain: Grain
    period: Period | None = None
    else_grains: tuple[Grain, ...] = ()
    by: tuple[str, ...] = ()  # split by these dimensions, with the total


@dataclass(frozen=True)
class Point:
    """One period's answer."""

    period: Period
    label: str
    measured: Measured


@dataclass(frozen=True)
class Series:
    """The answers at the KPI's grain, oldest first, and the watermark up to which they are complete."""

    points: tuple[Point, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """Which period is judged against which target.

    `period` is one of the KPI's grain, for a total that of `over`. Of a total, the days before `through` count;
    `complete` says that these are all of them. `ended` says that a path's last period has been reached. `begins` is
    the day of the first target where none is in force yet.
    """

    target: Target | None = None
    period: Period | None = None
    label: str | None = None
    through: date | None = None
    complete: bool = False
    ended: bool = False
    begins: date | None = None


@dataclass(frozen=True)
class TableAge:
    """The end of a table's newest row's day or unit, and how fresh it was promised to be.

    `usual_gap` are the days from one day with rows to the next, longest but for one in twenty of the last year; None
    where too few days have rows to tell, or where days without rows say nothing (`on_demand`).
    """

    table: str
    newest: datetime | None
    fresh_within: Duration | None = None
    usual_gap: int | None = None
    on_demand: bool = False


@dataclass(frozen=True)
class Remarks:
    """What people said of a KPI's past that its limits heed.

    `left_out` are stretches, from an instant up to another, whose periods count for no limit; at each of `levels` the
    limits begin anew.
    """

    left_out: tuple[tuple[datetime, datetime], ...] = ()
    levels: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All facts one judgement rests on. `value` is the judged period's answer; `failure` why there is none at all.

    `baseline` is the answer over the baseline's period where that is read from the data; `last_year` holds the answers
    of the same stretch one year earlier; `tables` are those the metric adds up; `findings` came with the answers.
    """

    kpi: Kpi
    calendar: Calendar
    as_of: datetime
    metric: Metric | None = None
    choice: Choice = Choice()
    series: Series = Series()
    value: Measured | None = None
    baseline: Measured | None = None
    last_year: tuple[Point, ...] = ()
    tables: tuple[TableAge, ...] = ()
    failure: Finding | None = None
    findings: tuple[Finding, ...] = ()
    remarks: Remarks = Remarks()


def subject_of(evidence: Evidence, grain: Grain | None) -> str:
    """Of what a value of one period of this grain is told: the KPI, or its metric where it is judged over a longer one.

    A year's revenue is the KPI; what came in in December is the metric's value, not the KPI's.
    """
    judged, kpi, metric = evidence.choice.period, evidence.kpi, evidence.metric
    if judged is None or metric is None or judged.grain is grain or judged.grain is kpi.grain:
        return kpi.label
    members = ", ".join(kpi.segment.values())
    return f"{metric.label} ({members})" if members else metric.label

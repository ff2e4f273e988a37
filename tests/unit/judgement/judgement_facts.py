"""Makes evidence for the tests of judgement: no engine, only values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from truenorth.judgement import Evidence, Part, Point, Series, choose, judge, judged_point, needs
from truenorth.model.answers import Amount, Cell, Components, Measured, State
from truenorth.model.kpis import Baseline, Kpi
from truenorth.model.metrics import Direction, Metric, Unit
from truenorth.model.status import Status
from truenorth.model.targets import Target
from truenorth.periods import Calendar, Grain, Period, label, period_at, spine

UTC_CALENDAR = Calendar()


def at(text: str) -> datetime:
    """The instant of an ISO text, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def measured(
    value: Amount,
    state: State = State.COMPLETE,
    reason: str | None = None,
    denominator: Amount = None,
    rows: int | None = None,
) -> Measured:
    components = Components(None, denominator, rows) if denominator is not None or rows is not None else None
    return Measured(Cell(value, reason), state, components=components)


def series(
    values: Sequence[Amount | Measured],
    first: str,
    until: str,
    grain: Grain = Grain.MONTH,
    calendar: Calendar = UTC_CALENDAR,
) -> Series:
    """One point for each value from the unit of `first`; those that end after `until` are open."""
    day, points = calendar.floor(grain, date.fromisoformat(first)), []
    for value in values:
        period = period_at(calendar, grain, day)
        state = State.COMPLETE if period.end <= at(until) else State.IN_PROGRESS
        points.append(
            Point(period, label(calendar, period), value if isinstance(value, Measured) else measured(value, state))
        )
        day = calendar.add(grain, day, 1)
    return Series(tuple(points), at(until))


def kpi(
    *targets: Target,
    grain: Grain = Grain.MONTH,
    red_line: str | None = None,
    baseline: str | None = None,
    min_count: int | None = None,
    segment: Mapping[str, str] | None = None,
) -> Kpi:
    return Kpi(
        "k",
        "K",
        "m",
        grain=grain,
        targets=targets,
        red_line=None if red_line is None else Decimal(red_line),
        baseline=None if baseline is None else Baseline(Decimal(baseline)),
        min_count=min_count,
        segment=segment or {},
    )


def evidence(
    of: Kpi,
    found: Series,
    value: Amount | Measured = None,
    as_of: str | None = None,
    direction: Direction | None = None,
    calendar: Calendar = UTC_CALENDAR,
) -> Evidence:
    """Evidence for the chosen period: its point of the series, unless a value is given (of totals it has to be)."""
    choice = choose(of, found, calendar)
    point = judged_point(choice, found)
    answer = value if isinstance(value, Measured) else measured(value)
    if value is None:
        answer = point.measured if point else measured(None, reason="no_rows")
    moment = at(as_of) if as_of else found.until
    assert moment is not None
    metric = Metric("m", "M", unit=Unit("EUR"), direction=direction)
    return Evidence(of, calendar, moment, metric, choice, found, answer)


def status(
    of: Kpi,
    values: Sequence[Amount | Measured],
    first: str,
    until: str,
    *,
    value: Amount | Measured = None,
    direction: Direction | None = None,
    calendar: Calendar = UTC_CALENDAR,
) -> Status:
    """The status over a series that begins in the unit of `first` and is complete until `until`."""
    return judge(evidence(of, series(values, first, until, of.grain, calendar), value, None, direction, calendar))


def last_year(found: Evidence, values: Mapping[date, Amount], grain: Grain = Grain.DAY) -> Evidence:
    """The evidence with last year's answers, each unit complete; those not in `values` have no rows."""
    read = next(
        read for read in needs(found.kpi, found.choice, found.series, found.calendar) if read.part is Part.LAST_YEAR
    )
    assert read.period is not None
    points = []
    for period in spine(found.calendar, grain, read.period.start, read.period.end):
        amount = values.get(found.calendar.day(period.start))
        points.append(Point(period, "", measured(amount, reason=None if amount is not None else "no_rows")))
    return replace(found, last_year=tuple(points))


def word(of: Status, facet: str = "target") -> str | None:
    found = of.facets[facet]
    return found.word if found else None


def month(year: int, number: int) -> Period:
    return period_at(UTC_CALENDAR, Grain.MONTH, date(year, number, 1))

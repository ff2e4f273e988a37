"""Which target is in force, and which period is judged against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from truenorth.judgement.evidence import Choice, Point, Series
from truenorth.judgement.totals import over_days
from truenorth.model.answers import State
from truenorth.model.kpis import Kpi
from truenorth.model.targets import Target, Total
from truenorth.periods import Calendar, Grain, Period, label

DAY = timedelta(days=1)
_SKIPPED = frozenset({"not_yet", "not_loaded"})


def in_force(targets: Sequence[Target], day: date, segment: Mapping[str, str]) -> Target | None:
    """The target agreed for a civil day: the newest that begins on or before it; of two, the one written last.

    A target `for` a segment holds for that segment only; one without holds where the segment has none of its own.
    """
    begun = [target for target in targets if target.begins <= day and dict(target.segment) in ({}, dict(segment))]
    return max(begun, key=lambda target: (target.begins, bool(target.segment), targets.index(target)), default=None)


def choose(kpi: Kpi, series: Series, calendar: Calendar) -> Choice:
    """The target and the period to judge: the last complete period, or of a total the period still running.

    A total is judged in the period of `over` that holds the last instant before the watermark; anything else in the
    newest complete and mature period, for which the target in force on its last day counts.
    """
    newest = _newest_mature(series.points)
    seen = calendar.day_before(series.until) if series.until else None
    if seen is not None:
        target = in_force(kpi.targets, seen, kpi.segment)
        if target is not None and isinstance(target.path, Total):
            return _total(kpi, target, series, calendar)
    if newest is None:
        return Choice()
    last = _last_day(newest.period, calendar, series)
    target = in_force(kpi.targets, last, kpi.segment)
    if target is None:
        begins = min((each.begins for each in kpi.targets if each.begins > last), default=None)
        return Choice(None, newest.period, newest.label, begins=begins)
    if isinstance(target.path, Total):
        return _total(kpi, target, series, calendar)
    return _level(target, newest, series, calendar)


def judged_point(choice: Choice, series: Series) -> Point | None:
    """The answer of the judged period, where that is one of the series."""
    return next((point for point in reversed(series.points) if point.period == choice.period), None)


def _level(target: Target, newest: Point, series: Series, calendar: Calendar) -> Choice:
    """The newest mature period; past the end of a reach its last one."""
    if target.by is None:
        return Choice(target, newest.period, newest.label)
    end = calendar.midnight(target.by + DAY)
    point = _newest_mature([point for point in series.points if point.period.start < end])
    if point is None:
        return Choice(target)
    return Choice(target, point.period, point.label, ended=point.period.end >= end)


def _total(kpi: Kpi, target: Target, series: Series, calendar: Calendar) -> Choice:
    """The period of `over` that holds the last day seen while the target was in force."""
    if series.until is None:
        return Choice(target)
    later = [
        each.begins
        for each in kpi.targets
        if each.begins > target.begins and dict(each.segment) in ({}, dict(kpi.segment))
    ]
    replaced = min(later, default=None)
    covered = calendar.day(series.until)
    day = calendar.day_before(series.until)
    if replaced is not None:
        covered, day = min(covered, replaced), min(day, replaced - DAY)
    if target.by is not None:
        day = min(day, target.by)
    first, end = over_days(calendar, target, day)
    grain = Grain.TOTAL if target.path.over == "until" else Grain(target.path.over)  # type: ignore[union-attr]
    period = Period(calendar.midnight(first), calendar.midnight(end), grain)
    return Choice(target, period, label(calendar, period), min(covered, end), complete=covered >= end)


def _newest_mature(points: Sequence[Point]) -> Point | None:
    for point in reversed(points):
        measured = point.measured
        if measured.state is not State.IN_PROGRESS and measured.cell.reason not in _SKIPPED:
            return point
    return None


def _last_day(period: Period, calendar: Calendar, series: Series) -> date:
    end = period.end if series.until is None else min(period.end, series.until)
    return calendar.day_before(max(end, period.start))

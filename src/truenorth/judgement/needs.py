"""Which questions bring the evidence: first the series, then what the chosen target needs."""

from __future__ import annotations

from datetime import date, timedelta

from truenorth.judgement.evidence import Choice, Part, Read, Series
from truenorth.judgement.totals import year_back, year_back_end
from truenorth.model.kpis import Kpi
from truenorth.model.targets import Improve, Linear, Phasing, Seasonal, Steps, Target, Total
from truenorth.periods import Calendar, Grain, Period, parse_period, period_at

DAY = timedelta(days=1)
COARSER = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)
"""Asked of last year in turn where rows cover more than a day."""


def first_need(kpi: Kpi) -> Read:
    """The series at the KPI's grain, from which the target and the period are chosen."""
    return Read(Part.SERIES, kpi.metric, kpi.grain)


def needs(kpi: Kpi, choice: Choice, series: Series, calendar: Calendar) -> tuple[Read, ...]:
    """What remains to be asked once target and period are chosen, each part at most once."""
    target, period = choice.target, choice.period
    if target is None or period is None:
        return ()
    if isinstance(target.path, Total):
        return _total(kpi, choice, series, calendar)
    if isinstance(target.path, Improve):
        on = improved_on(target.path, period, calendar)
        return (Read(Part.BASELINE, kpi.metric, on.grain or Grain.TOTAL, on),) if on else ()
    baseline = _baseline(kpi, target, calendar)
    if not isinstance(target.path, Linear | Steps):
        return ()
    if baseline is None:
        return _season(kpi, target, calendar)
    read = Read(Part.BASELINE, kpi.metric, baseline.grain or Grain.TOTAL, baseline)
    return (read, *_season(kpi, target, calendar))


def _season(kpi: Kpi, target: Target, calendar: Calendar) -> tuple[Read, ...]:
    """The time before a seasonal path, by the KPI's grain: from a year and a period before it to its first day."""
    if not isinstance(target.path, Seasonal) or kpi.grain is Grain.TOTAL:
        return ()
    first = calendar.floor(kpi.grain, year_back(target.begins - DAY))
    return (Read(Part.LAST_YEAR, kpi.metric, kpi.grain, _stretch(calendar, first, target.begins)),)


def improved_on(path: Improve, judged: Period, calendar: Calendar) -> Period | None:
    """The period on which a target improves: as written, or the one before the judged one, of the unit written."""
    if not path.on.startswith("previous "):
        return parse_period(calendar, path.on)
    unit = path.on.removeprefix("previous ")
    grain = judged.grain if unit == "period" else Grain(unit)
    if grain is None or grain in (Grain.TOTAL, Grain.HOUR):
        return None
    first = calendar.floor(grain, calendar.day(judged.start))
    return period_at(calendar, grain, calendar.add(grain, first, -1))


def _total(kpi: Kpi, choice: Choice, series: Series, calendar: Calendar) -> tuple[Read, ...]:
    """The value to the last whole day covered (of a first day still running, as far as it goes); last year's days."""
    target, period = choice.target, choice.period
    assert target is not None and period is not None and choice.through is not None and series.until is not None
    end = calendar.midnight(choice.through)
    value = Read(Part.VALUE, kpi.metric, Grain.TOTAL, Period(period.start, end if end > period.start else series.until))
    if not isinstance(target.path, Total) or target.path.phasing is not Phasing.LAST_YEAR:
        return (value,)
    before = _stretch(calendar, year_back(calendar.day(period.start)), year_back_end(calendar.day(period.end)))
    return (value, Read(Part.LAST_YEAR, kpi.metric, Grain.DAY, before, COARSER))


def _baseline(kpi: Kpi, target: Target, calendar: Calendar) -> Period | None:
    """The baseline's period: as written, else the last period of the KPI's grain that ends when the target begins."""
    if kpi.baseline is not None and kpi.baseline.value is not None:
        return None
    if kpi.baseline is not None and kpi.baseline.period is not None:
        return parse_period(calendar, kpi.baseline.period)
    begins = calendar.midnight(target.begins)
    if kpi.grain is Grain.TOTAL:
        return None
    if kpi.grain is Grain.HOUR:
        return Period(begins - timedelta(hours=1), begins, Grain.HOUR)
    last = period_at(calendar, kpi.grain, target.begins - DAY)
    return last if last.end <= begins else period_at(calendar, kpi.grain, calendar.day(last.start) - DAY)


def _stretch(calendar: Calendar, first: date, end: date) -> Period:
    return Period(calendar.midnight(first), calendar.midnight(end))

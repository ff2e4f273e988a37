"""From a KPI to its signals, and to its forecast: what the commands of these names print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truenorth.judgement import goal_of
from truenorth.judgement.evidence import subject_of
from truenorth.judgement.forecasts import Foresight, foresight
from truenorth.judgement.history import mature
from truenorth.judgement.scoreboard import Scoreboard
from truenorth.judgement.sentence import Sentence
from truenorth.judgement.sides import better
from truenorth.judgement.signal_chart import Chart, chart_of, shift_sentences
from truenorth.model.metrics import Unit
from truenorth.periods import Calendar
from truenorth.project.answer_json import dumps
from truenorth.project.ask import Asking
from truenorth.project.assess import found_evidence


@dataclass(frozen=True)
class Charted:
    """A KPI's chart with what is needed to print it."""

    chart: Chart
    label: str
    unit: Unit | None
    calendar: Calendar
    as_of: datetime
    shifts: tuple[Sentence, ...]


def chart(asking: Asking, key: str, as_of: datetime) -> Charted:
    """The signals of a KPI; Refused where there is no such KPI or it has no series."""
    evidence = found_evidence(asking, key, as_of)
    points, _ = mature(evidence.series)
    unit = evidence.metric.unit if evidence.metric else None
    side = better(evidence.metric, goal_of(evidence))
    subject = subject_of(evidence, evidence.kpi.grain)
    made = chart_of(evidence.kpi, points, unit, evidence.calendar, side, subject=subject)
    told = shift_sentences(made, unit, evidence.calendar)
    return Charted(made, evidence.kpi.label, unit, evidence.calendar, as_of, told)


def signals_json(charted: Charted) -> str:
    """The text of `truenorth signals --json`."""
    made = charted.chart
    points = [
        {
            "period": point.label,
            "value": _float(judged.value),
            "centre": _float(judged.centre),
            "lower": _float(judged.lower),
            "upper": _float(judged.upper),
            "rule": judged.rule.value if judged.rule else None,
        }
        for point, judged in zip(made.points, made.chart.points, strict=True)
    ]
    shifts = [
        {
            "period": made.points[one.at].label,
            "size": _float(one.size),
            "low": _float(one.low),
            "high": _float(one.high),
            "earliest": made.points[one.earliest].label,
            "latest": made.points[one.latest].label,
        }
        for one in made.shifts
    ]
    told = {"kpi": made.kpi, "state": made.state, "points": points, "shifts": shifts, "sentence": made.sentence.text}
    return dumps(told, indent=1)


def foresee(asking: Asking, key: str, as_of: datetime, horizon: int | None = None) -> Foresight:
    """The forecast of a KPI; Refused where there is no such KPI."""
    evidence = found_evidence(asking, key, as_of)
    return foresight(evidence, goal_of(evidence), horizon)


def forecast_json(made: Foresight) -> str:
    """The text of `truenorth forecast --json`."""
    names = ("value", "lo80", "hi80", "lo95", "hi95")
    points = [
        {"period": name, **{each: _float(getattr(point, each)) for each in names}}
        for name, point in zip(made.labels, made.points, strict=True)
    ]
    test = made.backtest
    backtest = None
    if test is not None:
        backtest = {
            "coverage80": _float(test.coverage80),
            "coverage95": _float(test.coverage95),
            "mase": _float(test.mase),
        }
    told = {
        "kpi": made.kpi,
        "method": made.method,
        "backtest": backtest,
        "points": points,
        "p_hit": _float(made.p_hit),
        "scoreboard": _scoreboard(made.scoreboard),
        "sentence": made.sentence.text,
    }
    return dumps(told, indent=1)


def _scoreboard(board: Scoreboard | None) -> dict[str, object] | None:
    if board is None:
        return None
    return {"told": board.told, "mean": _float(board.mean), "came": board.came, "brier": _float(board.brier)}


def _float(value: float | None) -> float | None:
    """A statistic to twelve significant digits."""
    return None if value is None else float(f"{value:.12g}")

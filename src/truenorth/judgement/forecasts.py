"""A KPI's forecast with its periods, its odds and its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truenorth.judgement.evidence import Evidence, Point, subject_of
from truenorth.judgement.goal import Goal, Lack
from truenorth.judgement.history import mature
from truenorth.judgement.outlook import Outlook, forecast_of, outlook_of, period_after
from truenorth.judgement.scoreboard import Scoreboard, scoreboard
from truenorth.judgement.seasons import SEASONS
from truenorth.judgement.sentence import Sentence
from truenorth.model.metrics import Unit
from truenorth.periods import Calendar, label
from truenorth.stats import Backtest, Declined, Forecast, ForecastPoint
from truenorth.wording import format_number, say, spell_period

USUAL = 6
"""Steps ahead where neither a horizon nor a season is given."""


@dataclass(frozen=True)
class Foresight:
    """What is expected of the next periods; without points where the series is too short, and the sentence says so."""

    kpi: str
    label: str
    unit: Unit | None
    method: str | None
    backtest: Backtest | None
    labels: tuple[str, ...]
    points: tuple[ForecastPoint, ...]
    past: tuple[Point, ...]
    p_hit: float | None
    sentence: Sentence
    scoreboard: Scoreboard | None = None


def foresight(evidence: Evidence, goal: Goal | Lack, horizon: int | None = None) -> Foresight:
    """The forecast of a KPI: as far as asked, else one season ahead."""
    points, _ = mature(evidence.series)
    unit = evidence.metric.unit if evidence.metric else None
    kpi = evidence.kpi
    steps = horizon or min(SEASONS.get(kpi.grain, USUAL), 14)
    made = forecast_of(evidence, points, steps)
    outlook = outlook_of(evidence, goal) if isinstance(goal, Goal) else None
    if isinstance(made, Declined):
        told = Sentence(say(made.key, **made.facts), dict(made.facts))
        return Foresight(kpi.key, kpi.label, unit, None, None, (), (), points, None, told)
    periods = [period_after(evidence.calendar, points[-1].period, step + 1) for step in range(len(made.points))]
    return Foresight(
        kpi.key,
        kpi.label,
        unit,
        made.method,
        made.backtest,
        tuple(label(evidence.calendar, period) for period in periods),
        made.points,
        points,
        outlook.p if outlook else None,
        _sentence(subject_of(evidence, kpi.grain), made, outlook, points, unit, evidence.calendar),
        scoreboard(evidence, goal) if isinstance(goal, Goal) else None,
    )


def _sentence(
    name: str, made: Forecast, outlook: Outlook | None, points: Sequence[Point], unit: Unit | None, calendar: Calendar
) -> Sentence:
    first = made.points[0]
    parts = [
        say(
            "forecast.next",
            label=name,
            value=format_number(first.value, unit),
            period=spell_period(calendar, period_after(calendar, points[-1].period, 1)),
            low=format_number(first.lo80, unit),
            high=format_number(first.hi80, unit),
        )
    ]
    facts: dict[str, object] = {"value": first.value, "lo80": first.lo80, "hi80": first.hi80, "n": made.n}
    if made.rough:
        parts.append(say("forecast.rough", n=made.n))
    if outlook is not None:
        text = outlook.sentence.text
        parts.append(text[:1].upper() + text[1:] + ".")
        facts |= {"p_hit": outlook.p, **outlook.sentence.facts}
    return Sentence(" ".join(parts), facts)

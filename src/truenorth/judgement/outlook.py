"""How likely the target is to be reached: what is forecast, for when, and the odds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from truenorth.judgement.evidence import Evidence, Point
from truenorth.judgement.exact import decimal
from truenorth.judgement.goal import Goal, Shape
from truenorth.judgement.history import mature, plain
from truenorth.judgement.seasons import SEASONS, bounds
from truenorth.judgement.sentence import Sentence
from truenorth.model.metrics import Unit
from truenorth.periods import Calendar, Grain, Period, period_at
from truenorth.stats import Declined, Forecast, Odds, forecast, p_hit, p_total
from truenorth.wording import format_number, say, spell_period

DAY = timedelta(days=1)
LIKELY, UNLIKELY = 0.7, 0.3
OUTLOOK_WORDS = ("likely", "uncertain", "unlikely", "too early")


@dataclass(frozen=True)
class Outlook:
    """The word, the odds (None where it is too early), when they are for, and the sentence."""

    word: str
    p: float | None
    period: Period
    sentence: Sentence


@dataclass(frozen=True)
class _Asked:
    """What is forecast: so many steps after the last mature period; of a total, what has come in so far."""

    period: Period
    steps: int
    so_far: float = 0.0


def outlook_of(evidence: Evidence, goal: Goal) -> Outlook | None:
    """The outlook of a KPI's target; None where its end has passed or there is nothing to forecast from."""
    points, _ = mature(evidence.series)
    if goal.ended or not points or evidence.kpi.grain is Grain.TOTAL:
        return None
    asked = _ASKED[goal.shape](evidence, points)
    if asked is None or asked.steps < 1:
        return None
    made = forecast_of(evidence, points, asked.steps)
    unit = evidence.metric.unit if evidence.metric else None
    if isinstance(made, Forecast) and asked.steps > len(made.points):
        far = Declined("hit.too_far", {"steps": asked.steps, "most": len(made.points)})
        return _early(far, asked.period)
    odds = _odds(goal, asked, made)
    if isinstance(odds, Declined):
        return _early(odds, asked.period)
    word = "likely" if odds.p >= LIKELY else "unlikely" if odds.p <= UNLIKELY else "uncertain"
    return Outlook(word, odds.p, asked.period, _sentence(goal, odds.p, asked, unit, evidence.calendar))


def forecast_of(evidence: Evidence, points: Sequence[Point], horizon: int) -> Forecast | Declined:
    """The forecast of a KPI's mature periods; a share stays within 0 and 1, what was never negative at 0 or above."""
    values = plain(points)
    lower, upper = bounds(values, evidence.metric.unit if evidence.metric else None)
    return forecast(values, horizon, period=SEASONS.get(evidence.kpi.grain), lower=lower, upper=upper)


def _early(declined: Declined, period: Period) -> Outlook:
    return Outlook("too early", None, period, Sentence(say(declined.key, **declined.facts), dict(declined.facts)))


def _next(evidence: Evidence, points: Sequence[Point]) -> _Asked | None:
    """The period after the last mature one."""
    return _Asked(period_after(evidence.calendar, points[-1].period, 1), 1)


def _by(evidence: Evidence, points: Sequence[Point]) -> _Asked | None:
    """The period in which a reach ends."""
    target = evidence.choice.target
    if target is None or target.by is None:
        return _next(evidence, points)
    last = period_at(evidence.calendar, evidence.kpi.grain, target.by)
    return _Asked(last, steps_between(evidence.calendar, points[-1].period, last))


def _whole(evidence: Evidence, points: Sequence[Point]) -> _Asked | None:
    """The period over which a total adds up, with what its mature periods have brought."""
    period = evidence.choice.period
    if period is None:
        return None
    inside = [point for point in points if point.period.start >= period.start and point.period.end <= period.end]
    values = plain(inside)
    end = period_at(evidence.calendar, evidence.kpi.grain, evidence.calendar.day_before(period.end))
    steps = steps_between(evidence.calendar, points[-1].period, end)
    return _Asked(period, steps, sum(value for value in values if value is not None))


_ASKED: dict[Shape, Callable[[Evidence, Sequence[Point]], _Asked | None]] = {
    Shape.LEVEL: _next,
    Shape.RANGE: _next,
    Shape.PATH: _by,
    Shape.TOTAL: _whole,
}


def period_after(calendar: Calendar, last: Period, steps: int) -> Period:
    """The period so many of its grain after another."""
    first = calendar.day(last.start)
    if last.grain in (None, Grain.HOUR):
        length = last.end - last.start
        return Period(last.start + steps * length, last.end + steps * length, last.grain)
    return period_at(calendar, last.grain, calendar.add(last.grain, first, steps))


def steps_between(calendar: Calendar, last: Period, wanted: Period) -> int:
    """How many periods of the grain lie after `last` up to `wanted`; 0 or less where it lies behind."""
    if wanted.start <= last.start or last.grain is None:
        return 0
    first, count = calendar.day(last.start), 0
    while calendar.midnight(first) < wanted.start and count < 10_000:
        first, count = calendar.add(last.grain, first, 1), count + 1
    return count


def _odds(goal: Goal, asked: _Asked, made: Forecast | Declined) -> Odds | Declined:
    if goal.shape is Shape.TOTAL:
        return p_total(made, asked.steps, asked.so_far, float(goal.end), side=goal.side)
    if goal.limits is None:
        return p_hit(made, asked.steps, float(goal.end if goal.shape is Shape.PATH else goal.expected), side=goal.side)
    above, beyond = (p_hit(made, asked.steps, float(end), side=1) for end in (goal.limits.low, goal.limits.high))
    if isinstance(above, Declined) or isinstance(beyond, Declined):
        return above
    edge = min(above.p, 1 - above.p, beyond.p, 1 - beyond.p, 0.05)
    return Odds(min(max(above.p - beyond.p, edge), 1 - edge), above.spread, above.n)


def _sentence(goal: Goal, p: float, asked: _Asked, unit: Unit | None, calendar: Calendar) -> Sentence:
    key = {Shape.LEVEL: "level", Shape.RANGE: "range", Shape.PATH: "path", Shape.TOTAL: "total"}[goal.shape]
    if goal.shape is Shape.TOTAL and goal.side < 0:
        key = "budget"
    limits = goal.limits
    wanted = goal.end if goal.shape in (Shape.PATH, Shape.TOTAL) else goal.expected
    text = say(
        f"hit.{key}",
        p=f"{round(100 * p)} %",
        target=format_number(decimal(wanted), unit),
        low=format_number(decimal(limits.low), unit) if limits else "",
        high=format_number(decimal(limits.high), unit) if limits else "",
        period=spell_period(calendar, asked.period),
    )
    return Sentence(text, {"p": p, "steps": asked.steps, "target": float(wanted), "so_far": asked.so_far})

"""A KPI's line in a list."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from truenorth.app.readings.cards.chart import Told, spark
from truenorth.app.readings.cards.facets import facets_row
from truenorth.app.readings.cards.numbers import exact_text, nothing, percent, shown, shown_change, side_of
from truenorth.app.readings.scene import Judged, Scene
from truenorth.app.readings.shapes import KpiRow, PeriodMark, Shown
from truenorth.app.readings.tree import typed_of
from truenorth.errors import Refused, SourceFailed
from truenorth.judgement import Goal
from truenorth.judgement.exact import fraction
from truenorth.judgement.track import NEAR, Tracked
from truenorth.model.kpis import Kpi, Objective
from truenorth.model.metrics import Metric
from truenorth.model.questions import Question
from truenorth.model.status import Status
from truenorth.periods import Grain, Period, label, parse_shift, period_at, shift_period
from truenorth.project.assess import answer_within
from truenorth.project.segments import segment_filters
from truenorth.wording import exact, round_half_up, say, spell_age, spell_period, spell_until
from truenorth.wording.statuses import gap_of, gap_reference, gap_text, gap_words, place_of, status_style, target_text
from truenorth.wording.styles import Style

CELLS = 13


def kpi_row(scene: Scene, judged: Judged, told: Told) -> KpiRow:
    """The line of a KPI."""
    kpi, status, evidence = judged.kpi, judged.status, judged.evidence
    style = status_style(status, evidence.metric, scene.definitions.currency)
    typed = typed_of(scene.project.asking, kpi.metric) if kpi.metric in scene.definitions.metrics else []
    last_year, last_side = _last_year(scene, judged, style)
    outlook = status.facets.get("outlook")
    p_hit = outlook.facts.get("p_hit") if outlook else None
    data = status.facets.get("data")
    age = data.facts.get("age") if data else None
    found: dict[str, Any] = {
        **_classified(scene, kpi),
        "period": status.period_label or "",
        "period_text": spell_period(scene.calendar, status.period) if status.period else "",
        "headline": status.headline,
        "last_headline": status.last_headline or "",
        "rule": status.rule,
        "marks": list(status.marks),
        "note": status.note or "",
        "sentence": _matters(judged, told, against(scene, judged, style)),
        "facets": facets_row(judged),
        "value": shown(status.value, style, quotient=status.quotient),
        "target": _target(status, kpi, style),
        "gap": _gap(status, style),
        "gap_side": _gap_side(judged),
        "gap_words": gap_words(status, style),
        "gap_reference": gap_reference(status),
        "last_year": last_year,
        "last_year_side": last_side,
        "score": _score(status),
        "attainment": "" if status.attainment is None else percent(float(status.attainment)),
        "p_hit": p_hit if isinstance(p_hit, float) else None,
        "outlook": outlook.word if outlook else "",
        "cells": [_cell(judged, each, style) for each in told.tracked[-CELLS:]],
        "spark": spark(scene, evidence.series.points, style, told),
        "data_until": spell_until(scene.calendar, evidence.series.until) if evidence.series.until else "",
        "age": spell_age(age) if isinstance(age, timedelta) else "",
        "typed": bool(typed),
        "entry_metrics": typed,
        "open_period": _open_period(scene, typed),
        "need": _need(judged),
        "findings": len(scene.findings("kpi", kpi.key)),
    }
    return cast("KpiRow", found)


def _classified(scene: Scene, kpi: Kpi) -> dict[str, str]:
    definitions = scene.definitions
    objective = definitions.objectives.get(kpi.objective or "")
    owner = owner_of(scene, kpi)
    team = definitions.teams.get(team_of(scene, kpi, objective))
    person = definitions.people.get(owner)
    return {
        "key": kpi.key,
        "label": kpi.label,
        "metric": kpi.metric,
        "objective": kpi.objective or "",
        "objective_label": objective.label if objective else "",
        "perspective": (objective.perspective if objective else None) or "",
        "owner": owner,
        "owner_name": person.name if person else owner,
        "team": team.key if team else "",
        "team_label": team.label if team else "",
        "department": kpi.department or (team.department if team else None) or "",
        "level": kpi.level or "",
        "role": kpi.role or "",
        "timing": kpi.timing or "",
        "horizon": kpi.horizon or "",
        "stage": kpi.stage or "",
        "nature": kpi.nature or "",
        "state": kpi.state,
        "grain": kpi.grain.value,
        "review": kpi.review or "",
        **({"updater": kpi.updater} if kpi.updater else {}),
    }


def owner_of(scene: Scene, kpi: Kpi) -> str:
    """The address of who answers for a KPI: a person, or a team's lead."""
    team = scene.definitions.teams.get(kpi.owner or "")
    return (team.lead or "") if team else (kpi.owner or "")


def team_of(scene: Scene, kpi: Kpi, objective: Objective | None) -> str:
    """The team of a KPI: its own, that of its owner, that of its objective."""
    teams, owner = scene.definitions.teams, kpi.owner or ""
    person = scene.definitions.people.get(owner)
    told = (kpi.team, owner if owner in teams else None, person.team if person else None)
    return next((each for each in told if each), (objective.team if objective else None) or "")


def against(scene: Scene, judged: Judged, style: Style) -> str:
    """The value beside its target in words; "" where there is no value."""
    status = judged.status
    if status.value is None or status.period is None:
        return ""
    words = {"value": style.number(status.value), "period": spell_period(scene.calendar, status.period)}
    if status.target is None:
        return say("kpi.value", **words)
    gap = " ".join(part for part in (gap_text(status, style), gap_words(status, style)) if part)
    return say("kpi.against", **words, target=target_text(status, judged.kpi, style), gap=gap)


def _matters(judged: Judged, told: Told, beside: str) -> str:
    """What matters most: why there is no number, a signal, the odds of the target, else value and target."""
    status = judged.status
    if status.headline in ("no data", "stale", "doubtful"):
        return status.note or beside
    signal, outlook = status.facets.get("signal"), status.facets.get("outlook")
    if signal is not None and signal.word not in ("stable", "insufficient data"):
        return told.chart.sentence.text
    odds = str(outlook.facts.get("sentence") or "") if outlook and outlook.word == "unlikely" else ""
    return " ".join(part for part in (beside, odds[:1].upper() + odds[1:] + "." if odds else "") if part)


def _target(status: Status, kpi: Kpi, style: Style) -> Shown:
    if status.target is None:
        return nothing()
    text = target_text(status, kpi, style)
    if isinstance(status.target, tuple):
        low, high = status.target
        return {"exact": f"{exact_text(low)}..{exact_text(high)}", "text": text, "full": text}
    return {**shown(status.target, style), "text": text}


def _gap(status: Status, style: Style) -> Shown:
    gap = gap_of(status)
    if gap is None:
        return nothing()
    return {**shown_change(gap, style, quotient=status.quotient), "text": gap_text(status, style)}


def _gap_side(judged: Judged) -> str:
    """On which side of the target the value lies; outside a band is worse."""
    gap = gap_of(judged.status)
    if gap is None or not isinstance(judged.goal, Goal):
        return ""
    if judged.goal.limits is not None:
        return "worse" if gap else ""
    return side_of(float(gap), judged.goal.side)


def _last_year(scene: Scene, judged: Judged, style: Style) -> tuple[Shown, str]:
    """The change against the same period last year; of a running total over the same days."""
    change = _change_on_last_year(scene, judged)
    if change is None:
        return nothing(), ""
    return shown_change(change, style, quotient=judged.status.quotient), side_of(float(change), judged.side)


def _change_on_last_year(scene: Scene, judged: Judged) -> Decimal | None:
    evidence, period = judged.evidence, judged.status.period
    shift = parse_shift(scene.calendar, "same-period-last-year")
    if period is None or shift is None or judged.status.value is None:
        return None
    by_period = {point.period: point.measured for point in evidence.series.points}
    if period in by_period:
        before = shift_period(scene.calendar, shift, period)
        partner = by_period.get(before) if before else None
        then, now = exact(partner.cell.value) if partner else None, exact(judged.status.value)
        return None if then is None or now is None else now - then
    return _compared(scene, judged, period)


def _compared(scene: Scene, judged: Judged, period: Period) -> Decimal | None:
    """Of a period of another size than the KPI's the engine is asked, like for like."""
    shift = parse_shift(scene.calendar, "same-period-last-year")
    assert shift is not None
    for where in segment_filters(judged.kpi.segment):
        metric = judged.kpi.metric
        question = Question((metric,), scene.as_of, period.grain or Grain.TOTAL, (), period, where, compare=(shift,))
        try:
            answer = answer_within(scene.shared, question)
        except (Refused, SourceFailed):
            continue
        rows = answer.rows
        found = rows[0].values[metric].compare.get(shift.text) if len(rows) == 1 else None
        return exact(found.change) if found else None
    return None


def _score(status: Status) -> str:
    score = exact(status.score)
    return "" if score is None else f"{round_half_up(score, 1)}"


def _cell(judged: Judged, past: Tracked, style: Style) -> PeriodMark:
    return {"label": past.label, "word": _word(judged, past), "text": style.number(past.value)}


def _word(judged: Judged, past: Tracked) -> str:
    """met, near or missed against the target in force then; near as far as today's red line lies from its target."""
    if past.met is None or past.met:
        return "met" if past.met else ""
    value, goal = fraction(past.value), judged.goal
    if value is None:
        return ""
    if past.low is not None and past.high is not None:
        low, high = Fraction(exact(past.low) or 0), Fraction(exact(past.high) or 0)
        own = goal.limits if isinstance(goal, Goal) else None
        slack = (own.low - own.low_limit, own.high_limit - own.high) if own else ((high - low) / 2,) * 2
        return "near" if low - slack[0] <= value <= high + slack[1] else "missed"
    wanted = fraction(past.target)
    if wanted is None:
        return ""
    distance = goal.slack if isinstance(goal, Goal) and goal.slack else Fraction(str(NEAR)) * abs(wanted)
    return "near" if abs(value - wanted) <= distance else "missed"


def _open_period(scene: Scene, typed: list[str]) -> str:
    """The newest period that has ended and has no typed value yet."""
    for key in typed:
        metric: Metric = scene.definitions.metrics[key]
        assert metric.manual is not None
        table = f"entries of {key}"
        try:
            newest = scene.shared.surveys[table].newest
        except (Refused, SourceFailed):
            newest = None
        current = period_at(scene.calendar, metric.manual.every, scene.calendar.day_before(scene.as_of))
        ended = current
        if current.end > scene.as_of:
            ended = period_at(scene.calendar, metric.manual.every, scene.calendar.day_before(current.start))
        if newest is None or newest < ended.end:
            return label(scene.calendar, ended)
    return ""


def _need(judged: Judged) -> int:
    """The lower, the sooner it needs attention: by headline, then by score, signals for the worse first."""
    status = judged.status
    score = exact(status.score)
    signal = status.facets.get("signal")
    worse = signal is not None and "worse" in signal.word
    return place_of(status.headline) * 1000 + int((score if score is not None else Decimal(10)) * 50) - 200 * worse

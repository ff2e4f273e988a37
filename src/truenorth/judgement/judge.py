"""Evidence in, status out: a pure function of facts and the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from truenorth.judgement.data_facet import data_facet
from truenorth.judgement.evidence import Choice, Evidence
from truenorth.judgement.exact import decimal, fraction
from truenorth.judgement.goal import Goal, Lack, Shape, goal_of
from truenorth.judgement.headline import headline
from truenorth.judgement.outlook_facet import outlook_facet
from truenorth.judgement.score import Scored, score_of
from truenorth.judgement.signal_facet import signal_facet, within_noise
from truenorth.judgement.target_facet import target_facet
from truenorth.judgement.uncertainty import uncertain_note
from truenorth.model.answers import Amount, State
from truenorth.model.status import Facet, Status
from truenorth.wording import say, spell_age, spell_date, spell_reason

SERIES_LENGTH = 13
"""How many values a sparkline shows: a year of months, and the same month before it."""


def judge(evidence: Evidence) -> Status:
    """The status of one KPI: facets, headline, score, and every fact and rule behind them."""
    choice, kpi, metric = evidence.choice, evidence.kpi, evidence.metric
    value = evidence.value.cell.value if evidence.value and not evidence.failure else None
    number = fraction(value)
    goal = goal_of(evidence)
    scored = score_of(goal, number) if isinstance(goal, Goal) and number is not None else Scored()
    facets: dict[str, Facet | None] = {
        "target": target_facet(goal, number),
        "signal": signal_facet(evidence, goal),
        "outlook": outlook_facet(evidence, goal),
        "data": data_facet(evidence),
    }
    rule = headline(facets)
    noise = within_noise(evidence, goal, facets["target"], facets["signal"])
    return Status(
        kpi=kpi.key,
        label=kpi.label,
        metric=kpi.metric,
        period=choice.period,
        period_label=choice.label,
        value=None if number is None else value,
        unit=metric.unit if metric else None,
        target=_target(goal),
        expected_to_date=decimal(goal.expected) if isinstance(goal, Goal) and goal.shape is Shape.TOTAL else None,
        attainment=decimal(scored.attainment),
        score=decimal(scored.score),
        facets=facets,
        headline=rule.headline,
        rule=rule.id,
        as_of=evidence.as_of,
        marks=_marks(facets["data"]) + (("within noise",) if noise else ()),
        note="; ".join(_notes(evidence, goal, scored, facets)) or None,
        series=_series(evidence),
        quotient=evidence.value is not None and evidence.value.cell.quotient,
        last_headline=_last(facets) if rule.id == "stale" else None,
        trace=_trace(choice, facets, rule.id),
        findings=evidence.findings,
    )


def _target(goal: Goal | Lack) -> Amount | tuple[Amount, Amount]:
    """The period's path value, a total's whole, a range's two ends."""
    if isinstance(goal, Lack):
        return None
    if goal.limits is not None:
        return decimal(goal.limits.low), decimal(goal.limits.high)
    return decimal(goal.end if goal.shape is Shape.TOTAL else goal.expected)


def _marks(data: Facet | None) -> tuple[str, ...]:
    marks = data.facts.get("marks", ()) if data else ()
    return marks if isinstance(marks, tuple) else ()


def _last(facets: Mapping[str, Facet | None]) -> str:
    """What the headline would be if the data were fresh: the last colour."""
    data = facets["data"]
    assert data is not None
    return headline({**facets, "data": replace(data, word="fresh")}).headline


def _notes(
    evidence: Evidence, goal: Goal | Lack, scored: Scored, facets: Mapping[str, Facet | None]
) -> tuple[str, ...]:
    """What has to be said beside the headline, the weightiest first."""
    data = facets["data"]
    assert data is not None
    found = tuple(each.message.rstrip(".").replace("; ", ", ") for each in evidence.findings)
    notes = _data_notes(evidence, data) + found
    if data.word == "stale":
        notes += (say("note.last", headline=_last(facets)),)
    if isinstance(goal, Lack):
        return notes + ((goal.note,) if goal.note else ())
    unsure = uncertain_note(evidence, goal)
    return notes + ((unsure,) if unsure else ()) + ((scored.note,) if scored.note else ()) + goal.notes


def _data_notes(evidence: Evidence, data: Facet) -> tuple[str, ...]:
    facts, choice = data.facts, evidence.choice
    if data.word == "broken" and evidence.failure is not None:
        return (say("note.broken", message=evidence.failure.message),)
    if data.word == "no data":
        if choice.period is None or evidence.value is None:
            return (say("note.no_period"),)
        reason = spell_reason(evidence.value.cell.reason) or spell_reason("no_number")
        return (say("note.no_value", period=choice.label, reason=reason),)
    if data.word == "doubtful":
        return (say("note.doubt", doubt=spell_reason(str(facts["doubt"]))),)
    if data.word == "too few":
        return (say("note.answers", count=facts["denominator"], least=facts["min_count"]),)
    ends, age = facts.get("rows_end"), facts.get("age")
    if data.word == "stale" and isinstance(ends, date):
        return (say("note.rows_end", day=spell_date(ends), period=choice.label),)
    if data.word in ("late", "stale") and isinstance(age, timedelta):
        return (say("note.late", age=spell_age(age)),)
    return ()


def _series(evidence: Evidence) -> tuple[Amount, ...]:
    """The newest values at the KPI's grain, open periods left out."""
    closed = [point for point in evidence.series.points if point.measured.state is not State.IN_PROGRESS]
    return tuple(point.measured.cell.value for point in closed[-SERIES_LENGTH:])


def _trace(choice: Choice, facets: Mapping[str, Facet | None], rule: str) -> dict[str, object]:
    """Every rule that fired with its facts, and the target in force with the place where it is written."""
    target = choice.target
    return {
        "target_begins": target.begins if target else None,
        "target_place": str(target.place) if target else None,
        "target_spelled": dict(target.spelled) if target else None,
        "period_complete": choice.complete or None,
        "through": choice.through,
        "facets": {name: _facts(facet) for name, facet in facets.items() if facet},
        "headline": rule,
    }


def _facts(facet: Facet) -> dict[str, object]:
    """A facet's rule and facts; the rule of a signal chart, a fact, stands beside that of the facet."""
    facts = dict(facet.facts)
    if "rule" in facts:
        facts["signal_rule"] = facts.pop("rule")
    return {"rule": facet.rule, **facts}

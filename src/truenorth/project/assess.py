"""From a KPI to its status: ask for the series, choose target and period, ask for the rest, judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product

from truenorth.errors import Refused, SourceFailed, nearest_names, refuse
from truenorth.judgement import (
    Evidence,
    Part,
    Point,
    Read,
    Series,
    TableAge,
    choose,
    first_need,
    judge,
    judged_point,
    needs,
)
from truenorth.model.answers import Answer, Measured
from truenorth.model.kpis import Kpi
from truenorth.model.questions import Question
from truenorth.model.relations import Survey
from truenorth.model.status import Status
from truenorth.project.ask import Asking, ask
from truenorth.project.segments import lacks_segment, only_numbers, segment_filters, without_values
from truenorth.project.tables import Lazy, surveys, usual_gaps, world
from truenorth.project.totals import check_total

_NEXT = frozenset({"GRAIN_TOO_FINE", "FORMULA_TYPE"})
"""Refusals after which the next grain or the next reading of a segment is tried."""


@dataclass(frozen=True, eq=False)
class Assessing:
    """What assessments of one time share: each question is asked once, each table looked at once."""

    asking: Asking
    as_of: datetime
    surveys: Lazy[Survey]
    gaps: Lazy[int | None]
    answers: dict[Question, Answer] = field(default_factory=dict)
    lacking: dict[tuple[tuple[str, ...], str], bool] = field(default_factory=dict)  # segments that never had a row


def assess(asking: Asking, key: str, as_of: datetime) -> Status:
    """The status of one KPI; Refused where there is no such KPI."""
    return judge(evidence_of(assessing(asking, as_of), known_kpi(asking, key)))


def known_kpi(asking: Asking, key: str) -> Kpi:
    """The KPI of a key; Refused where there is none."""
    kpis = asking.definitions.kpis
    if key not in kpis:
        near = nearest_names(key, kpis)
        raise refuse("UNKNOWN_KPI", f"There is no KPI {key}.", nearest=near, hint="`truenorth status` lists them.")
    return kpis[key]


def found_evidence(asking: Asking, key: str, as_of: datetime) -> Evidence:
    """The evidence of one KPI; Refused where there is no such KPI, or nothing can be said of it."""
    evidence = evidence_of(assessing(asking, as_of), known_kpi(asking, key))
    if evidence.failure is not None:
        raise Refused(evidence.failure)
    return evidence


def assess_all(asking: Asking, as_of: datetime) -> tuple[Status, ...]:
    """The status of every active KPI, in the order of the definitions."""
    shared = assessing(asking, as_of)
    return tuple(judge(evidence_of(shared, kpi)) for kpi in asking.definitions.kpis.values() if kpi.state == "active")


def assessing(asking: Asking, as_of: datetime) -> Assessing:
    """What the judgements of one time share, nothing asked yet."""
    asked = world(asking.definitions, asking.relations, as_of)
    known = asking.definitions, asked, asking.connections, asking.surveyed
    return Assessing(asking, as_of, surveys(*known), usual_gaps(*known))


def evidence_of(shared: Assessing, kpi: Kpi) -> Evidence:
    """All that the judgement needs; a question that fails leaves its finding as the failure."""
    definitions = shared.asking.definitions
    metric = definitions.metrics.get(kpi.metric)
    empty = Evidence(kpi, definitions.calendar, shared.as_of, metric)
    broken = definitions.broken.get(f"kpi:{kpi.key}")
    if broken is not None:
        return replace(empty, failure=broken)
    try:
        return _filled(shared, empty)
    except (Refused, SourceFailed) as failed:
        return replace(empty, failure=failed.finding)


def _filled(shared: Assessing, empty: Evidence) -> Evidence:
    kpi, calendar = empty.kpi, empty.calendar
    answer = answer_to(shared, kpi, first_need(kpi))
    info = answer.metrics[0]
    series = Series(points_of(answer, kpi.metric), info.data_until)
    choice = choose(kpi, series, calendar)
    check_total(shared.asking, kpi, choice.target)
    parts = {read.part: answer_to(shared, kpi, read) for read in needs(kpi, choice, series, calendar)}
    point = judged_point(choice, series)
    judged = point.measured if point else None
    return replace(
        empty,
        metric=replace(empty.metric, unit=info.unit) if empty.metric else None,
        choice=choice,
        series=series,
        value=_only(parts, Part.VALUE, kpi.metric) if Part.VALUE in parts else judged,
        baseline=_only(parts, Part.BASELINE, kpi.metric),
        last_year=points_of(parts[Part.LAST_YEAR], kpi.metric) if Part.LAST_YEAR in parts else (),
        tables=tuple(_ages(shared, answer.tables)),
        findings=tuple(each.at(kpi.places.get("segment", kpi.place)) for each in answer.findings),
    )


def answer_to(shared: Assessing, kpi: Kpi, read: Read) -> Answer:
    """The answer to a read, in the KPI's segment; at the next grain where the rows cover longer units."""
    first: Refused | None = None
    for grain, where in product((read.grain, *read.else_grains), segment_filters(kpi.segment)):
        question = Question((read.metric,), shared.as_of, grain, read.by, read.period, where, totals=bool(read.by))
        try:
            return answer_within(shared, question)
        except Refused as refused:
            first = first or refused
            if refused.finding.code not in _NEXT:
                break
    assert first is not None
    raise first


def answer_within(shared: Assessing, question: Question) -> Answer:
    """The answer to a question whose filter is a KPI's segment: no values where no row was ever in the segment."""
    if question not in shared.answers:
        answer = only_numbers(ask(shared.asking, question))
        if question.where is not None:
            of = (question.metrics, question.where.text)
            if of not in shared.lacking:
                shared.lacking[of] = lacks_segment(shared.asking, question)
            answer = without_values(answer) if shared.lacking[of] else answer
        shared.answers[question] = answer
    return shared.answers[question]


def points_of(answer: Answer, metric: str) -> tuple[Point, ...]:
    """A metric's value in each period of an answer, oldest first."""
    return tuple(Point(row.period, row.label, row.values[metric]) for row in answer.rows)


def _only(parts: Mapping[Part, Answer], part: Part, metric: str) -> Measured | None:
    """The one row of a read over a single period; None where it was not needed or lies outside the data."""
    rows = parts[part].rows if part in parts else ()
    return rows[0].values[metric] if len(rows) == 1 else None


def _ages(shared: Assessing, names: Iterable[str]) -> Iterator[TableAge]:
    """How old each table added up is, and how fresh it was promised to be."""
    for name in names:
        table = shared.asking.definitions.tables[name]
        on_demand = table.is_span or table.complete_until is not None
        gap = None if on_demand or table.fresh_within else shared.gaps[name]
        yield TableAge(name, shared.surveys[name].newest, table.fresh_within, gap, on_demand)

"""A KPI's total split over months and segments, so that every row, every column and the whole reconcile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from truenorth.errors import Refused, refuse
from truenorth.judgement import Evidence, Part, Read
from truenorth.judgement.changing import total_between
from truenorth.judgement.exact import fraction
from truenorth.judgement.goal import ground_of
from truenorth.judgement.splits import split, split_table
from truenorth.judgement.totals import amount_between, year_back, year_back_end
from truenorth.model.answers import State
from truenorth.model.metrics import Unit
from truenorth.model.targets import Total
from truenorth.periods import Grain, Period, label, spine
from truenorth.project.answer_json import dumps, number
from truenorth.project.ask import Asking
from truenorth.project.assess import Assessing, answer_to, assessing, evidence_of, known_kpi
from truenorth.project.why import segment_name
from truenorth.wording import common_places, format_number, say, spell_date, unit_style

ROUNDING = Fraction(1, 10**9)
"""Of the whole: how far the segments of a sum of floats may lie from it."""


@dataclass(frozen=True)
class TargetSplit:
    """The total of one period by month and segment; `cells` by both names, exact, and summing to both margins."""

    kpi: str
    label: str
    unit: Unit | None
    by: str
    period: str
    total: Decimal
    months: Mapping[str, Decimal]
    segments: Mapping[str, Decimal]
    cells: Mapping[tuple[str, str], Decimal]
    sentence: str


def find_split(asking: Asking, key: str, by: str, as_of: datetime) -> TargetSplit:
    """The split of the total in force: over months as it is phased, over segments as they were a year earlier.

    Without a complete year earlier, as they were from the period's first day to the last one covered.
    Refused for other targets, and for segments that overlap or are negative.
    """
    shared = assessing(asking, as_of)
    evidence = evidence_of(shared, known_kpi(asking, key))
    if evidence.failure is not None:
        raise Refused(evidence.failure)
    target, period = evidence.choice.target, evidence.choice.period
    if target is None or period is None or not isinstance(target.path, Total):
        raise refuse(
            "NO_TOTAL_TO_SPLIT",
            f"{key} has no total in force: only totals are split.",
            evidence.kpi.place,
            hint="Give it a target with `total:`, or `for:` a segment where a level should differ.",
        )
    total, calendar, ground = target.path.amount, evidence.calendar, ground_of(evidence)
    one = replace(target, path=replace(target.path, amount=Decimal(1)))  # a total of 0 has its shape too
    parts = {
        label(calendar, each): (calendar.day(each.start), calendar.day(each.end))
        for each in spine(calendar, Grain.MONTH, period.start, period.end)
    }
    spread = {name: amount_between(one, *part, ground) for name, part in parts.items()}
    agreed = {name: total_between(evidence.kpi, target, *part, lambda _: ground) for name, part in parts.items()}
    whole = sum((share.part for share in agreed.values()), start=Fraction(0))
    if whole != Fraction(total):  # another total held for some of the days
        spread, total = agreed, Decimal(f"{round(float(whole), 2):.2f}")
    months, notes = {name: share.part for name, share in spread.items()}, {share.note for share in spread.values()}
    basis, shares = _shares(shared, evidence, period, by)
    decimals = (common_places([total], _unit(evidence)) or 0) + unit_style(_unit(evidence)).times
    decimals = max(decimals, -int(total.as_tuple().exponent))
    spelled = format_number(total, _unit(evidence))
    first, last = (spell_date(calendar.day(basis.start)), spell_date(calendar.day_before(basis.end)))
    return TargetSplit(
        key,
        evidence.kpi.label,
        _unit(evidence),
        by,
        evidence.choice.label or label(calendar, period),
        total,
        split(total, months, decimals),
        split(total, shares, decimals),
        split_table(total, months, shares, decimals),
        " ".join([say("targets.split", total=spelled, by=by, first=first, last=last), *_noted(notes)]),
    )


def _noted(notes: set[str | None]) -> list[str]:
    return [f"{note[:1].upper()}{note[1:]}." for note in sorted(each for each in notes if each)]


def _unit(evidence: Evidence) -> Unit | None:
    return evidence.metric.unit if evidence.metric else None


def _shares(shared: Assessing, evidence: Evidence, period: Period, by: str) -> tuple[Period, dict[str, Fraction]]:
    """The stretch whose segments are the weights, and these."""
    calendar, through = evidence.calendar, evidence.choice.through
    first, end = (calendar.day(each) for each in (period.start, period.end))
    before = Period(calendar.midnight(year_back(first)), calendar.midnight(year_back_end(end)))
    so_far = Period(period.start, calendar.midnight(through) if through else period.end)
    began = next((each.period.start for each in evidence.series.points if each.measured.cell.value is not None), None)
    for stretch in (before, so_far):
        if began is None or stretch.start >= stretch.end or (stretch is before and began > before.start):
            continue
        weights = _weights(shared, evidence, stretch, by)
        if weights:
            return stretch, weights
    raise refuse("NOTHING_TO_SPLIT_BY", f"{evidence.kpi.key} has no values by {by} yet to take shares of.")


def _weights(shared: Assessing, evidence: Evidence, stretch: Period, by: str) -> dict[str, Fraction]:
    """The value of each segment; none where the stretch is not complete."""
    metric = evidence.kpi.metric
    answer = answer_to(shared, evidence.kpi, Read(Part.VALUE, metric, Grain.TOTAL, stretch, by=(by,)))
    totals = [row.values[metric] for row in answer.rows if row.total]
    if not totals or totals[0].state is not State.COMPLETE or not fraction(totals[0].cell.value):
        return {}
    rows = [(segment_name(row.segment), row.values[metric].cell.value) for row in answer.rows if not row.total]
    weights = {name: fraction(value) or Fraction(0) for name, value in rows}
    whole, summed = fraction(totals[0].cell.value) or Fraction(0), sum(weights.values(), start=Fraction(0))
    if abs(summed - whole) > abs(whole) * ROUNDING or any(weight < 0 for weight in weights.values()):
        raise refuse(
            "SEGMENTS_DO_NOT_ADD_UP",
            f"The segments of {by} overlap or are negative, so they are no shares of {metric}.",
            hint="Split by another dimension.",
        )
    return weights


def split_json(found: TargetSplit) -> str:
    """The text of `truenorth targets --split … --json`."""
    rows = [
        {
            "period": month,
            "total": number(amount),
            "segments": {name: number(found.cells[month, name]) for name in found.segments},
        }
        for month, amount in found.months.items()
    ]
    told = {
        "kpi": found.kpi,
        "by": found.by,
        "period": found.period,
        "total": number(found.total),
        "segments": {name: number(amount) for name, amount in found.segments.items()},
        "rows": rows,
        "sentence": found.sentence,
    }
    return dumps(told, indent=1)

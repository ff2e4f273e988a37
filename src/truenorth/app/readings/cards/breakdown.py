"""A KPI by one dimension: each segment's value, change, share and series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from truenorth.app.readings.cards.numbers import drawn, nothing, percent, shown, shown_change, side_of, style_of
from truenorth.app.readings.scene import Judged, Scene
from truenorth.app.readings.shapes import BreakdownShown, MemberShown
from truenorth.judgement.in_force import in_force
from truenorth.model.answers import Answer, Measured
from truenorth.model.targets import Aim, Constant
from truenorth.periods import Period
from truenorth.project.why import segment_name
from truenorth.wording import exact, say, spell_period
from truenorth.wording.statuses import spell_key
from truenorth.wording.styles import Style

MOST = 40
"""So many segments are shown."""
PERIODS = 26


@dataclass(frozen=True, eq=False)
class Member:
    """One segment: its name, members and the measured value of each period by its start."""

    name: str
    segment: Mapping[str, str | None]
    values: dict[Period, Measured]


def members_of(answer: Answer, metric: str) -> list[Member]:
    """The segments of an answer by dimensions, in the order they come."""
    found: dict[str, Member] = {}
    known: dict[int, dict[Period, Measured]] = {}  # by the identity of a segment, which an answer's rows share
    for row in answer.rows:
        if row.total:
            continue
        values = known.get(id(row.segment))
        if values is None:
            member = _named(row.segment)
            values = known[id(row.segment)] = found.setdefault(member.name, member).values
        values[row.period] = row.values[metric]
    return list(found.values())


def _named(segment: Mapping[str, object]) -> Member:
    return Member(
        segment_name(segment), {key: None if value is None else str(value) for key, value in segment.items()}, {}
    )


def breakdown_shown(scene: Scene, judged: Judged, dimension: str, answer: Answer) -> BreakdownShown:
    """The breakdown in the judged period, or the newest complete one of the KPI's grain."""
    metric, kpi = judged.evidence.metric, judged.kpi
    members = members_of(answer, kpi.metric)
    periods = list(dict.fromkeys(row.period for row in answer.rows))
    labels = {row.period: row.label for row in answer.rows}
    totals = {row.period: row.values[kpi.metric] for row in answer.rows if row.total}
    at = _period(judged, periods)
    if at is None:
        return _empty(dimension)
    values = [each.values[at].cell.value for each in members if at in each.values]
    style = style_of(values, metric.unit if metric else None, metric, scene.definitions.currency)
    before = periods[periods.index(at) - 1] if periods.index(at) else None
    ordered = sorted(members, key=lambda each: (-_size(each, at), each.name))
    additive = _additive(members, at, totals.get(at))
    window = [period for period in periods if period.start <= at.start][-PERIODS:]
    drawing = _Drawing(before, at, style, window, additive)
    known = [each for each in ordered if at in each.values and each.values[at].cell.value is not None]
    notes = [] if known else [say("breakdown.none", period=spell_period(scene.calendar, at))]
    notes += [say("breakdown.more", n=len(known) - MOST)] if len(known) > MOST else []
    return {
        "dimension": dimension,
        "label": spell_key(dimension.rpartition(".")[2]),
        "labels": [labels[period] for period in drawing.window],
        "period_text": spell_period(scene.calendar, at),
        "members": [_member(scene, judged, each, drawing) for each in known[:MOST]],
        "note": " ".join(notes),
    }


def _period(judged: Judged, periods: Sequence[Period]) -> Period | None:
    """The judged period where the answer has it, else the newest of the KPI's own mature ones."""
    choice = judged.evidence.choice.period
    if choice in periods:
        return choice
    closed = [point.period for point in judged.evidence.series.points if point.measured.state.value == "complete"]
    return next((period for period in reversed(closed) if period in periods), None)


@dataclass(frozen=True, eq=False)
class _Drawing:
    """How each segment is told: at which period and the one before, over which periods, as a share of what."""

    before: Period | None
    at: Period
    style: Style
    window: Sequence[Period]
    whole: Decimal | None


def _member(scene: Scene, judged: Judged, member: Member, drawing: _Drawing) -> MemberShown:
    at, before, style = drawing.at, drawing.before, drawing.style
    measured = member.values[at]
    value = exact(measured.cell.value)
    earlier = exact(member.values[before].cell.value) if before in member.values else None
    change = None if value is None or earlier is None else value - earlier
    target, met = _target(scene, judged, member, at, value)
    return {
        "name": member.name,
        "value": shown(measured.cell.value, style, quotient=measured.cell.quotient),
        "change": shown_change(change, style, quotient=measured.cell.quotient),
        "change_side": side_of(None if change is None else float(change), judged.side),
        "share": percent(float(value / drawing.whole)) if drawing.whole and value is not None else "",
        "values": [
            drawn(member.values[period].cell.value) if period in member.values else None for period in drawing.window
        ],
        "target": nothing() if target is None else shown(target, style),
        "met": met,
    }


def _drawn(member: Member, period: Period) -> float | None:
    return drawn(member.values[period].cell.value) if period in member.values else None


def _target(
    scene: Scene, judged: Judged, member: Member, at: Period, value: Decimal | None
) -> tuple[Decimal | None, bool | None]:
    """A level set for this very segment, and whether it is met; none for other shapes."""
    own = {name.rpartition(".")[2]: text or "" for name, text in member.segment.items()}
    segment = {**judged.kpi.segment, **own}
    target = in_force(judged.kpi.targets, scene.calendar.day_before(at.end), segment)
    if target is None or not target.segment or not isinstance(target.path, Constant):
        return None, None
    side = {Aim.AT_LEAST: 1, Aim.AT_MOST: -1}.get(target.aim, judged.side)
    met = None if value is None or not side else side * (value - target.path.value) >= 0
    return target.path.value, met


def _size(member: Member, at: Period) -> Decimal:
    """How much a segment weighs: of a ratio its denominator, else its value."""
    measured = member.values.get(at)
    if measured is None:
        return Decimal(-1)
    under = measured.components.denominator if measured.components else None
    return abs(exact(under if under is not None else measured.cell.value) or Decimal(0))


def _additive(members: Sequence[Member], at: Period, total: Measured | None) -> Decimal | None:
    """The whole, where the segments' values add up to it and none is negative; else None."""
    whole = exact(total.cell.value) if total else None
    values = [exact(each.values[at].cell.value) or Decimal(0) for each in members if at in each.values]
    if whole is None or whole <= 0 or any(value < 0 for value in values):
        return None
    return whole if abs(sum(values) - whole) <= abs(whole) * Decimal("1e-9") else None


def _empty(dimension: str) -> BreakdownShown:
    name = spell_key(dimension.rpartition(".")[2])
    return {
        "dimension": dimension,
        "label": name,
        "labels": [],
        "period_text": "",
        "members": [],
        "note": say("chart.none"),
    }

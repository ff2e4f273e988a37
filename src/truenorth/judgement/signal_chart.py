"""A KPI's past as a chart: its signals, its level shifts, and what both say in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from truenorth.judgement.evidence import Point, Remarks
from truenorth.judgement.history import left_out, level_starts, plain
from truenorth.judgement.seasons import SEASONS, bounds
from truenorth.judgement.sentence import Sentence
from truenorth.model.answers import Amount, Components
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Unit
from truenorth.periods import Calendar
from truenorth.stats import Declined, LevelShift, Rule, SignalChart, SignalPoint, shifts, signals
from truenorth.wording import format_change, format_number, say, spell_period

STATES = {
    ("higher", 1): "better",
    ("higher", -1): "worse",
    ("lower", 1): "worse",
    ("lower", -1): "better",
    ("shifted higher", 1): "shifted better",
    ("shifted higher", -1): "shifted worse",
    ("shifted lower", 1): "shifted worse",
    ("shifted lower", -1): "shifted better",
}
"""What the chart's state means where one way is better; without one it stays as it is."""


NO_REMARKS = Remarks()
MOST_NAMED = 3
"""So many periods that were left out are named."""


@dataclass(frozen=True)
class Chart:
    """A KPI's mature periods with signals and shifts; `state` in words of better and worse where that is known."""

    kpi: str
    points: tuple[Point, ...]
    chart: SignalChart
    shifts: tuple[LevelShift, ...]
    state: str
    sentence: Sentence
    declined_shifts: Declined | None = None


def chart_of(
    kpi: Kpi,
    points: Sequence[Point],
    unit: Unit | None,
    calendar: Calendar,
    side: int,
    *,
    remarks: Remarks = NO_REMARKS,
    subject: str | None = None,
) -> Chart:
    """The chart of a KPI's mature periods, oldest first; `side` +1: more is better, −1: less is, 0: nobody said.

    `subject` is what the sentence calls a single value, where that is not the KPI's label.
    """
    values = plain(points)
    sizes = denominators(points)
    lower, upper = bounds(values, unit)
    kind = "value" if sizes is None else "rate"
    without, levels = left_out(points, remarks), level_starts(points, remarks)
    made = signals(
        values,
        period=SEASONS.get(kpi.grain),
        denominators=sizes,
        kind=kind,
        dividers=levels,
        excluded=without,
        lower=lower,
        upper=upper,
    )
    found = shifts([None if place in without else value for place, value in enumerate(values)])
    state = STATES.get((made.state, side), made.state)
    told = _sentence(
        replace(kpi, label=subject or kpi.label), points, made, unit, calendar, state, since=max((0, *levels))
    )
    sentence = _remarked(told, points, without, levels, calendar)
    declined = found if isinstance(found, Declined) else None
    return Chart(kpi.key, tuple(points), made, () if isinstance(found, Declined) else found, state, sentence, declined)


def _remarked(
    told: Sentence, points: Sequence[Point], without: Sequence[int], levels: Sequence[int], calendar: Calendar
) -> Sentence:
    """The sentence with what people took out of the limits, and where they began them anew."""
    parts, facts = [told.text], dict(told.facts)
    if without:
        named = [spell_period(calendar, points[place].period) for place in without]
        more = say("signal.and_more", n=len(named) - MOST_NAMED) if len(named) > MOST_NAMED else ""
        parts.append(say("signal.left_out", periods=", ".join(named[:MOST_NAMED]) + more))
        facts["left_out"] = [points[place].label for place in without]
    if levels:
        parts.append(say("signal.level", period=spell_period(calendar, points[levels[-1]].period)))
        facts["levels"] = [points[place].label for place in levels]
    return Sentence(" ".join(parts), facts)


def denominators(points: Sequence[Point]) -> list[Amount] | None:
    """What each rate was divided by, where all are shares of whole numbers; else None."""
    parts = [point.measured.components for point in points if point.measured.cell.value is not None]
    if not parts or not all(part is not None and is_share(part) for part in parts):
        return None
    return [point.measured.components.denominator if point.measured.components else None for point in points]


def is_share(part: Components) -> bool:
    """Whether a ratio is a share of whole cases."""
    over, under = part.numerator, part.denominator
    if over is None or under is None or isinstance(over, float) or isinstance(under, float):
        return False
    return over == int(over) and under == int(under) and 0 <= over <= under and under > 0


def _sentence(
    kpi: Kpi,
    points: Sequence[Point],
    made: SignalChart,
    unit: Unit | None,
    calendar: Calendar,
    state: str,
    *,
    since: int,
) -> Sentence:
    last = len(points) - 1
    newest = made.points[last] if points else SignalPoint(None)
    facts: dict[str, object] = {"n": made.n, "state": state, "baseline": made.baseline, "r": round(made.r, 3)}
    if made.declined is not None:
        return Sentence(_declined(made.declined, points, calendar, kpi, unit), facts | dict(made.declined.facts))
    facts |= {"rule": newest.rule, "lower": newest.lower, "upper": newest.upper}
    words = {
        "label": kpi.label,
        "period": spell_period(calendar, points[last].period),
        "value": format_number(newest.value, unit),
        "lower": format_number(newest.lower, unit),
        "upper": format_number(newest.upper, unit),
        "centre": format_number(newest.centre, unit),
        "side": say(f"signal.side.{newest.side}"),
        "verdict": _verdict(state),
        "count": _stretch(made, since),
    }
    text = say(f"signal.{_KEYS[newest.rule]}", **words)
    if newest.provisional:
        text += " " + say("signal.provisional", n=made.baseline)
    return Sentence(text, facts)


_KEYS: Mapping[Rule | None, str] = {None: "stable", Rule.BEYOND: "beyond", Rule.NEAR: "near", Rule.RUN: "run"}


def _verdict(state: str) -> str:
    word = state.removeprefix("shifted ")
    return say(f"signal.verdict.{word}") if word in ("better", "worse") else say("signal.verdict.none")


def _stretch(made: SignalChart, since: int) -> int:
    """How many points of the present level, the newest included, lie on one side of the centre."""
    count, side = 0, 0
    for point in reversed(made.points[since:]):
        if point.value is None:
            continue
        centre = made.points[-1].centre
        own = 0 if centre is None else (point.value > centre) - (point.value < centre)
        side = side or own
        if own != side:
            break
        count += 1
    return count


def _declined(declined: Declined, points: Sequence[Point], calendar: Calendar, kpi: Kpi, unit: Unit | None) -> str:
    facts: dict[str, object] = dict(declined.facts)
    if declined.key == "signals.season_undecided" and points:
        season = SEASONS[kpi.grain]
        first = calendar.day(points[0].period.start)
        begin = calendar.add(kpi.grain, calendar.floor(kpi.grain, first), 3 * season)
        year_ago = points[-1 - season]
        facts["date"] = begin.isoformat()
        facts["now"] = format_number(points[-1].measured.cell.value, unit)
        facts["then"] = format_number(year_ago.measured.cell.value, unit)
        facts["period"] = spell_period(calendar, year_ago.period)
    if "r" in facts:
        facts["r"] = f"{facts['r']:.2f}"
    return say(declined.key.replace("signals.", "signal."), **facts)


def shift_sentences(made: Chart, unit: Unit | None, calendar: Calendar) -> tuple[Sentence, ...]:
    """One sentence a level shift, oldest first; or why none can be told."""
    if made.declined_shifts is not None:
        return (Sentence(say("signal.no_shifts", **made.declined_shifts.facts), dict(made.declined_shifts.facts)),)
    return tuple(_shift(one, made, unit, calendar) for one in made.shifts)


def _shift(one: LevelShift, made: Chart, unit: Unit | None, calendar: Calendar) -> Sentence:
    first, last = (spell_period(calendar, made.points[at].period) for at in (one.earliest, one.latest))
    text = say(
        "signal.shift" if first != last else "signal.shift_sure",
        size=format_change(one.size, unit),
        period=spell_period(calendar, made.points[one.at].period),
        low=format_change(one.low, unit),
        high=format_change(one.high, unit),
        first=first,
        last=last,
    )
    return Sentence(text, {"at": made.points[one.at].label, "size": one.size, "low": one.low, "high": one.high})

"""From a KPI to the parts of its change: two periods are asked for, split, and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from truenorth.compiler.scope import Scope
from truenorth.errors import Refused, nearest_names, refuse
from truenorth.judgement import Evidence, Goal, Part, Read, goal_of
from truenorth.judgement.evidence import subject_of
from truenorth.judgement.exact import fraction
from truenorth.judgement.history import mature
from truenorth.judgement.inputs import evaluated, inputs_of
from truenorth.judgement.outlook import forecast_of
from truenorth.judgement.sentence import Sentence
from truenorth.judgement.sides import better
from truenorth.judgement.why import Compared, Explanation, explained
from truenorth.model.answers import Amount, Answer, Measured, State
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Unit
from truenorth.model.trees import leaves
from truenorth.periods import Grain, Period, label, parse_period, parse_shift
from truenorth.periods.shifts import shift_period
from truenorth.project.answer_json import dumps, number
from truenorth.project.ask import Asking
from truenorth.project.assess import Assessing, answer_to, assessing, evidence_of, known_kpi
from truenorth.stats import Declined, Forecast
from truenorth.stats.decompose import Effect, additive, mix_and_rate, rounded, shapley
from truenorth.stats.segment_search import search
from truenorth.wording import format_change, say, spell_period

VERSUS = ("previous-period", "same-period-last-year", "target", "forecast")
TRIED = 4
"""So many dimensions are looked at where nobody says which."""


def why(
    asking: Asking,
    key: str,
    as_of: datetime,
    *,
    versus: str = VERSUS[0],
    period: str | None = None,
    by: Sequence[str] = (),
) -> Explanation:
    """The explanation of a KPI's change in its last complete period, or in the one asked for."""
    shared = assessing(asking, as_of)
    return why_of(shared, evidence_of(shared, known_kpi(asking, key)), versus=versus, period=period, by=by)


def why_of(
    shared: Assessing,
    evidence: Evidence,
    *,
    versus: str = VERSUS[0],
    period: str | None = None,
    by: Sequence[str] = (),
) -> Explanation:
    """The same of a KPI whose evidence is there already."""
    if evidence.failure is not None:
        raise Refused(evidence.failure)
    kpi = evidence.kpi
    asked = _period(evidence, period)
    now = _value(shared, kpi, asked)
    if versus in ("target", "forecast"):
        return explained(_against_plan(evidence, versus, asked, now))
    before = _reference_period(evidence, versus, asked)
    then = _value(shared, kpi, before)
    calendar = evidence.calendar
    earlier = spell_period(calendar, before)
    against = say("why.in", period=earlier)
    period = spell_period(calendar, asked)
    compared = Compared(now.cell.value, then.cell.value, period, against, versus, label(calendar, asked), earlier)
    side = better(evidence.metric, goal_of(evidence))
    label_ = subject_of(evidence, asked.grain)
    whole = Explanation(kpi.key, label_, _unit(evidence), compared, _exact(now) - _exact(then), (), None, side)
    return explained(_split(shared, kpi, whole, asked, before, tuple(by)))


def _period(evidence: Evidence, text: str | None) -> Period:
    calendar = evidence.calendar
    points, _ = mature(evidence.series)
    if text is not None:
        found = parse_period(calendar, text)
        if found is None:
            raise refuse(
                "UNKNOWN_PERIOD", f"{text!r} is not a period.", hint="Examples: 2024, 2024-03, 2024-Q1, 2024-W05."
            )
        return found
    known = [point for point in points if point.measured.cell.value is not None]
    if not known:
        raise refuse("NO_VALUE", f"{evidence.kpi.key} has no complete period yet.", evidence.kpi.place)
    return known[-1].period


def _reference_period(evidence: Evidence, versus: str, asked: Period) -> Period:
    calendar = evidence.calendar
    named = parse_period(calendar, versus)
    if named is not None:
        return named
    shift = parse_shift(calendar, versus)
    if shift is None:
        near = nearest_names(versus, VERSUS)
        raise refuse(
            "UNKNOWN_COMPARISON",
            f"{versus!r} is nothing to compare with.",
            nearest=near,
            hint=f"Say {', '.join(VERSUS)}, or a period such as 2024-03.",
        )
    found = shift_period(calendar, shift, asked)
    if found is None:
        raise refuse("NO_PARTNER", f"{spell_period(calendar, asked)} has no partner for {versus}.")
    return found


def _value(shared: Assessing, kpi: Kpi, period: Period, metric: str | None = None) -> Measured:
    """The value of a period; Refused where it has none or is not complete."""
    name = metric or kpi.metric
    answer = answer_to(shared, kpi, Read(Part.VALUE, name, period.grain or Grain.TOTAL, period))
    calendar = shared.asking.definitions.calendar
    found = answer.rows[0].values[name] if len(answer.rows) == 1 else None
    if found is None or found.cell.value is None:
        reason = found.cell.reason if found else "no_rows"
        raise refuse("NO_VALUE", f"{name} has no value in {spell_period(calendar, period)}: {reason}.", kpi.place)
    if found.state is State.IN_PROGRESS:
        raise refuse(
            "PERIOD_OPEN",
            f"{spell_period(calendar, period)} is not complete.",
            hint="Ask for an earlier one; an open period is never judged as if it were complete.",
        )
    return found


def _exact(measured: Measured) -> Fraction:
    found = fraction(measured.cell.value)
    assert found is not None
    return found


def _unit(evidence: Evidence) -> Unit | None:
    return evidence.metric.unit if evidence.metric else None


def _against_plan(evidence: Evidence, versus: str, asked: Period, now: Measured) -> Explanation:
    """The gap to the target, or what a forecast made before the period did not expect: one part, and why only one."""
    period = spell_period(evidence.calendar, asked)
    if versus == "target":
        goal = goal_of(evidence)
        if not isinstance(goal, Goal) or goal.limits is not None or asked != evidence.choice.period:
            raise refuse(
                "NO_TARGET",
                f"{evidence.kpi.key} has no single target value for {period}.",
                evidence.kpi.place,
                hint="Compare with previous-period, or ask for the period that its status judges.",
            )
        reference: Amount = _decimal(goal.expected)
        name, whole = "why.gap", "why.target_whole"
    else:
        points, _ = mature(evidence.series)
        before = [point for point in points if point.period.end <= asked.start]
        made = forecast_of(evidence, before, 1) if before else Declined("forecast.too_few", {"n": 0, "least": 8})
        if not isinstance(made, Forecast):
            raise refuse("NO_FORECAST", f"{period}: {say(made.key, **made.facts)}.", evidence.kpi.place)
        reference = made.points[0].value
        name, whole = "why.surprise", "why.forecast_whole"
    known = fraction(reference)
    assert known is not None
    change = _exact(now) - known
    compared = Compared(now.cell.value, reference, period, "", versus, label(evidence.calendar, asked))
    effect = Effect(say(name), "gap", change)
    note = Sentence(say(whole))
    side = better(evidence.metric, goal_of(evidence))
    kpi = evidence.kpi
    return Explanation(
        kpi.key, subject_of(evidence, asked.grain), _unit(evidence), compared, change, (effect,), None, side, (note,)
    )


def _split(
    shared: Assessing, kpi: Kpi, whole: Explanation, asked: Period, before: Period, by: tuple[str, ...]
) -> Explanation:
    """The parts: by the dimensions asked or kept, by the inputs of a formula, else by the dimension that tells most."""
    if by or kpi.breakdown:
        chosen = by or kpi.breakdown[:1]
        return _searched(
            shared, kpi, _by(shared, kpi, whole, asked, before, chosen), asked, before, by or kpi.breakdown
        )
    found = _by_inputs(shared, kpi, whole, asked, before)
    if found is not None:
        return found
    tried = []
    for name in list(_dimensions(shared, kpi))[:TRIED]:
        try:
            tried.append(_by(shared, kpi, whole, asked, before, (name,)))
        except Refused:
            continue
    if not tried:
        part = Effect(say("why.whole"), "segment", whole.change)
        return replace(whole, effects=(part,), notes=(Sentence(say("why.nothing_to_split")),))
    return max(tried, key=_told)


def _told(found: Explanation) -> Fraction:
    """How much of all movement the largest part is: the dimension that tells most has few large parts."""
    sizes = [abs(Fraction(effect.effect)) for effect in found.effects]
    return max(sizes) / sum(sizes) if sum(sizes) and len(sizes) > 1 else Fraction(0)


def _dimensions(shared: Assessing, kpi: Kpi) -> Iterator[str]:
    """The dimensions that the tables of a metric declare, the nearest first."""
    from truenorth.compiler.desugar import metric_tree

    scope = Scope(shared.asking.definitions, shared.asking.relations, {})
    tables = dict.fromkeys(leaf.table for leaf in leaves(metric_tree(scope, kpi.metric)))
    return iter(dict.fromkeys(reached.identity for table in tables for reached in scope.dimensions(table)))


def _by_inputs(shared: Assessing, kpi: Kpi, whole: Explanation, asked: Period, before: Period) -> Explanation | None:
    """The effect of each metric in an exact formula over metrics; None where the metric is none."""
    definitions = shared.asking.definitions
    names = inputs_of(definitions, kpi.metric)
    formula = definitions.metrics[kpi.metric].formula
    if not names or formula is None or len(names) > 8:
        return None
    sides = [{name: _exact(_value(shared, kpi, period, name)) for name in names} for period in (before, asked)]
    try:
        effects = shapley(lambda values: evaluated(formula.tree, values), *sides)
    except ZeroDivisionError:
        return None
    labels = {name: definitions.metrics[name].label for name in names}
    return replace(whole, effects=tuple(replace(each, name=labels[str(each.name)]) for each in effects))


def _by(
    shared: Assessing, kpi: Kpi, whole: Explanation, asked: Period, before: Period, by: tuple[str, ...]
) -> Explanation:
    """The parts by dimensions: of a sum its segments, of a ratio mix and rate, of anything else with its overlap."""
    answers = [_answer(shared, kpi, period, by) for period in (before, asked)]
    sides: list[dict[str, Measured]] = []
    totals: list[Measured] = []
    for answer in answers:
        rows = [row for row in answer.rows if not row.total]
        sides.append({segment_name(row.segment): row.values[kpi.metric] for row in rows})
        totals += [row.values[kpi.metric] for row in answer.rows if row.total]
    name = " and ".join(each.rpartition(".")[2] for each in by)
    ratio = _ratios(sides, totals)
    if ratio is not None:
        found = mix_and_rate(*ratio)
        if not isinstance(found, Declined):
            return replace(whole, effects=found, by=name)
    values = [{key: _exact(m) for key, m in side.items() if m.cell.value is not None} for side in sides]
    effects = additive(*values)
    lacking = whole.change - sum((Fraction(each.effect) for each in effects), start=Fraction(0))
    if lacking:
        overlap = Effect(say("why.overlap"), "overlap", lacking)
        return replace(whole, effects=(*effects, overlap), by=name, notes=(Sentence(say("why.overlaps", by=name)),))
    return replace(whole, effects=effects, by=name)


def _answer(shared: Assessing, kpi: Kpi, period: Period, by: tuple[str, ...]) -> Answer:
    return answer_to(shared, kpi, Read(Part.VALUE, kpi.metric, period.grain or Grain.TOTAL, period, by=by))


def segment_name(segment: Mapping[str, object]) -> str:
    """The members of a segment, as one name."""
    return " · ".join("(none)" if member is None else str(member) for member in segment.values())


def _ratios(
    sides: Sequence[Mapping[str, Measured]], totals: Sequence[Measured]
) -> list[dict[str, tuple[Fraction, Fraction]]] | None:
    """Numerators and denominators by segment, where they add up to those of the total; else None."""
    found = []
    if len(totals) != 2:
        return None
    for side, total in zip(sides, totals, strict=True):
        parts = {key: _components(measured) for key, measured in side.items()}
        whole = _components(total)
        known = [part for part in parts.values() if part is not None]
        if whole is None or len(known) != len(parts):
            return None
        if (sum(over for over, _ in known), sum(under for _, under in known)) != whole:
            return None
        found.append({key: part for key, part in parts.items() if part is not None})
    return found


def _components(measured: Measured) -> tuple[Fraction, Fraction] | None:
    parts = measured.components
    if parts is None:
        return None
    over, under = fraction(parts.numerator), fraction(parts.denominator)
    return (over or Fraction(0), under or Fraction(0))


def _searched(
    shared: Assessing, kpi: Kpi, found: Explanation, asked: Period, before: Period, by: Sequence[str]
) -> Explanation:
    """With what a search over two dimensions of a sum finds, where there are two."""
    if len(by) < 2 or any(effect.kind not in ("segment", "new", "gone") for effect in found.effects):
        return found
    sides = []
    for period in (before, asked):
        answer = _answer(shared, kpi, period, tuple(by[:2]))
        cells = {tuple(row.segment.values()): row.values[kpi.metric].cell.value for row in answer.rows if not row.total}
        sides.append({key: float(value) for key, value in cells.items() if value is not None and value >= 0})
    leaves_ = {key: (sides[0].get(key, 0.0), sides[1].get(key, 0.0)) for key in {**sides[0], **sides[1]}}
    slice_ = search(leaves_)
    if isinstance(slice_, Declined):
        return replace(found, notes=(*found.notes, Sentence(say(slice_.key, **slice_.facts).capitalize() + ".")))
    where = " and ".join("(none)" if member is None else str(member) for _, member in slice_.where)
    change, expected = (format_change(each, found.unit) for each in (slice_.change, slice_.expected))
    return replace(
        found, notes=(*found.notes, Sentence(say("why.slice", where=where, change=change, expected=expected)))
    )


def why_json(found: Explanation) -> str:
    """The text of `truenorth why --json`: effects that sum to the change, digit by digit."""
    value, reference = (_digits(each) for each in (found.compared.value, found.compared.reference))
    change = value - reference
    exponent = change.as_tuple().exponent
    decimals = max(-exponent if isinstance(exponent, int) else 0, 12)
    effects = rounded([each.effect for each in found.effects], Fraction(change), decimals)
    told = {
        "kpi": found.kpi,
        "period": found.compared.label,
        "versus": found.compared.versus,
        "value": number(value),
        "reference": number(reference),
        "change": number(change),
        "by": found.by,
        "parts": [
            {"name": str(each.name), "kind": each.kind, "effect": number(_decimal(effect))}
            for each, effect in zip(found.effects, effects, strict=True)
        ],
        "notes": [note.text for note in found.notes],
        "sentence": found.sentence.text,
    }
    return dumps(told, indent=1)


def _digits(value: Amount) -> Decimal:
    """A value as it is printed: to fifteen significant digits."""
    found = Decimal(repr(value)) if isinstance(value, float) else Decimal(value if value is not None else 0)
    return Decimal(f"{found:.15g}") if len(found.as_tuple().digits) > 15 else found


def _decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal: exact where it has one, else to 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)

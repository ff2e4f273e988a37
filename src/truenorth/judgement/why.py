"""Why a KPI changed: the parts of the change, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from truenorth.judgement.exact import decimal
from truenorth.judgement.sentence import Sentence
from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.stats.decompose import Effect, rounded
from truenorth.wording import common_places, exact, format_change, format_number, round_half_up, say, unit_style

NAMED = 3
"""So many parts are named in the sentence."""
NOTABLE = Fraction(1, 20)
"""Of the largest part: smaller ones are not named."""


@dataclass(frozen=True)
class Compared:
    """A value and what it is held against, each with its name for people; `before` is an earlier period."""

    value: Amount
    reference: Amount
    period: str
    against: str
    versus: str
    label: str = ""
    before: str = ""


@dataclass(frozen=True)
class Explanation:
    """A change and its parts, which sum to it; `notes` say what could not be told apart.

    `side` is +1 where more is better, −1 where less is, 0 where nobody said.
    """

    kpi: str
    label: str
    unit: Unit | None
    compared: Compared
    change: Fraction
    effects: tuple[Effect, ...]
    by: str | None = None
    side: int = 0
    notes: tuple[Sentence, ...] = ()
    sentence: Sentence = field(default_factory=lambda: Sentence(""))


@dataclass(frozen=True)
class Printed:
    """A change and its parts as they are printed: the parts sum to the change, which is that of the printed values."""

    decimals: int
    change: Fraction
    effects: tuple[Fraction, ...]


def as_printed(found: Explanation, currency: str | None = None) -> Printed:
    """The numbers rounded alike, wherever they are shown; stored and JSON ones stay exact."""
    value, reference = exact(found.compared.value), exact(found.compared.reference)
    decimals = common_places([value, reference], found.unit, currency)
    if value is None or reference is None or decimals is None:
        raise ValueError("only two numbers can be compared")
    places = decimals + unit_style(found.unit, currency).times
    change = Fraction(round_half_up(value, places)) - Fraction(round_half_up(reference, places))
    return Printed(decimals, change, tuple(rounded([each.effect for each in found.effects], change, places)))


def explained(found: Explanation) -> Explanation:
    """The explanation with its sentence."""
    unit, compared, shown = found.unit, found.compared, as_printed(found)
    change = float(shown.change)
    side = "above" if change > 0 else "below" if change < 0 else "at"
    plan = {"target": f"why.{side}_target", "forecast": f"why.{side}_forecast"}.get(compared.versus)
    parts = [
        say(
            plan or f"why.{'rose' if change > 0 else 'fell' if change < 0 else 'stayed'}",
            label=found.label,
            change=_size(change, unit, shown.decimals),
            value=format_number(compared.value, unit, decimals=shown.decimals),
            period=compared.period,
            reference=format_number(compared.reference, unit, decimals=shown.decimals),
            against=compared.against,
        )
    ]
    told = [replace(each, effect=effect) for each, effect in zip(found.effects, shown.effects, strict=True)]
    parts += _kinds(found, told, shown.decimals)
    named = largest(told)
    if named and len(told) > 1:
        said = ", ".join(
            f"{name} {format_change(decimal(effect), unit, decimals=shown.decimals)}" for name, effect in named
        )
        parts.append(say("why.parts", parts=said))
    parts += [note.text for note in found.notes]
    facts = {
        "value": compared.value,
        "reference": compared.reference,
        "change": float(found.change),
        "by": found.by,
    }
    return replace(found, sentence=Sentence(" ".join(parts), facts))


def _size(change: float, unit: Unit | None, decimals: int) -> str:
    """A change without its sign: of percents in percentage points."""
    if unit is None or not unit.is_percent:
        return format_number(abs(change), unit, decimals=decimals)
    return format_change(abs(change), unit, decimals=decimals).lstrip("+")


def _kinds(found: Explanation, told: Sequence[Effect], decimals: int) -> list[str]:
    """Of mix and rate: what both come to."""
    kinds = {effect.kind for effect in told}
    if not kinds <= {"mix", "rate"} or not kinds:
        return []
    sums = {
        kind: sum((Fraction(e.effect) for e in told if e.kind == kind), start=Fraction(0)) for kind in ("rate", "mix")
    }
    said = {kind: format_change(decimal(total), found.unit, decimals=decimals) for kind, total in sums.items()}
    return [say("why.mix_rate", by=found.by, **said)]


def largest(effects: Sequence[Effect]) -> list[tuple[str, Fraction]]:
    """The parts that matter most, by name, the largest first; a segment's mix and rate are one."""
    sums: dict[str, Fraction] = {}
    for effect in effects:
        sums[str(effect.name)] = sums.get(str(effect.name), Fraction(0)) + Fraction(effect.effect)
    ordered = sorted(sums.items(), key=lambda part: -abs(part[1]))
    most = abs(ordered[0][1]) if ordered else Fraction(0)
    return [part for part in ordered[:NAMED] if part[1] and abs(part[1]) >= NOTABLE * most]

"""Why a KPI changed: the parts of the change, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from truenorth.judgement.sentence import Sentence
from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.stats.decompose import Effect
from truenorth.wording import format_change, format_number, say

NAMED = 3
"""So many parts are named in the sentence."""
NOTABLE = Fraction(1, 20)
"""Of the largest part: smaller ones are not named."""


@dataclass(frozen=True)
class Compared:
    """A value and what it is held against, each with its name for people."""

    value: Amount
    reference: Amount
    period: str
    against: str
    versus: str
    label: str = ""


@dataclass(frozen=True)
class Explanation:
    """A change and its parts, which sum to it; `notes` say what could not be told apart."""

    kpi: str
    label: str
    unit: Unit | None
    compared: Compared
    change: Fraction
    effects: tuple[Effect, ...]
    by: str | None = None
    notes: tuple[Sentence, ...] = ()
    sentence: Sentence = field(default_factory=lambda: Sentence(""))


def explained(found: Explanation) -> Explanation:
    """The explanation with its sentence."""
    unit, compared = found.unit, found.compared
    change = float(found.change)
    side = "above" if change > 0 else "below" if change < 0 else "at"
    plan = {"target": f"why.{side}_target", "forecast": f"why.{side}_forecast"}.get(compared.versus)
    parts = [
        say(
            plan or f"why.{'rose' if change > 0 else 'fell' if change < 0 else 'stayed'}",
            label=found.label,
            change=format_number(abs(change), unit) if unit is None or not unit.is_percent else _points(change, unit),
            value=format_number(compared.value, unit),
            period=compared.period,
            reference=format_number(compared.reference, unit),
            against=compared.against,
        )
    ]
    parts += _kinds(found)
    named = largest(found.effects)
    if named and len(found.effects) > 1:
        told = ", ".join(f"{name} {format_change(float(effect), unit)}" for name, effect in named)
        parts.append(say("why.parts", parts=told))
    parts += [note.text for note in found.notes]
    facts = {"value": compared.value, "reference": compared.reference, "change": change, "by": found.by}
    return replace(found, sentence=Sentence(" ".join(parts), facts))


def _points(change: float, unit: Unit) -> str:
    return format_change(abs(change), unit).lstrip("+")


def _kinds(found: Explanation) -> list[str]:
    """Of mix and rate: what both come to."""
    kinds = {effect.kind for effect in found.effects}
    if not kinds <= {"mix", "rate"} or not kinds:
        return []
    sums = {kind: float(sum(Fraction(e.effect) for e in found.effects if e.kind == kind)) for kind in ("rate", "mix")}
    told = {kind: format_change(total, found.unit) for kind, total in sums.items()}
    return [say("why.mix_rate", by=found.by, **told)]


def largest(effects: Sequence[Effect]) -> list[tuple[str, Fraction]]:
    """The parts that matter most, by name, the largest first; a segment's mix and rate are one."""
    sums: dict[str, Fraction] = {}
    for effect in effects:
        sums[str(effect.name)] = sums.get(str(effect.name), Fraction(0)) + Fraction(effect.effect)
    ordered = sorted(sums.items(), key=lambda part: -abs(part[1]))
    most = abs(ordered[0][1]) if ordered else Fraction(0)
    return [part for part in ordered[:NAMED] if part[1] and abs(part[1]) >= NOTABLE * most]

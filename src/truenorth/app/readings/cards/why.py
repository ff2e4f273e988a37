"""Why a KPI changed, as its page shows it: parts that sum to the change as printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from truenorth.app.readings.cards.numbers import exact_text, nothing, side_of
from truenorth.app.readings.scene import Judged, Scene
from truenorth.app.readings.shapes import Shown, WhyPart, WhyShown
from truenorth.errors import Refused, SourceFailed
from truenorth.judgement.exact import decimal
from truenorth.judgement.why import Explanation, as_printed
from truenorth.model.answers import Amount
from truenorth.project.why import why_of
from truenorth.wording import exact, format_change, format_number

SHOWN = ("previous-period", "same-period-last-year", "target")
"""What each KPI's page compares with."""
MOST = 12


def why_shown(
    scene: Scene, judged: Judged, versus: str, *, period: str | None = None, by: tuple[str, ...] = ()
) -> WhyShown:
    """The change and its parts, or why there is none."""
    try:
        found = why_of(scene.shared, judged.evidence, versus=versus, period=period, by=by)
    except (Refused, SourceFailed) as failed:
        return _refused(versus, failed.finding.message)
    return explained(found, scene.definitions.currency)


def explained(found: Explanation, currency: str | None) -> WhyShown:
    """An explanation as it is shown."""
    printed, compared = as_printed(found, currency), found.compared
    places = printed.decimals
    order = sorted(range(len(found.effects)), key=lambda index: -abs(Fraction(found.effects[index].effect)))
    parts: list[WhyPart] = []
    for index in order[:MOST]:
        each = found.effects[index]
        parts.append(_part(str(each.name), each.kind, printed.effects[index], found, currency, places))
    rest = order[MOST:]
    if rest:
        whole = sum((printed.effects[index] for index in rest), start=Fraction(0))
        parts.append(_part(f"{len(rest)} more", "rest", whole, found, currency, places))
    change = decimal(printed.change)
    return {
        "versus": compared.versus,
        "versus_text": compared.before or compared.versus.replace("-", " "),
        "period": compared.period,
        "against": compared.against,
        "by": found.by or "",
        "value": _number(compared.value, found, currency, places),
        "reference": _number(compared.reference, found, currency, places),
        "change": _change(change, found, currency, places),
        "change_side": side_of(float(printed.change), found.side),
        "parts": parts,
        "notes": [note.text for note in found.notes],
        "sentence": found.sentence.text,
        "refused": "",
    }


def _part(name: str, kind: str, effect: Fraction, found: Explanation, currency: str | None, places: int) -> WhyPart:
    text = format_change(decimal(effect), found.unit, decimals=places, currency=currency)
    side = side_of(float(effect), found.side)
    return {"name": name, "kind": kind, "effect": float(effect), "text": text, "side": side}


def _number(value: Amount, found: Explanation, currency: str | None, places: int) -> Shown:
    text = format_number(value, found.unit, decimals=places, currency=currency)
    return {"exact": exact_text(exact(value)), "text": text, "full": text}


def _change(value: Decimal | None, found: Explanation, currency: str | None, places: int) -> Shown:
    text = format_change(value, found.unit, decimals=places, currency=currency)
    return {"exact": exact_text(value), "text": text, "full": text}


def _refused(versus: str, message: str) -> WhyShown:
    return {
        "versus": versus,
        "versus_text": versus.replace("-", " "),
        "period": "",
        "against": "",
        "by": "",
        "value": nothing(),
        "reference": nothing(),
        "change": nothing(),
        "change_side": "",
        "parts": [],
        "notes": [],
        "sentence": "",
        "refused": message,
    }

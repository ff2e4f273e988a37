"""A receipt as it is shown: numbers in their unit, causes and rules in words, SQL as it was sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from truenorth.app.pages.door import Visit
from truenorth.app.pages.kpi.card import CardShown
from truenorth.app.readings import read
from truenorth.app.readings.receipts import Known, Receipt, Source, receipt
from truenorth.app.readings.shapes import ChartShown
from truenorth.app.readings.shapes_past import BridgeShown
from truenorth.wording import format_change, format_number

CAUSES = {
    "first": "first computed",
    "matured": "the period closed",
    "data": "rows came or changed",
    "definition": "the definition changed",
    "both": "rows and definition changed; they cannot be told apart",
    "entry": "a typed value was corrected",
}


@dataclass(frozen=True)
class Step:
    """One time at which the number was said: what it was then and how far from the time before."""

    at: datetime
    text: str
    change: str
    cause: str
    maturity: str
    run: int


@dataclass(frozen=True)
class Slip:
    """A number's receipt; `steps` oldest first, `bridge` leads from the first to the last of several."""

    receipt: Receipt
    now: Known
    period: str
    text: str
    exact: str
    parts: str
    target: str
    steps: tuple[Step, ...]
    bridge: BridgeShown | None
    version: int
    rows: str
    sources: tuple[tuple[Source, str], ...]


def slip_of(visit: Visit, card: CardShown, at: tuple[str, str], as_of: datetime | None) -> Slip | None:
    """The receipt of one number of a KPI or metric; None where no such number was kept."""
    metric = card.row["metric"] if card.noun == "kpi" else card.key
    segment = (card.detail.get("segment_json") or "{}") if card.noun == "kpi" else "{}"
    found = receipt(visit.workspace, card.key, metric, at, segment, as_of)
    if found is None:
        return None
    chart = next((each for each in card.detail["charts"] if each["grain"] == at[0]), None)
    point = next((each for each in chart["points"] if each["label"] == at[1]), None) if chart else None
    now, unit = found.known[-1], _unit(chart)
    text = format_number(_number(now.value), unit[0], currency=unit[1])
    return Slip(
        found,
        now,
        point["period"] if point else at[1],
        text if now.value is not None else now.reason or "no value",
        now.value or "",
        _parts(now),
        point["target_text"] if point else "",
        tuple(_steps(found, unit)),
        _bridge(visit, found, as_of),
        card.detail.get("version") or card.row.get("version") or 1,
        "" if now.rows is None else format_number(now.rows),
        tuple((each, format_number(each.rows)) for each in found.sources),
    )


def slip_json(slip: Slip) -> dict[str, Any]:
    """The receipt for programs: every stored fact, numbers as text with all their digits."""
    told = asdict(slip.receipt)
    told["value"], told["definition_version"] = slip.exact or None, slip.version
    return told


def _steps(found: Receipt, unit: tuple[str, str | None]) -> list[Step]:
    made = []
    for before, known in pairwise([None, *found.known]):
        if known is None:
            continue
        value, earlier = _number(known.value), _number(before.value) if before else None
        change = "" if value is None or earlier is None else format_change(value - earlier, unit[0], currency=unit[1])
        text = format_number(value, unit[0], currency=unit[1])
        cause = CAUSES.get(known.cause, known.cause)
        made.append(Step(known.known_from, text, change, cause, known.maturity, known.run))
    return made


def _bridge(visit: Visit, found: Receipt, as_of: datetime | None) -> BridgeShown | None:
    """From the number as it was first told to this one; None where it is still the first."""
    if len(found.known) < 2:
        return None
    named = (found.metric, found.grain, found.segment)
    return read.bridge(visit.workspace, named, found.period, found.known[0].known_from, as_of)


def _parts(now: Known) -> str:
    """Numerator over denominator, where the number is a quotient of two."""
    if now.numerator is None or now.denominator is None:
        return ""
    texts = (format_number(_number(part)) for part in (now.numerator, now.denominator))
    return " ÷ ".join(texts)


def _unit(chart: ChartShown | None) -> tuple[str, str | None]:
    return (chart["unit"], chart["currency"] or None) if chart else ("", None)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

"""From a reported number to today's, in fixed order: changed rows, the definition, the calendar, the currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from itertools import pairwise

from truenorth.app.readings.history import Known
from truenorth.app.readings.shapes_past import BridgeShown, BridgeStep
from truenorth.model.metrics import Unit
from truenorth.wording import NOTHING, format_change, format_number, say

ORDER = ("data", "definition", "calendar", "currency", "unsplit")
_WIDE = Context(prec=120)
"""Enough digits for exact differences of stored numbers."""


def bridged(way: Sequence[tuple[Known, Mapping[str, str]]], unit: str, currency: str) -> BridgeShown:
    """The bridge over the rows of one period, the reported one first, each with its note."""
    (first, _), (last, _) = way[0], way[-1]
    reported, current = first.value.value, last.value.value
    shown = Unit(unit) if unit else None
    steps: list[BridgeStep] = []
    note = ""
    if reported is not None and current is not None:
        effects = effects_of(way)
        steps = [
            {
                "name": name,
                "text": say(f"bridge.{name}"),
                "effect": format_change(effects[name], shown, currency=currency or None),
                "exact": f"{effects[name]:f}",
            }
            for name in ORDER
            if effects[name]
        ]
        note = say("bridge.unsplit") if effects["unsplit"] else ""
    change = None if reported is None or current is None else _less(current, reported)
    return {
        "period": first.value.period,
        "reported": _text(reported, shown, currency),
        "reported_at": first.known_from.isoformat(),
        "current": _text(current, shown, currency),
        "change": format_change(change, shown, currency=currency or None),
        "steps": steps,
        "note": note,
    }


def effects_of(way: Sequence[tuple[Known, Mapping[str, str]]]) -> dict[str, Decimal]:
    """What each kind of change did; the effects sum to the last value less the first, to the last digit."""
    effects = dict.fromkeys(ORDER, Decimal(0))
    known = [(each.value.value, each.cause, note) for each, note in way if each.value.value is not None]
    for (before, _, _), (now, cause, note) in pairwise(known):
        if before is not None and now is not None:
            for name, size in _parts(before, now, cause, note):
                effects[name] = _WIDE.add(effects[name], size)
    return effects


def _parts(before: str, now: str, cause: str, note: Mapping[str, str]) -> list[tuple[str, Decimal]]:
    """One step of the way: from each intermediate value to the next."""
    if cause not in ("definition", "both") and "old" not in note:
        return [("data", _less(now, before))]
    if "old" not in note:
        return [("unsplit", _less(now, before))]
    stops = [("data", note["old"])]
    if "definition" in note:
        stops.append(("definition", note["definition"]))
        stops.append(("calendar", note.get("calendar", now)))
    else:
        stops.append(("definition", note.get("calendar", now)))
    if "calendar" in note:
        stops.append(("currency", now))
    parts, at = [], before
    for name, stop in stops:
        parts.append((name, _less(stop, at)))
        at = stop
    return parts


def _less(one: str, other: str) -> Decimal:
    return _WIDE.subtract(Decimal(one), Decimal(other))


def _text(value: str | None, unit: Unit | None, currency: str) -> str:
    return NOTHING if value is None else format_number(Decimal(value), unit, currency=currency or None)

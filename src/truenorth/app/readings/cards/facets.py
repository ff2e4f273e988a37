"""The four facets as they are shown, each with its sentence and plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from truenorth.app.readings.cards.numbers import exact_text
from truenorth.app.readings.scene import Judged
from truenorth.app.readings.shapes import FacetShown
from truenorth.judgement.standing import standing
from truenorth.model.status import Facet
from truenorth.wording import say, spell_age, spell_date
from truenorth.wording.statuses import gap_reference

FACETS = ("target", "signal", "outlook", "data")


def plain(value: object) -> Any:
    """A fact as JSON: numbers as text with their digits, ages in words, anything else as its text."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal | float):
        return exact_text(value)
    if isinstance(value, timedelta):
        return spell_age(value)
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def facets_row(judged: Judged) -> dict[str, FacetShown]:
    """Word and rule of each facet."""
    found = judged.status.facets
    return {name: _shown(found.get(name), "", {}) for name in FACETS}


def facets_detail(judged: Judged, against: str) -> dict[str, FacetShown]:
    """Each facet with its sentence and facts; `against` is the value beside its target, in words."""
    found = judged.status.facets
    return {name: _shown(found.get(name), _sentence(judged, name, against), _facts(found.get(name))) for name in FACETS}


def _shown(facet: Facet | None, sentence: str, facts: dict[str, Any]) -> FacetShown:
    return {
        "word": facet.word if facet else "",
        "rule": facet.rule if facet else "",
        "sentence": sentence,
        "facts": facts,
    }


def _facts(facet: Facet | None) -> dict[str, Any]:
    facts = {} if facet is None else dict(facet.facts)
    facts.pop("sentence", None)
    return {name: plain(value) for name, value in facts.items() if value is not None}


def _sentence(judged: Judged, name: str, against: str) -> str:
    facet = judged.status.facets.get(name)
    if facet is None:
        return ""
    if name == "target":
        told = standing(judged.evidence, judged.goal) or ""
        return told if gap_reference(judged.status) else " ".join(part for part in (against, told) if part)
    if name == "data":
        ends, age = facet.facts.get("rows_end"), facet.facts.get("age")
        old = spell_age(age).capitalize() if isinstance(age, timedelta) else ""
        old = say("facet.rows_end", day=spell_date(ends)) if isinstance(ends, date) else old
        found = [each.message for each in judged.evidence.findings]
        return " ".join([f"{old}.", *found] if old and found else [old, *found]).strip()
    told = str(facet.facts.get("sentence") or "")
    return told[:1].upper() + told[1:]

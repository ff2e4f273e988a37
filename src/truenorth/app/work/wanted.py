"""What is asked of people who say something, and the readers of their fields: each gives the value or refuses it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from truenorth.app.readings.shapes import KpiRow
from truenorth.errors import refuse

KINDS = ("event", "campaign", "incident", "definition change", "data issue", "holiday")
"""What an annotation may be about."""
CONFIDENCE = {1: "very unlikely", 2: "unlikely", 3: "even", 4: "likely", 5: "very likely"}
"""How sure an owner may be that the target will be met."""
_BAD = frozenset({"off track", "missed"})
_MISSED = frozenset({"missed", "behind"})
_WORSE = frozenset({"worse", "shifted worse"})


@dataclass(frozen=True)
class TypedNumber:
    """A value for one metric, period and segment; `value` in the metric's unit."""

    metric: str
    period: str
    value: Decimal
    segment: str = "{}"
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Note:
    """What an owner says in a check-in, as it was typed."""

    confidence: str
    what_changed: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Pinned:
    """What an annotation says, as it was typed."""

    kind: str
    text: str
    excluded: bool = False
    new_level: bool = False


def needs_note(row: KpiRow) -> bool:
    """Whether a check-in must say what changed: the KPI is off track or missed, or its signal is worse."""
    target, signal = (row["facets"][name]["word"] if name in row["facets"] else "" for name in ("target", "signal"))
    return row["headline"] in _BAD or target in _MISSED or signal in _WORSE


def read_confidence(text: str) -> int:
    """The confidence, 1 to 5."""
    if text.strip() not in {str(step) for step in CONFIDENCE}:
        raise refuse("NOT_A_CONFIDENCE", "Say how sure you are, from 1 to 5.", hint="5 is very likely")
    return int(text)


def read_kind(text: str) -> str:
    """The kind of an annotation."""
    if text not in KINDS:
        raise refuse("NOT_ONE_OF", "Choose what the annotation is about.", nearest=KINDS)
    return text


def read_text(text: str, most: int) -> str:
    """The text without blanks around it and with plain line ends; Refused where it is too long."""
    clean = "\n".join(line.rstrip() for line in text.replace("\0", "").splitlines()).strip()
    if len(clean) > most:
        message = f"The text has {len(clean):,} characters, {most:,} are kept."
        raise refuse("TEXT_TOO_LONG", message, hint="shorten it")
    return clean

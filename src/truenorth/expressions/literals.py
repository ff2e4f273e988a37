"""Numbers, durations, dates and timestamps as values."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from truenorth.errors import nearest_names
from truenorth.expressions.places import Origin
from truenorth.expressions.tokens import Token, shown
from truenorth.model.syntax import Constant, Span
from truenorth.periods import parse_duration
from truenorth.periods.duration import UNITS

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIMESTAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)")
_UNITS = tuple(f"{unit}s" for unit in UNITS)


def number(token: Token) -> Constant:
    """A whole number as int, one with a point as Decimal."""
    value = Decimal(token.text) if "." in token.text else int(token.text)
    return Constant(value, Span(token.start, token.end))


def duration(origin: Origin, count: Token, unit: Token) -> Constant:
    """`7 days`; Refused if the unit is none or the count is not a whole number."""
    value = parse_duration(f"{count.text} {unit.folded}")
    if value is not None:
        return Constant(value, Span(count.start, unit.end))
    units = ", ".join(_UNITS)
    if unit.folded.removesuffix("s") in UNITS:
        raise origin.refuse(
            "FORMULA_SYNTAX",
            f"{count.text} {unit.text} is not a whole number of {unit.text} below a million.",
            count.start,
            hint="use a smaller unit: 36 hours",
        )
    raise origin.refuse(
        "FORMULA_SYNTAX",
        f"`{shown(unit.text)}` follows a number and is neither an operator nor a unit of time.",
        unit.start,
        hint=f"units of time are {units}",
        nearest=nearest_names(unit.text[:40], _UNITS),
    )


def moment(origin: Origin, word: Token, text: Token) -> Constant:
    """`date '2024-01-31'` or `timestamp '2024-01-31 12:00'`; Refused FORMULA_DATE if there is no such moment."""
    value = _date(text.text) if word.folded == "date" else _timestamp(text.text)
    if value is None:
        pattern = "date '2024-01-31'" if word.folded == "date" else "timestamp '2024-01-31 12:00', in local time"
        raise origin.refuse(
            "FORMULA_DATE", f"'{shown(text.text)}' is not a {word.folded}.", text.start, hint=f"it is written {pattern}"
        )
    return Constant(value, Span(word.start, text.end))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _timestamp(text: str) -> datetime | None:
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    clock = found[2]
    if "." in clock:  # Python reads three or six digits only
        clock = clock + "0" * (15 - len(clock))
    try:
        return datetime.fromisoformat(f"{found[1]}T{clock}")
    except ValueError:
        return None

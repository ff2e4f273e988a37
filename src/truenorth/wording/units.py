"""How each unit is written: its sign, how many decimals, and what a difference is counted in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from truenorth.model.metrics import Unit


@dataclass(frozen=True)
class UnitStyle:
    """How numbers of one unit are written.

    `decimals` None: none for whole numbers, else two. `times` is the power of ten by which the stored number is
    multiplied for print (2 for percent). `sign` follows the number after a blank; `one` replaces it beside exactly 1;
    `change` is the sign of a difference. `compacts` allows 72.6k.
    """

    sign: str
    decimals: int | None = None
    times: int = 0
    one: str | None = None
    change: str | None = None
    compacts: bool = True


STYLES = {
    "": UnitStyle(""),
    "count": UnitStyle(""),
    "ratio": UnitStyle("", decimals=2),
    "score": UnitStyle("", decimals=1),
    "percent": UnitStyle("%", decimals=1, times=2, change="pp", compacts=False),
    "percent points": UnitStyle("%", decimals=1, change="pp", compacts=False),
    "points": UnitStyle("points", decimals=1, one="point"),
    "people": UnitStyle("people", decimals=1, one="person"),
    "minutes": UnitStyle("minutes", decimals=1, one="minute"),
    "hours": UnitStyle("hours", decimals=1, one="hour"),
    "days": UnitStyle("days", decimals=1, one="day"),
    "weeks": UnitStyle("weeks", decimals=1, one="week"),
    "months": UnitStyle("months", decimals=1, one="month"),
    "years": UnitStyle("years", decimals=1, one="year"),
}
"""Units written in their own way; any other word follows the number as it stands."""

MINOR_UNITS = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Digits behind the point of the currencies that have not got two (ISO 4217)."""

_CURRENCY = re.compile(r"([A-Z]{3})(?:\b.*)?")


def unit_style(unit: Unit | str | None, currency: str | None = None) -> UnitStyle:
    """How numbers of `unit` are written; the unit `currency` is read as the currency given.

    A unit that begins with a currency's code (`EUR`, `EUR per month`, `EUR/hour`) has that currency's decimals.

    >>> unit_style("percent").change, unit_style("JPY").decimals
    ('pp', 0)
    """
    text = unit.text if isinstance(unit, Unit) else unit or ""
    if text == "currency" or text.startswith("currency "):
        text = (currency or "") + text.removeprefix("currency") if currency else ""
        if not text:
            return UnitStyle("", decimals=2)
    if text in STYLES:
        return STYLES[text]
    money = _CURRENCY.fullmatch(text)
    if money:
        return UnitStyle(text, decimals=MINOR_UNITS.get(money[1], 2))
    return UnitStyle(text)

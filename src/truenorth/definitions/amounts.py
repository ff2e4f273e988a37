"""Values with units as people write them, turned into the unit of the metric they are compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from truenorth.definitions.grammar import Kind, Plain, Reading
from truenorth.definitions.kinds import number_text, scalar
from truenorth.definitions.nodes import Node, Text
from truenorth.errors import NOWHERE, Level, Place
from truenorth.model.metrics import Unit

_EXACT = Context(prec=28)
_SECONDS = {
    "second": Decimal(1),
    "minute": Decimal(60),
    "hour": Decimal(3600),
    "day": Decimal(86400),
    "week": Decimal(604800),
}
_MONTHS = {"month": Decimal(1), "quarter": Decimal(3), "year": Decimal(12)}
_SCALES = (_SECONDS, _MONTHS)
"""Units that convert exactly into one another; months have no fixed number of days."""
_PERCENT = ("%", "percent")


@dataclass(frozen=True)
class Amount:
    """A number with the unit written behind it, if any."""

    number: Decimal
    unit: str | None = None
    place: Place = NOWHERE

    def __str__(self) -> str:
        return f"{self.number:f}" + (f" {self.unit}" if self.unit else "")


def amount_text(text: str) -> Amount | None:
    """The amount that `96 %`, `2 hours` or `12000` spells, or None.

    >>> str(amount_text("96%")), str(amount_text("1_000 EUR")), amount_text("25K")
    ('96 %', '1000 EUR', None)
    """
    found = re.fullmatch(r"([+-]?[\d_.]+)(?:\s*(%)|\s+(\S(?:.*\S)?))?", text)
    number = number_text(found[1]) if found else None
    if found is None or number is None or (found[3] and found[3][0].isdigit()):
        return None
    return Amount(number, found[2] or found[3])


def _hint(text: str) -> str:
    if re.fullmatch(r"[+-]?\d+(\.\d+)?\s*[kKmM]", text):
        times = 1_000 if text[-1] in "kK" else 1_000_000
        return f"write the number out: {(Decimal(text[:-1].strip()) * times).normalize():f}"
    if re.search(r"\d[,' ]\d", text):
        plain = _without_thousands(text)
        return f"write it without thousands sign and with a decimal point: {plain}"
    return "write 12000, 96 % or 2 hours"


def _without_thousands(text: str) -> str:
    """The amount as it is to be written, where that is certain; else examples.

    >>> _without_thousands("1,000"), _without_thousands("1.000,50 EUR")
    ('1000', '1000.50 EUR')
    """
    grouped = re.fullmatch(r"(-?\d{1,3}(?:([.,' ])\d{3})(?:\2\d{3})*)(?:[.,](\d+))?(\D*)", text)
    if grouped is None:
        return "12000 or 1_000.50"
    whole = re.sub(r"[^\d-]", "", grouped[1])
    return whole + (f".{grouped[3]}" if grouped[3] else "") + grouped[4].rstrip()


def _read(node: Node, reading: Reading) -> Amount | None:
    text = scalar(node, reading, "an amount")
    if text is None:
        return None
    found = amount_text(text.strip())
    if found is None:
        reading.error("NOT_AN_AMOUNT", f"`{text.strip()}` is not an amount", node.place, hint=_hint(text.strip()))
        return None
    return Amount(found.number, found.unit, node.place)


def _write(amount: Amount) -> Plain:
    return Text(str(amount))


AMOUNT = Kind("amount", _read, _write, {"type": ["number", "string"], "description": "such as 12000, 96 % or 2 hours"})


def in_unit(amount: Amount, unit: Unit | None, reading: Reading) -> Decimal | None:
    """The amount as a number in a metric's unit, or None with a finding; percent is a fraction."""
    if amount.unit is None:
        if unit is not None and unit.is_percent and abs(amount.number) > 1:
            reading.note(
                "PERCENT_SUSPICIOUS",
                f"{amount} on a metric in percent means {amount.number * 100:f} %",
                amount.place,
                level=Level.WARNING,
                hint=f"write `{amount} %`",
            )
        return amount.number
    if amount.unit in _PERCENT:
        return _percent(amount, unit, reading)
    return _converted(amount, unit, reading)


def _percent(amount: Amount, unit: Unit | None, reading: Reading) -> Decimal | None:
    if unit is not None and unit.text == "percent points":
        return amount.number
    if unit is not None and not unit.is_percent:
        _mismatch(amount, unit, reading)
        return None
    return amount.number / 100


def _converted(amount: Amount, unit: Unit | None, reading: Reading) -> Decimal | None:
    if unit is None:
        _mismatch(amount, unit, reading)
        return None
    given, wanted = _singular(amount.unit or ""), _singular(unit.text)
    if given == wanted:
        return amount.number
    for scale in _SCALES:
        if given in scale and wanted in scale:
            return _EXACT.divide(amount.number * scale[given], scale[wanted])
    _mismatch(amount, unit, reading)
    return None


def _mismatch(amount: Amount, unit: Unit | None, reading: Reading) -> None:
    if unit is None:
        message, hint = f"`{amount}` has a unit, but its metric has none", f"write `unit: {amount.unit}` at the metric"
    else:
        message, hint = f"`{amount}` cannot be turned into {unit.text}, the metric's unit", f"give it in {unit.text}"
    reading.error("UNIT_MISMATCH", message, amount.place, hint=hint)


def _singular(unit: str) -> str:
    folded = " ".join(unit.split())
    return folded[:-1] if folded.endswith("s") and len(folded) > 3 else folded


def write_amount(value: Decimal, unit: Unit | None) -> Amount:
    """The amount as it is written for a metric of this unit: a fraction as percent."""
    if unit is not None and unit.is_percent:
        shown = value * 100
        return Amount(shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown.normalize(), "%")
    return Amount(value)

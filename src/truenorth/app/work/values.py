"""Numbers as people type them into a field, read exactly; what could mean two things is asked back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from truenorth.app.readings.shapes import MetricRow
from truenorth.definitions.amounts import Amount, amount_text, in_unit
from truenorth.definitions.grammar import Reading
from truenorth.errors import Level, Refused, refuse
from truenorth.model.metrics import Unit

WHOLE, BEHIND = 18, 12
"""So many digits before and behind the point fit any engine."""
MOST_MEMBER = 120
_SPACES = re.compile("[ \u00a0\u2009\u202f]")
_NUMBER = re.compile(r"([+-]?)([0-9][0-9.,'’_ ]*[0-9]|[0-9])(?:\s*(%)|\s+([^0-9\s].*))?")


@dataclass(frozen=True)
class TypedMetric:
    """What must be known of a metric to type a value of it."""

    key: str
    label: str
    unit: Unit | None
    every: str
    bounds: tuple[Decimal, Decimal] | None = None
    split_by: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """What stands behind the field: the unit, `%` for percents."""
        if self.unit is None:
            return ""
        return "%" if self.unit.text in ("percent", "percent points") else self.unit.text


def typed_metric(row: MetricRow) -> TypedMetric:
    """What a metric's card says of the typing of its values."""
    bounds = row.get("bounds") or []
    return TypedMetric(
        row["key"],
        row["label"],
        Unit(row["unit"]) if row["unit"] else None,
        row.get("every") or row["grain"],
        (Decimal(bounds[0]), Decimal(bounds[1])) if len(bounds) == 2 else None,
        tuple(row.get("split_by") or ()),
    )


def read_value(text: str, metric: TypedMetric) -> Decimal:
    """The number in the metric's unit (96 % is 0.96); Refused where it is none, or could be two."""
    amount = _amount(text)
    value = _percent(amount, text) if amount.unit is None and _is_percent(metric) else _in_unit(amount, metric)
    _check_digits(value)
    if metric.bounds is not None and not metric.bounds[0] <= value <= metric.bounds[1]:
        low, high = metric.bounds
        raise refuse("ENTRY_OUT_OF_BOUNDS", f"{text.strip()} lies outside the bounds {low:f} to {high:f}")
    return value


def value_text(value: Decimal) -> str:
    """The value as it is kept: plain digits, no exponent, no idle zeros behind the point, no minus before zero.

    >>> value_text(Decimal("1.50E+3")), value_text(Decimal("-0.0"))
    ('1500', '0')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def read_segment(members: Mapping[str, str], metric: TypedMetric) -> str:
    """The canonical JSON of the members a value is typed for; every dimension of the metric needs one."""
    found = {}
    for dimension in metric.split_by:
        member = " ".join(members.get(dimension, "").split())
        if not member:
            raise refuse("SEGMENT_NEEDED", f"Say which {dimension} the value is of.", hint="fill in every dimension")
        if len(member) > MOST_MEMBER or not member.isprintable():
            raise refuse("SEGMENT_NEEDED", f"That is no name of a {dimension}.", hint="write it in one short line")
        found[dimension] = member
    return segment_text(found)


def segment_text(members: Mapping[str, str]) -> str:
    """A segment as it is kept.

    >>> segment_text({"shop": "Süd", "floor": "1"})
    '{"floor":"1","shop":"Süd"}'
    """
    return json.dumps(dict(members), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _amount(text: str) -> Amount:
    clean = _SPACES.sub(" ", text).strip().replace("−", "-")
    if not clean:
        raise refuse("NOT_A_NUMBER", "There is no number yet.", hint="write 12000, 1200.50 or 96 %")
    found = _NUMBER.fullmatch(clean)
    if found is None:
        raise _no_number(clean)
    plain = f"{found[1]}{_ungrouped(found[2])} {found[3] or found[4] or ''}".strip()
    amount = amount_text(plain)
    if amount is None:
        raise _no_number(clean)
    return amount


def _ungrouped(digits: str) -> str:
    """The digits with a decimal point and without thousands signs; Refused where a comma may be either."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits):
        return digits
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:([ '’_])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]+)?", digits):
        return re.sub(r"[ '’_]", "", digits).replace(",", ".")
    if re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(,[0-9]{3}){2,}", digits):
        return digits.replace(",", "")
    if re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3}){2,}", digits):
        return digits.replace(".", "").replace(",", ".")
    whole, comma, behind = digits.partition(",")
    if comma and whole.isdigit() and behind.isdigit():
        if len(behind) != 3 or len(whole) > 3 or whole == "0":
            return f"{whole}.{behind}"
        message = f"{digits} may be {whole}{behind} or {whole}.{behind}."
        raise refuse("NUMBER_AMBIGUOUS", message, hint=f"write {whole}{behind} or {whole}.{behind}")
    raise _no_number(digits)


def _no_number(text: str) -> Refused:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    return refuse("NOT_A_NUMBER", f"“{shown}” is not a number.", hint="write 12000, 1200.50 or 96 %")


def _is_percent(metric: TypedMetric) -> bool:
    return metric.unit is not None and metric.unit.is_percent


def _percent(amount: Amount, text: str) -> Decimal:
    """A bare number before a field's % is in percent; one that may be meant as a share is asked back."""
    number = amount.number
    if number != 0 and abs(number) <= 1:
        said = text.strip()
        message = f"{said} may be meant as {said} % or as {value_text(number * 100)} %."
        raise refuse("PERCENT_SUSPICIOUS", message, hint="write the number with its % sign")
    return number / 100


def _in_unit(amount: Amount, metric: TypedMetric) -> Decimal:
    reading = Reading()
    value = in_unit(amount, metric.unit, reading)
    error = next((one for one in reading.findings if one.level is Level.ERROR), None)
    if error is not None:
        raise Refused(error)
    assert value is not None
    return value


def _check_digits(value: Decimal) -> None:
    whole, _, behind = value_text(abs(value)).partition(".")
    if len(whole) > WHOLE or len(behind) > BEHIND:
        message = f"A value has at most {WHOLE} digits before and {BEHIND} behind the point."
        raise refuse("NUMBER_TOO_LONG", message, hint="round it")

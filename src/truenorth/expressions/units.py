"""What numbers count: how units are spelled, and what becomes of them in a formula over metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from truenorth.errors import refuse
from truenorth.model.metrics import Unit

NUMBER = Unit("number")
"""The unit of a literal: it takes on the other side's unit. A metric without a known unit has None instead."""

PERCENT = Unit("percent")
DAYS = Unit("days")
_PURE = (NUMBER, Unit("count"), Unit("ratio"))

_SPELLED: Mapping[str, str] = {
    "%": "percent", "per cent": "percent", "percentage": "percent",
    "percent point": "percent points", "percentage point": "percent points", "percentage points": "percent points",
    "pp": "percent points", "€": "EUR", "£": "GBP", "number": "count",
    "minute": "minutes", "hour": "hours", "day": "days", "week": "weeks", "month": "months", "quarter": "quarters",
    "year": "years",
}  # fmt: skip


def parse_unit(text: str, currency: str | None = None) -> Unit:
    """The unit written in `text`, blanks and a few spellings made one; any word may be a unit.

    The word `currency` stands for the project's, if that is known.

    >>> parse_unit("%").text, parse_unit(" EUR "), parse_unit("day").text, parse_unit("currency", "CHF").text
    ('percent', Unit(text='EUR'), 'days', 'CHF')
    """
    plain = " ".join(text.split())
    if currency and plain.split(" ")[0] == "currency":
        plain = currency + plain.removeprefix("currency")
    small = plain.lower()
    return Unit(_SPELLED.get(small, small if small in _SPELLED.values() else plain))


Units = Sequence[Unit | None]


def _alike(function: str, units: Units) -> Unit | None:
    """One unit for all: unknown ones never clash, plain numbers take on the others' unit."""
    known = list(dict.fromkeys(unit for unit in units if unit is not None and unit != NUMBER))
    if len(known) > 1:
        raise refuse(
            "UNIT_MISMATCH",
            f"`{function}` cannot bring together {known[0].text} and {known[1].text}.",
            hint="convert one of them first, or correct a metric's `unit`",
        )
    if known:
        return known[0]
    return None if None in units else NUMBER


def _times(function: str, units: Units) -> Unit | None:
    """Numbers, counts and percents, which are fractions, keep the other unit; any other product is unknown."""
    left, right = units
    if None in units:
        return None
    for one, other in ((left, right), (right, left)):
        if one in _PURE:
            return other
    return right if left == PERCENT else left if right == PERCENT else None


def _divided(function: str, units: Units) -> Unit | None:
    """A ratio of equal units is a number or percent, which only its metric can say: unknown."""
    left, right = units
    if left == right:
        return None
    return left if right in _PURE or (right == PERCENT and left not in _PURE) else None


def _first(function: str, units: Units) -> Unit | None:
    return units[0]


def _always(unit: Unit) -> Callable[[str, Units], Unit | None]:
    return lambda function, units: unit


_RULES: Mapping[str, Callable[[str, Units], Unit | None]] = {
    "+": _alike, "-": _alike, "greatest": _alike, "least": _alike, "coalesce": _alike,
    "*": _times, "/": _divided,
    "neg": _first, "abs": _first, "round": _first, "change": _first, "shift": _first, "at_start": _first,
    "average_over": _first, "sum_over": _first, "max_over": _first, "min_over": _first,
    "growth": _always(PERCENT), "share": _always(PERCENT),
    "days_in_period": _always(DAYS), "working_days_in_period": _always(DAYS), "days_since": _always(DAYS),
}  # fmt: skip


def unit_of(function: str, units: Units) -> Unit | None:
    """The unit of an operator's or function's result over metrics, None if unknown.

    Takes None for an argument whose unit is unknown and `NUMBER` for a literal number. Raises Refused UNIT_MISMATCH,
    without a place, where different units are added, subtracted or compared in size.

    >>> unit_of("/", [Unit("EUR"), Unit("EUR")]) is None, unit_of("-", [NUMBER, PERCENT]).text
    (True, 'percent')
    """
    rule = _RULES.get(function)
    return rule(function, units) if rule else None

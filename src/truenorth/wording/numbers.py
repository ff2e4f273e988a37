"""Numbers as people read them. One rounding rule, simple enough to be the same in Python and JavaScript.

The rule: take the number's shortest decimal text (a float's is the shortest that reads back as the same float), and
round that text half away from zero. No binary arithmetic takes part, so both languages round alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.wording.units import UnitStyle, unit_style

NOTHING = "–"
"""What stands where there is no number."""
MINUS = "−"

_COMPACT = ((3, "k"), (6, "M"), (9, "B"), (12, "T"))
_WIDE = Context(prec=2000, rounding=ROUND_HALF_UP)


def exact(value: Amount) -> Decimal | None:
    """The number as a Decimal of its shortest text; None for a missing or unbounded one, and for what is no number.

    >>> exact(0.1), exact(float("nan"))
    (Decimal('0.1'), None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """The number with so many decimals, halves away from zero; never minus zero.

    >>> round_half_up(Decimal("-2.345"), 2), round_half_up(Decimal("-0.04"), 1)
    (Decimal('-2.35'), Decimal('0.0'))
    """
    rounded = number.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    return abs(rounded) if rounded.is_zero() else rounded


def format_number(
    value: Amount,
    unit: Unit | str | None = None,
    *,
    decimals: int | None = None,
    compact: bool = False,
    currency: str | None = None,
) -> str:
    """The number with its unit: `72,557.90 EUR`, `71.3 %`, `1 day`, `72.6k EUR`; `–` where there is none.

    >>> format_number(Decimal("72557.9"), "EUR"), format_number(0.7128, "percent"), format_number(None)
    ('72,557.90 EUR', '71.3 %', '–')
    """
    number = exact(value)
    if number is None:
        return NOTHING
    style = unit_style(unit, currency)
    text = _digits(number, style, decimals, compact=compact)
    sign = style.one if style.one is not None and text in ("1", MINUS + "1") else style.sign
    return f"{text} {sign}" if sign else text


def format_exactly(value: Amount, unit: Unit | str | None = None, *, currency: str | None = None) -> str:
    """The number with every decimal it has, and no fewer than its unit's: what somebody typed, as they typed it.

    >>> format_exactly(Decimal("6.25"), "score"), format_exactly(Decimal("0.96251"), "percent")
    ('6.25', '96.251 %')
    """
    number = exact(value)
    if number is None:
        return NOTHING
    style = unit_style(unit, currency)
    exponent = number.scaleb(style.times, context=_WIDE).normalize(_WIDE).as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return format_number(number, unit, decimals=places if places > (style.decimals or 0) else None, currency=currency)


def format_change(
    change: Amount,
    unit: Unit | str | None = None,
    *,
    decimals: int | None = None,
    compact: bool = False,
    currency: str | None = None,
) -> str:
    """A difference, with its sign: `+4,327.70 EUR`; of percents in percentage points: `−1.2 pp`.

    >>> format_change(Decimal("-0.012"), "percent"), format_change(3, "days")
    ('−1.2 pp', '+3 days')
    """
    number = exact(change)
    if number is None:
        return NOTHING
    style = unit_style(unit, currency)
    text = _digits(number, style, decimals, compact=compact)
    if number > 0 and any(digit in "123456789" for digit in text):
        text = "+" + text
    if style.change is not None:
        return f"{text} {style.change}"
    sign = style.one if style.one is not None and text.lstrip("+" + MINUS) == "1" else style.sign
    return f"{text} {sign}" if sign else text


def common_places(values: Iterable[Amount], unit: Unit | str | None = None, currency: str | None = None) -> int | None:
    """The decimals with which all of some values are written alike: enough to see the largest; None without any.

    >>> common_places([5, 7]), common_places([5, 7.25], "minutes"), common_places([Decimal("0.00004")], "ratio")
    (0, 1, 6)
    """
    known = [number for number in (exact(value) for value in values) if number is not None]
    if not known:
        return None
    written = unit_style(unit, currency)
    whole = all(number == number.to_integral_value() for number in known)
    if whole and (written.decimals is None or written.one is not None):
        return 0
    largest = max(abs(number) for number in known).scaleb(written.times)
    least = 2 if written.decimals is None else written.decimals
    return 1 - largest.adjusted() if 0 < largest < Decimal(1).scaleb(-least) else least


def _digits(number: Decimal, style: UnitStyle, decimals: int | None, *, compact: bool) -> str:
    number = number.scaleb(style.times, context=_WIDE)
    if compact and style.compacts:
        short = _compact(number, 1 if decimals is None else decimals)
        if short is not None:
            return short
    return _grouped(round_half_up(number, _places(number, style, decimals)))


def _places(number: Decimal, style: UnitStyle, decimals: int | None) -> int:
    """The decimals asked for, else the unit's; whole numbers of words and plain counts have none."""
    if decimals is not None:
        return decimals
    whole = number == number.to_integral_value()
    if style.decimals is None:
        return 0 if whole else 2
    return 0 if whole and style.one is not None else style.decimals


def _compact(number: Decimal, decimals: int) -> str | None:
    """`72.6k`, or None below a thousand; what rounds up to a thousand takes the next letter."""
    if abs(number) < 1000:
        return None
    scaled = [(round_half_up(number.scaleb(-power, context=_WIDE), decimals), letter) for power, letter in _COMPACT]
    rounded, letter = next((pair for pair in scaled if abs(pair[0]) < 1000), scaled[-1])
    return _grouped(rounded) + letter


def _grouped(number: Decimal) -> str:
    text = f"{number:,f}"
    return MINUS + text[1:] if text.startswith("-") else text

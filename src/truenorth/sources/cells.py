"""What one cell may be: the words for missing, and how numbers and moments are spelled.

A cell is looked at by its *mask*: the trimmed text with every digit as 9, so that a column of a million numbers
has a handful of masks. `-1,234.50` has the mask `-9,999.99`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

NULL_WORDS = ("na", "n/a", "-", "..")  # null in columns otherwise numbers or dates, whatever their case
ERROR_WORDS = ("#ref!", "#div/0!", "#n/a", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!")
NOT_COMPUTED = "#NOT_COMPUTED!"  # stands in the cell of a formula whose result is not in the workbook
BOOLEAN_WORDS = ("true", "false")
TRIMMED = " \t\r\n\u00a0\u202f\ufeff"
LONGEST_MASK = 48
CURRENCIES = "AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HUF|INR|JPY|KRW|MXN|NOK|NZD|PLN|RON|SEK|SGD|TRY|USD|ZAR|zł|kr|Kč|Fr"
CURRENCY = rf"(?:[$£€¥₹₩₽₺₴₪฿₫₦₱]|(?:[A-Z]{{1,3}}\$)|(?:{CURRENCIES})\.?)"

NUMBER = re.compile(
    rf"(?P<open>\()?(?P<sign>[-+−]\s?)?(?P<before>{CURRENCY})?\s?(?P<inner>[-−]\s?)?"
    rf"(?P<body>9[9.,'’ \u00a0\u202f]*|[.,]9+)(?P<power>[eE][-+]?9{{1,3}})?"
    rf"\s?(?P<percent>%)?\s?(?P<after>{CURRENCY})?(?P<close>\))?"
)


@dataclass(frozen=True)
class Number:
    """How a mask reads as a number: the digits (before, behind) the mark, for each decimal mark that fits.

    `shows` is the decimal mark the mask proves, None where it reads the same or could be either.
    """

    readings: Mapping[str, tuple[int, int]]
    currency: str = ""
    percent: bool = False
    power: bool = False
    plain: bool = False  # only digits, a sign and a point: no mark to strip
    bracketed: bool = False
    zero: bool = field(default=False)

    @property
    def shows(self) -> str | None:
        return next(iter(self.readings)) if len(self.readings) == 1 else None


@lru_cache(maxsize=4096)
def read_number(mask: str, *, zero_led: bool) -> Number | None:
    """How a mask reads as a number, or None. `zero_led`: some cell of that mask begins with 0 (007 is a code)."""
    match = NUMBER.fullmatch(mask)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = bool(match["sign"]) + bool(match["inner"]) + bool(match["open"])
    if signs > 1 or (match["before"] and match["after"]):
        return None
    body = match["body"].rstrip()
    readings = {mark: digits for mark in ".," if (digits := _digits(body, mark, zero_led=zero_led)) is not None}
    decorated = match["before"] or match["after"] or match["percent"]
    if not readings or (match["power"] and (decorated or (signs and match["open"]))):
        return None
    if (match["sign"] or "").startswith("+") and body.isdigit() and len(body) > 9:
        return None  # a telephone number
    return Number(
        readings,
        (match["before"] or match["after"] or "").rstrip("."),
        bool(match["percent"]),
        bool(match["power"]),
        re.fullmatch(r"-?(9+(\.9+)?|\.9+)([eE][-+]?9+)?", mask) is not None,
        bool(match["open"]),
        body == "9" and zero_led,
    )


def _digits(body: str, mark: str, *, zero_led: bool) -> tuple[int, int] | None:
    """The digits before and behind the decimal mark, None where the body does not fit it."""
    whole, found, behind = body.partition(mark)
    if found and not re.fullmatch("9+", behind):
        return None
    if re.fullmatch("9*", whole):
        return None if zero_led and len(whole) > 1 else (len(whole), len(behind))
    other = "," if mark == "." else "."
    for group in (re.escape(other), " ", "\u00a0", "\u202f", "'", "’"):
        if re.fullmatch(rf"9{{1,3}}({group}999)+", whole) and not zero_led:
            return whole.count("9"), len(behind)
    if re.fullmatch(r"9{1,2}(,99)+,999" if other == "," else "x", whole) and not zero_led:  # lakh and crore
        return whole.count("9"), len(behind)
    return None


@dataclass(frozen=True)
class Moment:
    """How a mask reads as a date or time: `order` of its parts, whether it has a clock and a zone."""

    order: str  # ymd, slashed (d/m/y or m/d/y), named, time, length, seconds
    plain: bool = False  # ISO 8601 to the letter: the engine reads it as it stands
    clock: bool = False
    zone: bool = False
    spelled: bool = False  # only read part by part: a 12-hour clock, a comma before the clock, a year in two digits


HALF = r"\s?[AaPp]\.?[Mm]\.?"
CLOCK = r"9{1,2}:99(:99([.,]9+)?)?"
ZONE = r"\s?(Z|z|UTC|GMT|[-+]99(:?99)?)"
MONTH = (
    r"(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|"
    r"July?|Aug(ust)?|Sept?(ember)?|Oct(ober)?|Nov(ember)?|Dec(ember)?)"
)
YMD = r"9999(?P<by>[-/.])9{1,2}(?P=by)9{1,2}"
SLASHED = r"9{1,2}(?P<by>[-/.])9{1,2}(?P=by)9999"
NAMED = rf"(?i:9{{1,2}}(st|nd|rd|th)?[- ]{MONTH}[-, ]+9999|{MONTH} 9{{1,2}}(st|nd|rd|th)?,? 9999)"
SHORT_NAMED = rf"(?i:9{{1,2}}(?P<to>[-/ ]){MONTH}\.?(?P=to)(9999|99))"
MOMENTS = tuple(
    (re.compile(pattern), moment)
    for pattern, moment in (
        (r"9999-99-99", Moment("ymd", plain=True)),
        (r"9999-99-99[T ]99:99:99(\.9{1,6})?", Moment("ymd", plain=True, clock=True)),
        (r"9999-99-99[T ]99:99:99(\.9{1,6})?(Z|[-+]99:99)", Moment("ymd", plain=True, clock=True, zone=True)),
        (YMD, Moment("ymd")),
        (rf"{YMD}[T ]{CLOCK}", Moment("ymd", clock=True)),
        (rf"{YMD}[T ]{CLOCK}{ZONE}", Moment("ymd", clock=True, zone=True)),
        (SLASHED, Moment("slashed")),
        (rf"{SLASHED} {CLOCK}", Moment("slashed", clock=True)),
        (rf"{SLASHED}(,\s?|\s){CLOCK}({HALF})?", Moment("slashed", clock=True, spelled=True)),
        (rf"{YMD}(,\s?|\s){CLOCK}({HALF})?", Moment("ymd", clock=True, spelled=True)),
        (NAMED, Moment("named")),
        (SHORT_NAMED, Moment("named", spelled=True)),
        (rf"({NAMED}|{SHORT_NAMED})(,\s?|\s){CLOCK}({HALF})?", Moment("named", clock=True, spelled=True)),
        (r"99999999T999999", Moment("basic", clock=True)),
        (r"99999999T999999(Z|[-+]99:?99)", Moment("basic", clock=True, zone=True)),
        (r"9{3,5}:99:99([.,]9+)?", Moment("length", clock=True)),
        (rf"{CLOCK}{HALF}", Moment("time", clock=True, spelled=True)),
        (CLOCK, Moment("time", clock=True)),
        (r"PT-?9+(\.9+)?S", Moment("seconds")),
    )
)


@lru_cache(maxsize=4096)
def read_moment(mask: str) -> Moment | None:
    """How a mask reads as a date, a time or a spreadsheet's duration, or None."""
    return next((moment for pattern, moment in MOMENTS if pattern.fullmatch(mask)), None)


DIGITS = str.maketrans("0123456789", "9" * 10)


def mask_of(text: str) -> str:
    """The mask of one cell, as the column queries make it.

    >>> mask_of(" £1,204.50 ")
    '£9,999.99'
    """
    return text.strip(TRIMMED).translate(DIGITS)


ERROR_MASKS = frozenset(mask_of(word) for word in ERROR_WORDS)


def looks_like_value(text: str | None) -> bool:
    """True if a cell reads as a number, a date or a time: rarely a column's name."""
    if not text or not text.strip(TRIMMED) or len(text) > LONGEST_MASK:
        return False
    mask = mask_of(text)
    return read_number(mask, zero_led=False) is not None or read_moment(mask) is not None


def is_missing(text: str | None) -> bool:
    """True for an empty or blank cell and for the words that mean missing."""
    return text is None or text.strip(TRIMMED).casefold() in ("", *NULL_WORDS, *ERROR_WORDS, NOT_COMPUTED.casefold())

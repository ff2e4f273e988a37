"""How days and times are spelled in text: the small language of a date's `written:`.

`d/m/yyyy`, `m/d/yyyy h:mm am/pm`, `yyyy-mm-ddThh:mm:ssz`: letters stand for parts, anything else for itself.
Three spellings are words: `seconds since 1970`, `milliseconds since 1970`, `serial number`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NAMED_MONTH = "(?:" + "|".join(f"{name[:3]}[a-z]*\\.?" for name in MONTH_NAMES) + ")"
ONE_OR_TWO = r"\d{1,2}"
PARTS: Mapping[str, tuple[str, str]] = {  # letters: the part they stand for, and what it looks like
    "yyyy": ("year", r"\d{4}"),
    "yy": ("short year", r"\d{2}"),
    "m": ("month", ONE_OR_TWO),
    "mm": ("month", ONE_OR_TWO),
    "mmm": ("month name", NAMED_MONTH),
    "mmmm": ("month name", NAMED_MONTH),
    "d": ("day", ONE_OR_TWO),
    "dd": ("day", ONE_OR_TWO),
    "h": ("hour", ONE_OR_TWO),
    "hh": ("hour", ONE_OR_TWO),
    "minute": ("minute", r"\d{2}"),
    "s": ("second", r"\d{2}(?:[.,]\d{1,6})?"),
    "ss": ("second", r"\d{2}(?:[.,]\d{1,6})?"),
    "z": ("zone", r"Z|UTC|GMT|[-+]\d{2}:?\d{2}"),
    "am/pm": ("half", r"[AP]\.?M\.?"),
    "t": ("", "T"),
}
WORDS: Mapping[str, str] = {  # spellings of a number: nine or more digits, so that seconds are never milliseconds
    "seconds since 1970": r"(\d{9,10}(?:\.\d{1,6})?)",
    "milliseconds since 1970": r"(\d{12,13})",
    "serial number": r"(\d{2,7}(?:\.\d+)?)",
}
HINT = (
    "spell it with d, m or mmm (Jan), yy or yyyy, then h:mm or h:mm:ss, am/pm and z (an offset), such as d/m/yyyy, "
    "mmm-yy or m/d/yyyy h:mm am/pm; or say seconds since 1970, milliseconds since 1970, serial number"
)


@dataclass(frozen=True)
class Spelling:
    """A spelling read: the pattern of its texts (case apart), and the part that each of its groups holds."""

    text: str
    pattern: str
    parts: tuple[str, ...]

    @property
    def has_clock(self) -> bool:
        return "hour" in self.parts

    @property
    def is_instant(self) -> bool:
        return "zone" in self.parts or self.text.endswith("since 1970")

    @property
    def day_before_month(self) -> bool:
        return "day" in self.parts and "month" in self.parts and self.parts.index("day") < self.parts.index("month")


@lru_cache(maxsize=256)
def read_spelling(text: str) -> Spelling | None:
    """The spelling that a text stands for, or None where it is none.

    >>> read_spelling("m/d/yyyy h:mm am/pm").parts
    ('month', 'day', 'year', 'hour', 'minute', 'half')
    """
    folded = " ".join(text.casefold().split())
    if folded in WORDS:
        return Spelling(folded, WORDS[folded], (folded.split(" ")[0],))
    parts: list[str] = []
    pattern = ""
    for piece in re.finditer(r"am/pm|([a-z])\1*|.", folded):
        run = piece[0]
        if not run[0].isalpha():
            pattern += r"\s+" if run == " " else re.escape(run)
            continue
        part, looks = PARTS.get(_in_place(run, parts), ("none", ""))
        if part == "none" or part in parts:
            return None
        if part:
            parts.append(part)
        if part == "half" and pattern.endswith(r"\s+"):
            pattern = pattern.removesuffix("+") + "?"
        pattern += f"({looks})" if part else looks
    return Spelling(text, pattern, tuple(parts)) if _is_whole(frozenset(parts)) else None


def _in_place(run: str, parts: list[str]) -> str:
    """`mm` after the hours are minutes."""
    return "minute" if run in ("m", "mm") and parts and parts[-1] == "hour" else run


def _is_whole(parts: frozenset[str]) -> bool:
    """A year and a month at least; a clock on a day only, its parts from the hour downwards."""
    once = len(parts & {"year", "short year"}) == 1 and len(parts & {"month", "month name"}) == 1
    clock = parts & {"hour", "minute", "second", "half", "zone"}
    return (
        once
        and (not clock or {"day", "hour"} <= parts)
        and ("second" not in parts or "minute" in parts)
        and ("zone" not in parts or "minute" in parts)
    )


def swapped(spelling: Spelling) -> Spelling | None:
    """The spelling with day and month in each other's place; None where the month is named or there is no day."""
    if not {"day", "month"} <= set(spelling.parts) or spelling.parts[:2] not in (("day", "month"), ("month", "day")):
        return None
    return Spelling(spelling.text, spelling.pattern, (spelling.parts[1], spelling.parts[0], *spelling.parts[2:]))


CLOCK = r"(?:(?:T|,?\s+)(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,6})?))?(?:\s?([AP]\.?M\.?))?)?"


def with_clock(spelling: Spelling) -> Spelling | None:
    """A spelling of days with a clock behind them that may be missing; None where it has one already, or no day.

    >>> with_clock(read_spelling("d/m/yyyy")).has_clock
    True
    """
    if spelling.has_clock or "day" not in spelling.parts or spelling.text in WORDS:
        return None
    parts = (*spelling.parts, "hour", "minute", "second", "half")
    return Spelling(spelling.text, spelling.pattern + CLOCK, parts)

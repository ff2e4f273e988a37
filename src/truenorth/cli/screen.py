"""What the output goes to: how wide it is and whether it takes colour."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from dataclasses import dataclass
from typing import TextIO

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}


@dataclass(frozen=True)
class Screen:
    """Columns to write in (None: as many as it takes, for a file or pipe), and whether colour is wanted."""

    width: int | None = None
    colour: bool = False

    def paint(self, text: str, style: str) -> str:
        """The text in a style such as `bold` or `bold red`; as it is where colour is not wanted."""
        if not self.colour or not style or not text.strip():
            return text
        codes = ";".join(_CODES[word] for word in style.split())
        return f"\x1b[{codes}m{text}\x1b[0m"


def screen(stream: TextIO | None = None) -> Screen:
    """What standard output (or `stream`) is. NO_COLOR turns colour off, FORCE_COLOR on, COLUMNS sets the width."""
    target = stream or sys.stdout
    terminal = target.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if os.environ.get("FORCE_COLOR"):
        colour = True
    if os.environ.get("NO_COLOR"):
        colour = False
    told = os.environ.get("COLUMNS", "").isdigit()
    width = shutil.get_terminal_size().columns if terminal or told else None
    return Screen(width, colour)


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns_of("Zürich"), columns_of("東京")
    (6, 4)
    """
    if text.isascii():
        return len(text)
    return sum(_width(sign) for sign in text)


def _width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def cut(text: str, most: int) -> str:
    """The text in at most so many columns, with an ellipsis where it was cut.

    >>> cut("On-time delivery", 8)
    'On-time…'
    """
    if columns_of(text) <= most:
        return text
    kept, used = "", 0
    for sign in text:
        used += _width(sign)
        if used > most - 1:
            break
        kept += sign
    return kept.rstrip() + "…"

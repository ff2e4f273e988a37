"""How far a long piece of work has come: one line that is rewritten on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

BAR = 24
LEAST = 0.04
"""The share from which the time left is told: before, nothing is known of it."""
MOMENT = 0.2
"""Seconds between two drawings of the line."""
STEPS = 4
"""So many lines tell of the work where the output is no terminal."""


@dataclass(eq=False)
class Progress:
    """Shows shares from 0 to 1 as they come; what is said meanwhile stands above."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)
    began: float = field(default_factory=time.monotonic)
    first: float | None = None
    drawn: float = 0.0
    told: int = 0

    def moved(self, share: float) -> None:
        """Show that so much is done."""
        now = time.monotonic()
        if self.first is None:  # work that is taken up again does not begin at 0
            self.first, self.told = share, int(share * STEPS)
        text = spell_left(now - self.began, share - self.first, 1 - share)
        if not self.stream.isatty():
            if int(share * STEPS) > self.told and share < 1:
                self.told = int(share * STEPS)
                print(f"  {share:4.0%} {text}".replace("%", " %").rstrip(), file=self.stream, flush=True)
        elif now - self.drawn >= MOMENT:
            self.drawn = now
            filled = round(share * BAR)
            bar = "█" * filled + "░" * (BAR - filled)
            print(f"\r\x1b[K  {bar} {share:4.0%} {text}".replace("%", " %"), end="", file=self.stream, flush=True)

    def say(self, line: str) -> None:
        """Print a line that stays."""
        clear = "\r\x1b[K" if self.stream.isatty() else ""
        print(clear + line, file=self.stream, flush=True)
        self.drawn = 0.0


def spell_left(spent: float, done: float, left: float) -> str:
    """How long the rest takes at the pace so far, rounded; "" while the pace is not known.

    >>> spell_left(10.0, 0.25, 0.75), spell_left(10.0, 0.9, 0.1), spell_left(1.0, 0.01, 0.99)
    ('about 30 s left', 'about 2 s left', '')
    >>> spell_left(60.0, 0.2, 0.8)
    'about 4 min left'
    """
    if done < LEAST or left <= 0:
        return ""
    seconds = spent * left / done
    if seconds >= 120:
        return f"about {round(seconds / 60)} min left"
    step = 5 if seconds > 20 else 1
    return f"about {max(1, -int(-seconds // step)) * step} s left"

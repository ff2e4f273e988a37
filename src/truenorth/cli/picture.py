"""A series drawn in characters: points, lines and bands on a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from truenorth.cli.screen import Screen, columns_of
from truenorth.wording.styles import Style

HEIGHT = 11


@dataclass(eq=False)
class Picture:
    """A grid of characters over a range of values, filled from the back to the front."""

    low: float
    high: float
    width: int
    height: int = HEIGHT
    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def row(self, value: float) -> int:
        """The row in which a value lies, 0 on top."""
        if self.high <= self.low:
            return self.height // 2
        share = (value - self.low) / (self.high - self.low)
        return min(max(round((1 - share) * (self.height - 1)), 0), self.height - 1)

    def put(self, column: int, value: float | None, sign: str, style: str = "") -> None:
        """A sign at a value."""
        if value is not None:
            self.cells[column, self.row(value)] = (sign, style)

    def fill(self, column: int, low: float, high: float, sign: str, style: str = "") -> None:
        """A sign at every row between two values."""
        for row in range(self.row(high), self.row(low) + 1):
            self.cells[column, row] = (sign, style)

    def margin(self, style: Style) -> int:
        """How many columns stand left of the first point."""
        return max(columns_of(style.bare(value)) for value in (self.high, (self.high + self.low) / 2, self.low)) + 2

    def lines(self, style: Style, screen: Screen) -> list[str]:
        """The picture with the values of its top, middle and bottom on the left."""
        told = {0: self.high, self.height // 2: (self.high + self.low) / 2, self.height - 1: self.low}
        texts = {row: style.bare(value) for row, value in told.items()}
        margin = self.margin(style) - 2
        return [
            f"{' ' * (margin - columns_of(texts.get(row, '')))}{screen.paint(texts.get(row, ''), 'dim')} "
            + screen.paint("┤" if row in texts else "│", "dim")
            + "".join(screen.paint(*self.cells.get((column, row), (" ", ""))) for column in range(self.width)).rstrip()
            for row in range(self.height)
        ]


def span_of(values: Iterable[float | None]) -> tuple[float, float]:
    """The lowest and highest of the values there are; (0, 0) for none."""
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def axis(labels: Sequence[str], margin: int) -> str:
    """The first and last label under a picture, as far apart as its columns."""
    if not labels:
        return ""
    first, last = labels[0], labels[-1]
    gap = max(len(labels) - len(first) - len(last), 1)
    return " " * margin + (first if len(labels) < len(first) + len(last) + 1 else f"{first}{' ' * gap}{last}")

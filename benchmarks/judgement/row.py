"""A line of the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, what is demanded, what would be better still, what we reach, and on what."""

    figure: str
    demand: str
    stretch: str
    ours: str
    met: bool
    seed: str


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| figure | demand | stretch | ours | met | on |", "|---|---|---|---|---|---|"]
    for row in rows:
        cells = (row.figure, row.demand, row.stretch, row.ours, "yes" if row.met else "**no**", row.seed)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)

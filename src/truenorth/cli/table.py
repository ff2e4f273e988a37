"""Aligned tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truenorth.cli.screen import Screen, columns_of, cut

GAP = 2


@dataclass(frozen=True)
class Column:
    """A column: its title, its side, how far it may be cut, and how soon it is left out when the screen is narrow.

    `least` None: never cut. `drop` 0: never left out; otherwise the highest goes first. An `extra` column is left
    out before any other is cut to less than it `likes`.
    """

    title: str
    right: bool = False
    least: int | None = None
    likes: int = 0
    drop: int = 0
    extra: bool = False
    style: str = ""


@dataclass(frozen=True)
class Text:
    """A cell with a style of its own."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Heading:
    """A line across the table, above a group of rows."""

    text: str
    after: str = ""


Row = Sequence[Text | str] | Heading


def lay_out(columns: Sequence[Column], rows: Sequence[Row], screen: Screen) -> list[str]:
    """The lines of the table, title line first; narrowed to the screen by cutting and then leaving out columns."""
    cells = [[_text(cell) for cell in row] for row in rows if not isinstance(row, Heading)]
    widths = [
        max([columns_of(column.title), *(columns_of(row[index].text) for row in cells)])
        for index, column in enumerate(columns)
    ]
    used = [index for index in range(len(columns)) if not cells or any(row[index].text for row in cells)]
    kept = _fit(columns, widths, used, screen.width)
    lines = [_line(columns, widths, kept, [Text(column.title, "dim") for column in columns], screen)]
    for row in rows:
        if isinstance(row, Heading):
            after = "  " + screen.paint(row.after, "dim") if row.after else ""
            lines.append(screen.paint(row.text, "bold") + after)
        else:
            lines.append(_line(columns, widths, kept, [_text(cell) for cell in row], screen))
    return lines


def _text(cell: Text | str) -> Text:
    return cell if isinstance(cell, Text) else Text(cell)


def _fit(columns: Sequence[Column], widths: list[int], used: list[int], most: int | None) -> list[int]:
    """Which of the `used` columns are shown; shortens `widths` of those that may be cut."""
    kept = list(used)
    if most is None:
        return kept

    def excess() -> int:
        return sum(widths[index] for index in kept) + GAP * (len(kept) - 1) - most

    def spare(index: int, *, gladly: bool = False) -> int:
        column = columns[index]
        limit = widths[index] if column.least is None else max(column.least, column.likes if gladly else 0)
        return max(0, widths[index] - limit)

    for extra in (True, False):
        droppable = sorted((index for index in kept if columns[index].drop), key=lambda index: columns[index].drop)
        while droppable and excess() > sum(spare(index, gladly=extra) for index in kept):
            last = droppable.pop()
            if columns[last].extra or not extra:
                kept.remove(last)
    for index in sorted(kept, key=lambda index: -widths[index]):
        widths[index] -= max(0, min(spare(index), excess()))
    return kept


def _line(
    columns: Sequence[Column], widths: Sequence[int], kept: Sequence[int], row: Sequence[Text], screen: Screen
) -> str:
    parts = []
    for index in kept:
        cell = row[index]
        text = cut(cell.text, widths[index])
        padding = " " * (widths[index] - columns_of(text))
        painted = screen.paint(text, cell.style or columns[index].style)
        parts.append(padding + painted if columns[index].right else painted + padding)
    return (" " * GAP).join(parts).rstrip()

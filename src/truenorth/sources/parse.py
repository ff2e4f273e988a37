"""Separated text to rows of cells, with the line each row begins on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from truenorth.errors import Place, refuse
from truenorth.sources.options import BLANKS

LONGEST_CELL = 4_000_000


@dataclass(frozen=True)
class Row:
    """One row as written: None is an empty cell, "" a quoted empty text. `line` counts from 1."""

    line: int
    cells: tuple[str | None, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell is not None and cell.strip() for cell in self.cells)


def read_rows(lines: Iterable[str], separator: str, file: str) -> Iterator[Row]:
    """The rows of a text whose lines keep their ends (a file opened with newline="").

    Quotes hold separators, line ends and doubled quotes. Text after a closing quote is kept, blanks alone are not.
    A quote that is never closed is refused, for it would swallow the rows below it.
    """
    numbered = enumerate(lines, start=1)
    for number, line in numbered:
        body = line.rstrip("\r\n")
        if separator == BLANKS:
            yield Row(number, tuple(body.split()))
        elif '"' not in body:
            yield Row(number, tuple(cell or None for cell in body.split(separator)))
        else:
            yield Row(number, tuple(_quoted_cells(line, separator, number, numbered, file)))


def _quoted_cells(
    text: str, separator: str, number: int, more: Iterator[tuple[int, str]], file: str
) -> Iterator[str | None]:
    at = 0
    while True:
        inner: str | None = None
        if text.startswith('"', at):
            inner, text, at = _quoted(text, at + 1, number, more, file)
        end = text.find(separator, at)
        tail = text[at:end] if end >= 0 else text[at:].rstrip("\r\n")
        if inner is None:
            yield tail or None
        else:
            yield inner + tail if tail.strip(" ") else inner
        if end < 0:
            return
        at = end + len(separator)


def _quoted(text: str, start: int, number: int, more: Iterator[tuple[int, str]], file: str) -> tuple[str, str, int]:
    """The text inside a quote, the line it closes on and the position after it."""
    parts: list[str] = []
    size = 0
    while True:
        close = text.find('"', start)
        while close >= 0 and text.startswith('""', close):
            parts.append(text[start : close + 1])
            start = close + 2
            close = text.find('"', start)
        if close >= 0:
            parts.append(text[start:close])
            return "".join(parts), text, close + 1
        parts.append(text[start:])
        size += len(text) - start
        following = next(more, None)
        if following is None or size > LONGEST_CELL:
            raise refuse(
                "QUOTE_NOT_CLOSED",
                "A quoted cell that begins here is never closed.",
                Place(file, number),
                hint='close the quote, or double it ("") where it belongs to the text',
            )
        text, start = following[1], 0

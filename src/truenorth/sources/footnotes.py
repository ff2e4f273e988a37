"""Footnotes: the lines of text under a table that are no rows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from truenorth.sources.parse import Row

TAIL = 200
LONG_SENTENCE = 60
OPENING = re.compile(
    r"\s*(?:[*†‡§¶]|\(?\d{1,2}\)?[\s.):]|\(?(?:notes?|sources?|footnotes?|fuente|quelle|nota|bron|source)\b)",
    re.IGNORECASE,
)


def find_footnotes(tail: Sequence[Row], used: int) -> tuple[Row, ...]:
    """The rows at the end of a table that hold one text each: footnotes, sources, print dates.

    They count as footnotes if a blank row parts them from the table, or if they begin as footnotes do or are long
    sentences. A table of one used column has none. `tail` are the last rows, in their order.
    """
    if used < 2:
        return ()
    run: list[Row] = []
    for row in reversed(tail):
        if sum(cell is not None and bool(cell.strip()) for cell in row.cells) > 1:
            break
        run.append(row)
    run.reverse()
    if len(run) == len(tail):
        return ()
    start = next((i for i, row in enumerate(run) if row.is_blank), None)
    after_blank = [row for row in run[start:] if not row.is_blank] if start is not None else []
    if used == 2:  # a name without its number is a row too
        after_blank = [row for row in after_blank if _is_note(row)]
    before_blank = run[:start] if start is not None else run
    first = next((i for i in range(len(before_blank)) if all(map(_is_note, before_blank[i:]))), len(before_blank))
    return (*before_blank[first:], *after_blank)


def _is_note(row: Row) -> bool:
    text = next((cell for cell in row.cells if cell and cell.strip()), "")
    opens = bool(OPENING.match(text)) and len(text.split()) > 1
    return opens or len(text) > LONG_SENTENCE

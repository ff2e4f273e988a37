"""Which character separates the cells of a text file."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from truenorth.errors import Refused
from truenorth.sources.parse import read_rows

CANDIDATES = (",", ";", "\t", "|")
SAMPLE_ROWS = 200


def find_separator(lines: list[str], suffix: str) -> str:
    """The separator that gives the most regular table; a comma where there is one column only.

    A cell that still holds a quote or another separator (not a comma, which texts and decimals hold) speaks against it.
    """
    order = ("\t", *CANDIDATES) if suffix in (".tsv", ".tab") else CANDIDATES
    scored = [(_regularity(lines, candidate), -order.index(candidate), candidate) for candidate in CANDIDATES]
    best = max(scored)
    return best[2] if best[0] > 0 else order[0]


def _regularity(lines: list[str], separator: str) -> float:
    """How regular the rows are if cut there: the share of rows of the usual width × the width beyond one."""
    try:
        rows = [row.cells for row in islice(read_rows(lines, separator, ""), SAMPLE_ROWS) if not row.is_blank]
    except Refused:  # a quote left open by the sample's end, or by a wrong separator
        rows = []
    if not rows:
        return 0.0
    width, often = Counter(len(cells) for cells in rows).most_common(1)[0]
    if width == 1:
        width, often = max(Counter(len(cells) for cells in rows).items(), key=lambda item: (item[0] > 1, item[1]))
    others = [*(mark for mark in CANDIDATES if mark not in (separator, ",")), '"']
    cells = [cell for row in rows for cell in row if cell]
    torn = sum(any(mark in cell for mark in others) for cell in cells) / max(len(cells), 1)
    return often / len(rows) * (width - 1) * (1 - torn)

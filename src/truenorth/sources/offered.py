"""Whether a table that could be offered in place of another holds anything."""

from __future__ import annotations

from collections.abc import Sequence

from truenorth.errors import Refused, SourceFailed
from truenorth.sources.find import Format, Part
from truenorth.sources.workbook import read_sheet

LOOKED_AT = 1 << 16


def has_rows(parts: Sequence[Part]) -> bool:
    """Whether any of the parts holds more than a line of names; so it is taken to be where that cannot be seen."""
    return any(_has_rows(part) for part in parts)


def _has_rows(part: Part) -> bool:
    try:
        if part.format is Format.WORKBOOK:
            return sum(1 for row in read_sheet(part).rows if any(cell for cell in row.cells)) > 1
        if part.format is Format.TEXT and part.member is None:
            with part.path.open("rb") as stream:
                return sum(1 for line in stream.read(LOOKED_AT).splitlines() if line.strip()) > 1
    except (OSError, Refused, SourceFailed):
        return True
    return True

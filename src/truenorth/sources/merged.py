"""Cells merged over several rows: a label holds for each of them, a number stands in the first alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from truenorth.errors import Finding, Level, Place
from truenorth.sources.cells import NOT_COMPUTED, mask_of, read_moment, read_number
from truenorth.sources.layout import Merge
from truenorth.sources.parse import Row

NAMES_A_TIME = re.compile(  # the whole name: a budget per month is none
    r"((fiscal|financial|calendar|school|budget|plan|reporting|iso)[ _-]?)?"
    r"(fy|year|quarter|month|week|day|jahr|quartal|monat|woche|kw|tag|ann[eé]e|trimestre|mois|semaine|"
    r"jour|a[nñ]o|mes|semana|d[ií]a|anno|mese|settimana|giorno|jaar|kwartaal|maand|dag|rok|ano|år)"
    r"([ _-]?(no|nr|number)\.?)?",
    re.IGNORECASE,
)
LARGEST_LABEL = 2200  # a year


@dataclass
class Filling:
    """What filling has come to: how many labels were filled down, and the numbers that were not, by line."""

    labels: list[int] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)  # line, column


def fill_merged(rows: Iterable[Row], merges: Sequence[Merge], names: Sequence[str], told: Filling) -> Iterator[Row]:
    """The rows with cells merged downwards filled with the label of their first cell.

    Labels are texts, dates, truth values, and the numbers of a column that names a time (Year, Month).
    """
    at: dict[int, list[Merge]] = {}
    for merge in merges:
        for line in range(merge.top, merge.bottom + 1) if merge.bottom > merge.top else ():
            at.setdefault(line, []).append(merge)
    held: dict[Merge, str | None] = {}
    for row in rows:
        cells = list(row.cells)
        for merge in at.get(row.line, ()):
            if row.line == merge.top:
                first = cells[merge.left] if merge.left < len(cells) else None
                held[merge] = first if _is_label(first, names, merge.left) else None
                _tell(told, merge, first, held[merge])
            elif held.get(merge) is not None:
                cells += [None] * (merge.left + 1 - len(cells))
                cells[merge.left] = held[merge]
        yield Row(row.line, tuple(cells))


def _tell(told: Filling, merge: Merge, first: str | None, held: str | None) -> None:
    if held is not None:
        told.labels.append(merge.top)
    elif first is not None:
        told.numbers.append((merge.top, merge.left))


def _is_label(cell: str | None, names: Sequence[str], column: int) -> bool:
    if cell is None or cell == NOT_COMPUTED:
        return False
    mask = mask_of(cell)
    moment = read_moment(mask)
    if moment is not None:
        return moment.order != "seconds"
    if read_number(mask, zero_led=cell.startswith("0")) is None:
        return True
    name = names[column] if column < len(names) else ""
    return (
        NAMES_A_TIME.fullmatch(name.rpartition(" / ")[2]) is not None and cell.isdigit() and int(cell) <= LARGEST_LABEL
    )


def merged_findings(told: Filling, label: str, file: str, names: Sequence[str]) -> list[Finding]:
    """A note where labels were filled down, a warning where numbers were left in their first row."""
    found = []
    if told.labels:
        sentence = f"{len(told.labels)} merged range(s) of {label} reach over several rows; their text holds for each."
        found.append(Finding("CELLS_MERGED", sentence, Place(file, told.labels[0]), Level.NOTE))
    if told.numbers:
        columns = dict.fromkeys(names[column] or f"column_{column + 1}" for _, column in told.numbers)
        sentence = (
            f"{len(told.numbers)} number(s) of {label} stand in cells merged over several rows "
            f"({', '.join(list(columns)[:5])}); each counts once, in its first row."
        )
        hint = "where a number holds for each row, unmerge its cells in the workbook and fill them"
        found.append(Finding("NUMBERS_MERGED", sentence, Place(file, told.numbers[0][0]), Level.WARNING, hint=hint))
    return found

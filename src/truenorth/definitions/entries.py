"""Typed values of manual metrics, from `entries/<metric>.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from truenorth.definitions.amounts import amount_text, in_unit
from truenorth.definitions.grammar import Reading
from truenorth.definitions.inside import is_inside, leads_out
from truenorth.definitions.names import is_key
from truenorth.definitions.nodes import decode
from truenorth.errors import Finding, Level, Place, Refused, nearest_names
from truenorth.model.definitions import Entry
from truenorth.model.fixed import FixedMap
from truenorth.model.metrics import Metric
from truenorth.periods import Calendar, Grain, parse_period

NEEDED = ("period", "value")
REMARKS = ("note", "by", "at")


@dataclass(frozen=True)
class Entries:
    """What could be read, and a finding for each row that could not."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def load_entries(folder: Path, metric: Metric, *, calendar: Calendar | None = None) -> tuple[Entry, ...]:
    """The typed values of a manual metric, in the file's order; none where there is no file.

    Each value is the text of a plain number in the metric's unit (`96 %` becomes `0.96`). Raises Refused with the
    first bad row, for a value left out silently would make a wrong number; `read_entries` gives all findings.
    """
    found = read_entries(folder, metric, calendar=calendar)
    error = next((one for one in found.findings if one.level is Level.ERROR), None)
    if error is not None:
        raise Refused(error)
    return found.entries


def read_entries(folder: Path, metric: Metric, *, calendar: Calendar | None = None) -> Entries:
    """The typed values of a manual metric, and every finding."""
    if not is_key(metric.key):
        raise ValueError(f"{metric.key!r} is no metric's key; give a metric that was loaded")
    file = f"entries/{metric.key}.csv"
    path = folder / "entries" / f"{metric.key}.csv"
    if not path.is_file():
        return Entries((), ())
    if not is_inside(path, folder):
        return Entries((), (leads_out(file).finding,))
    try:
        text = decode(path.read_bytes(), file)
    except Refused as refused:
        return Entries((), (refused.finding,))
    except OSError as error:
        return Entries((), (_unreadable(file, error),))
    return entries_in(text, metric, calendar=calendar)


def entries_in(text: str, metric: Metric, *, calendar: Calendar | None = None) -> Entries:
    """The typed values in the text of a manual metric's file, and every finding."""
    file = f"entries/{metric.key}.csv"
    reading = Reading(calendar=calendar or Calendar())
    try:
        lines = text.removeprefix("\ufeff").splitlines(keepends=True)
        entries = tuple(_rows(lines, file, metric, reading))
    except csv.Error as error:
        return Entries((), (_unreadable(file, error),))
    return Entries(entries, tuple(reading.findings))


def _unreadable(file: str, error: Exception) -> Finding:
    return Finding("ENTRIES_UNREADABLE", f"{file} cannot be read: {error}", Place(file))


def _rows(lines: list[str], file: str, metric: Metric, reading: Reading) -> Iterator[Entry]:
    rows = csv.reader(lines, strict=True)
    header = [name.strip() for name in next(rows, [])]
    if not _header_fits(header, file, reading):
        return
    seen: dict[object, int] = {}
    for cells in rows:
        place = Place(file, rows.line_num)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"the row has {len(cells)} values, the header has {len(header)}"
            reading.error("ENTRY_COLUMNS", message, place, hint="put a value that contains a comma into double quotes")
            continue
        entry = _entry(dict(zip(header, (cell.strip() for cell in cells), strict=True)), place, metric, reading)
        if entry is None:
            continue
        first = seen.setdefault((entry.period, entry.segment), rows.line_num)
        if first != rows.line_num:
            message = f"the value of {entry.period} stands here twice; first in line {first}"
            reading.error("ENTRY_DUPLICATE", message, place, hint="keep one")
            continue
        yield entry


def _header_fits(header: list[str], file: str, reading: Reading) -> bool:
    place = Place(file, 1)
    missing = [name for name in NEEDED if name not in header]
    for name in missing:
        near = nearest_names(name, header)
        reading.error(
            "ENTRY_COLUMNS", f"the file has no column `{name}`", place, nearest=near, hint=f"name it `{name}`"
        )
    twice = next((name for index, name in enumerate(header) if name in header[:index]), None)
    if twice is not None:
        reading.error("ENTRY_COLUMNS", f"two columns are called `{twice}`", place)
    if "" in header:
        reading.error("ENTRY_COLUMNS", "a column has no name", place)
    return not missing and twice is None and "" not in header


def _entry(cells: Mapping[str, str], place: Place, metric: Metric, reading: Reading) -> Entry | None:
    before = len(reading.findings)
    _check_period(cells["period"], place, metric, reading)
    value = _value(cells["value"], place, metric, reading)
    if value is None or reading.first_error(before):
        return None
    segment = {name: cell for name, cell in cells.items() if name not in NEEDED + REMARKS and cell}
    note, by, at = (cells.get(name) or None for name in REMARKS)
    return Entry(metric.key, cells["period"], f"{value:f}", FixedMap(segment), note, by, at)


def _check_period(text: str, place: Place, metric: Metric, reading: Reading) -> None:
    period = parse_period(reading.calendar, text)
    every = metric.manual.every if metric.manual else None
    if period is None:
        hint = "write 2026, 2026-Q1, 2026-01, 2026-W05 or 2026-01-31"
        reading.error("NOT_A_PERIOD", f"`{text}` is not a period", place, hint=hint)
    elif every is not None and period.grain is not every and not _same_unit(period.grain, every, reading.calendar):
        reading.error(
            "ENTRY_GRAIN",
            f"`{text}` is not a {every.value.replace('_', ' ')}, but the metric is typed every {every.value}",
            place,
        )


def _same_unit(grain: Grain | None, every: Grain, calendar: Calendar) -> bool:
    """Whether calendar and fiscal units are the same, because the fiscal year begins in January."""
    fiscal = {Grain.YEAR: Grain.FISCAL_YEAR, Grain.QUARTER: Grain.FISCAL_QUARTER}
    same = any({grain, every} == {one, other} for one, other in fiscal.items())
    return same and calendar.fiscal_year_starts == 1


def _value(text: str, place: Place, metric: Metric, reading: Reading) -> Decimal | None:
    amount = amount_text(text)
    if amount is None:
        said = f"`{text}` is not a number" if text else "the value is empty"
        hint = "remove the row while there is no value" if not text else "write 12000, 1200.50 or 96 %"
        reading.error("NOT_A_NUMBER", said, place, hint=hint)
        return None
    value = in_unit(type(amount)(amount.number, amount.unit, place), metric.unit, reading)
    if value is not None and metric.bounds is not None and not metric.bounds[0] <= value <= metric.bounds[1]:
        low, high = metric.bounds
        reading.error("ENTRY_OUT_OF_BOUNDS", f"{text} lies outside the bounds {low:f} to {high:f}", place)
        return None
    return value

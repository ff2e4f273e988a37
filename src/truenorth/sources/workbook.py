"""Sheets of workbooks (XLSX, XLSM, XLSB, XLS, ODS) to rows of text.

Numbers become their shortest decimal text, dates ISO text; merged cells are given as ranges.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from truenorth.sources.find import Part, encrypted, unreadable
from truenorth.sources.layout import Merge
from truenorth.sources.parse import Row

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

SECONDS = re.compile(r"(\.\d*?)0+$")


def sheet_names(part: Part) -> tuple[str, ...]:
    """The names of the sheets with cells, in their order."""
    book = _open(part)
    try:
        from python_calamine import SheetTypeEnum

        return tuple(sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet)
    finally:
        book.close()


def _open(part: Part) -> CalamineWorkbook:
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_path(part.path)
    except calamine.PasswordError:
        raise encrypted(part) from None
    except (calamine.CalamineError, OSError, ValueError) as problem:
        raise unreadable(part, str(problem).rstrip(".")) from None


def read_sheet(part: Part) -> tuple[Iterator[Row], tuple[Merge, ...]]:
    """The rows of a sheet (lines are its row numbers) and its merged ranges."""
    import python_calamine as calamine

    book = _open(part)
    try:
        sheet = book.get_sheet_by_name(str(part.sheet))
        ranges = sheet.merged_cell_ranges or []
    except (calamine.CalamineError, ValueError) as problem:
        raise unreadable(part, str(problem).rstrip(".")) from None
    merges = tuple(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)
    rows = (Row(number, tuple(map(cell_text, cells))) for number, cells in enumerate(sheet.iter_rows(), start=1))
    return rows, merges


def cell_text(value: Any) -> str | None:
    """A spreadsheet's cell as text that types back: 12.5, true, 2024-01-31, 2024-01-31 08:30:00, PT5400S."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        return f"PT{_number_text(value.total_seconds())}S"
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _number_text(value: float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def fill_merged(rows: Iterator[Row], merges: Sequence[Merge]) -> Iterator[Row]:
    """The rows with cells merged downwards filled with the text of their first cell."""
    down = [merge for merge in merges if merge.bottom > merge.top]
    at: dict[int, list[Merge]] = {}
    for merge in down:
        for line in range(merge.top, merge.bottom + 1):
            at.setdefault(line, []).append(merge)
    held: dict[Merge, str | None] = {}
    for row in rows:
        here = at.get(row.line)
        if not here:
            yield row
            continue
        cells = list(row.cells)
        for merge in here:
            if merge.left >= len(cells):
                continue
            if row.line == merge.top:
                held[merge] = cells[merge.left]
            else:
                cells[merge.left] = held.get(merge)
        yield Row(row.line, tuple(cells))


ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*? t="e"')


def error_cells(part: Part) -> tuple[str, ...]:
    """The addresses of cells with a formula error (XLSX and XLSM; the reader gives them as empty)."""
    if part.suffix not in (".xlsx", ".xlsm"):
        return ()
    try:
        with zipfile.ZipFile(part.path) as archive:
            target = _sheet_file(archive, str(part.sheet))
            return tuple(f"{c.decode()}{r.decode()}" for c, r in ERROR_CELL.findall(archive.read(target)))
    except (KeyError, zipfile.BadZipFile):
        return ()


def _sheet_file(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive's entry that holds a sheet; KeyError if the workbook does not say."""
    from xml.etree import ElementTree

    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    link = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    ids = {element.get("name"): element.get(link) for element in book.iter(f"{main}sheet")}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {element.get("Id"): element.get("Target") for element in relations}
    target = targets[ids[sheet]] or ""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

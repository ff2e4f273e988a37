"""Sheets of workbooks (XLSX, XLSM, XLSB, XLS, ODS) to rows of text.

Numbers become their shortest decimal text, dates ISO text; merged cells are given as ranges.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from truenorth.errors import Place, Refused, refuse
from truenorth.sources.blocks import Block, find_blocks, has_gaps
from truenorth.sources.cells import NOT_COMPUTED
from truenorth.sources.find import Part, encrypted, no_block, unreadable
from truenorth.sources.layout import Merge
from truenorth.sources.parse import Row
from truenorth.sources.sheet_xml import Address, scan_sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

EXACT = 2**53  # whole numbers below are stored digit by digit


def sheet_names(part: Part) -> tuple[str, ...]:
    """The names of the sheets with cells, in their order."""
    book = _open(part)
    try:
        from python_calamine import SheetTypeEnum

        return tuple(sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet)
    finally:
        book.close()


def sheet_is_hidden(part: Part) -> bool:
    """Whether whoever opens the workbook does not see the sheet."""
    book = _open(part)
    try:
        from python_calamine import SheetVisibleEnum

        shown = {sheet.name: sheet.visible for sheet in book.sheets_metadata}
        return shown.get(str(part.sheet), SheetVisibleEnum.Visible) != SheetVisibleEnum.Visible
    finally:
        book.close()


def other_sheets(part: Part) -> tuple[tuple[str, str], ...]:
    """The sheets of a workbook that cannot hold rows, each with what it is."""
    book = _open(part)
    try:
        from python_calamine import SheetTypeEnum

        kinds = (
            (SheetTypeEnum.ChartSheet, "chart sheet"),
            (SheetTypeEnum.DialogSheet, "dialog sheet"),
            (SheetTypeEnum.MacroSheet, "macro sheet"),
            (SheetTypeEnum.Vba, "macro module"),
        )
        return tuple((sheet.name, what) for sheet in book.sheets_metadata for kind, what in kinds if sheet.typ == kind)
    finally:
        book.close()


def _open(part: Part) -> CalamineWorkbook:
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_path(part.path)
    except calamine.PasswordError:
        raise encrypted(part) from None
    except (calamine.CalamineError, OSError, ValueError) as problem:
        raise _no_workbook(part, str(problem).rstrip(".")) from None


def _no_workbook(part: Part, why: str) -> Refused:
    """The refusal of a file that is no workbook; text and web pages under such a name are called so."""
    with part.path.open("rb") as stream:
        head = stream.read(4096)
    what = "a web page" if re.search(rb"<(html|table|!doctype html)", head, re.IGNORECASE) else "text"
    if b"\0" in head or not re.match(rb"[\xef\xbb\xbf\x20-\x7e\s]{8}", head):
        return unreadable(part, why)
    name = f"{part.path.stem}.csv"
    return refuse(
        "SOURCE_UNREADABLE",
        f"{part.label} is {what}, though it is called {part.suffix}.",
        Place(part.file),
        hint=f"call it {name}" if what == "text" else "open it in a spreadsheet program and save it as a workbook",
    )


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows (lines are its row numbers), its merged ranges and the cells whose formula gives an error.

    `uncomputed`: some formulas were never computed; `texts`: columns with texts such as 1.234, known at the end.
    """

    rows: Iterator[Row]
    merges: tuple[Merge, ...]
    errors: tuple[Address, ...]
    uncomputed: bool
    texts: Set[int]
    blocks: tuple[Block, ...] = ()


def read_sheet(part: Part) -> Sheet:
    """The sheet of a workbook, or the block of it that is meant.

    A formula that no program has computed is the text `#NOT_COMPUTED!`. `blocks` are given where there are several.
    """
    scan = scan_sheet(part)
    sheet = _sheet(part)
    ranges = sheet.merged_cell_ranges or []
    merges = tuple(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)
    texts: set[int] = set()
    blocks = _blocks(sheet, scan.uncomputed)
    if not blocks and part.block > 1:
        raise no_block(part, 1)
    if not blocks:
        rows = _mark(_rows(enumerate(sheet.iter_rows(), start=1), texts), scan.uncomputed)
        return Sheet(rows, merges, scan.errors, bool(scan.uncomputed), texts)
    if part.block > len(blocks):
        raise no_block(part, len(blocks))
    block = blocks[part.block - 1]
    here = tuple(Address(at.line, at.column - block.left) for at in scan.uncomputed if block.holds(at.line, at.column))
    lines = (
        (line, cells[block.left : block.right + 1])
        for line, cells in enumerate(sheet.iter_rows(), start=1)
        if block.top <= line <= block.bottom
    )
    errors = tuple(at for at in scan.errors if block.holds(at.line, at.column))
    return Sheet(_mark(_rows(lines, texts), here), block.merges(merges), errors, bool(here), texts, blocks)


def sheet_blocks(part: Part) -> int:
    """How many tables a sheet holds."""
    return max(len(_blocks(_sheet(part), scan_sheet(part).uncomputed)), 1)


def _sheet(part: Part) -> CalamineSheet:
    import python_calamine as calamine

    book = _open(part)
    try:
        return book.get_sheet_by_name(str(part.sheet))
    except (calamine.CalamineError, ValueError) as problem:
        raise unreadable(part, str(problem).rstrip(".")) from None


def _blocks(sheet: CalamineSheet, uncomputed: Sequence[Address]) -> tuple[Block, ...]:
    def rows() -> Iterator[Row]:
        return _mark(_rows(enumerate(sheet.iter_rows(), start=1), set()), uncomputed)

    return find_blocks(list(rows())) if has_gaps(rows()) else ()


def _rows(lines: Iterable[tuple[int, Sequence[Any]]], texts: set[int]) -> Iterator[Row]:
    """The rows as texts; the columns with texts that hold a point are added to the set."""
    for line, values in lines:
        for column, value in enumerate(values):
            if value.__class__ is str and "." in value:
                texts.add(column)
        yield Row(line, tuple(map(cell_text, values)))


def _mark(rows: Iterator[Row], uncomputed: Sequence[Address]) -> Iterator[Row]:
    """The rows with a text in the place of every formula that was not computed, also behind the last value."""
    at: dict[int, list[int]] = {}
    for address in uncomputed:
        at.setdefault(address.line, []).append(address.column)
    line = 0
    for row in rows:
        line = row.line
        yield _marked(row, at.pop(line, ()))
    for below in range(line + 1, max(at, default=0) + 1):
        yield _marked(Row(below, ()), at.pop(below, ()))


def _marked(row: Row, columns: Sequence[int]) -> Row:
    if not columns:
        return row
    cells = [*row.cells, *[None] * (max(columns) + 1 - len(row.cells))]
    for column in columns:
        cells[column] = NOT_COMPUTED
    return Row(row.line, tuple(cells))


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
    """A number in 15 significant digits, as spreadsheets show and compare it; whole ones as they are stored."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < EXACT):
        return str(int(value))
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

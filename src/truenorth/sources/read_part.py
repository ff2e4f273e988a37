"""One file, sheet or member, opened: its rows, what is known of them, and whether DuckDB may read it itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from truenorth.errors import Finding, Level, Place
from truenorth.sources.blocks import Block
from truenorth.sources.dialect import find_separator
from truenorth.sources.encoding import find_encoding, to_utf8
from truenorth.sources.find import Format, Part
from truenorth.sources.json_rows import read_json
from truenorth.sources.layout import Merge
from truenorth.sources.options import BLANKS, Options
from truenorth.sources.parse import Row, read_rows
from truenorth.sources.unpack import unpack
from truenorth.sources.workbook import read_sheet

SAMPLE_LINES = 400


@dataclass(frozen=True)
class Opened:
    """The rows of a part. `names` are set where the file itself names the columns of every row (JSON).

    `plain` is the UTF-8 file that DuckDB may read instead, if it proves regular. `point` says that numbers are
    known to have decimal points, `uncomputed` that some formulas were never computed.
    `texts` are the columns of a workbook that hold numbers as text, known once the rows are read.
    """

    rows: Iterator[Row]
    names: tuple[str, ...] | None = None
    merges: Sequence[Merge] = ()
    plain: Path | None = None
    separator: str = ","
    point: bool = False
    uncomputed: bool = False
    texts: Set[int] = frozenset()
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


def open_part(part: Part, options: Options, work: Path, number: int) -> Opened:
    """The part opened by its format; `skip_rows` are already gone."""
    opened = OPENERS[part.format](part, options, unpack(part, work, number), work / f"utf8_{number}.txt")
    if not options.skip_rows:
        return opened
    kept = (row for row in opened.rows if row.line > options.skip_rows)
    return replace(opened, rows=kept)


def _open_text(part: Part, options: Options, path: Path, copy: Path) -> Opened:
    encoding = find_encoding(path, part.file) if options.encoding is None else None
    name = encoding.name if encoding else str(options.encoding)
    plain = to_utf8(path, name, copy, part.file)
    with plain.open(encoding="utf-8", newline="") as stream:
        head = list(islice(stream, SAMPLE_LINES))
    separator = options.separated_by or find_separator(head[options.skip_rows :], part.suffix)
    return Opened(
        read_rows(_lines(plain), separator, part.file),
        plain=plain if separator != BLANKS else None,
        separator=separator,
        findings=(encoding.finding,) if encoding and encoding.finding else (),
        about={"encoding": name, "separator": separator},
    )


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from stream


def _open_workbook(part: Part, options: Options, path: Path, copy: Path) -> Opened:
    sheet = read_sheet(part)
    found: tuple[Finding, ...] = ()
    if sheet.errors:
        first, count = sheet.errors[0], len(sheet.errors)
        found = (
            Finding(
                "SPREADSHEET_ERROR",
                f"{part.label}: {count} formula(s) give an error, the first in {first.text}; read as missing.",
                Place(part.file, first.line),
                Level.WARNING,
                hint="mend the formula in the sheet",
            ),
        )
    return Opened(
        sheet.rows,
        merges=sheet.merges,
        point=True,
        uncomputed=sheet.uncomputed,
        texts=sheet.texts,
        findings=(*found, *_other_blocks(part, sheet.blocks)),
        about={"sheet": str(part.sheet)},
    )


def _other_blocks(part: Part, blocks: Sequence[Block]) -> list[Finding]:
    """A warning where the sheet holds other tables beside or below this one."""
    others = [
        f"{replace(part, block=number).name} in {block.text}"
        for number, block in enumerate(blocks, start=1)
        if number != part.block
    ]
    if not others:
        return []
    table = "another table" if len(others) == 1 else f"{len(others)} other tables"
    own = blocks[part.block - 1]
    sentence = f"{part.label} holds {table} beside or below this one in {own.text}: {', '.join(others[:5])}."
    level = Level.WARNING if part.block == 1 else Level.NOTE
    hint = "add it as a table of its own by that name, or move it to a sheet of its own"
    return [Finding("SHEET_BLOCKS", sentence, Place(part.file, own.top), level, hint=hint)]


def _open_json(part: Part, options: Options, path: Path, copy: Path) -> Opened:
    names, rows = read_json(part, path)
    return Opened(chain(rows), names=names, point=True)


OPENERS: Mapping[Format, Callable[[Part, Options, Path, Path], Opened]] = {
    Format.TEXT: _open_text,
    Format.WORKBOOK: _open_workbook,
    Format.JSON: _open_json,
}

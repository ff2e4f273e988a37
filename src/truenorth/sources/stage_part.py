"""One opened part staged in DuckDB: titles, header, footnotes, blank rows and columns told apart from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.errors import Finding, Level, Place, refuse
from truenorth.sources.cells import looks_like_value
from truenorth.sources.facts import Dropped
from truenorth.sources.find import Part, unreadable
from truenorth.sources.footnotes import TAIL, find_footnotes
from truenorth.sources.layout import SAMPLE, Layout, find_layout, header_names, is_body_value, is_value_column
from truenorth.sources.merged import Filling, fill_merged, merged_findings
from truenorth.sources.options import Options
from truenorth.sources.parse import Row
from truenorth.sources.read_part import Opened
from truenorth.sources.staging import (
    Shape,
    Stage,
    delete_blank_rows,
    delete_lines,
    filled_columns,
    last_rows,
    stage_file,
    stage_rows,
)

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection


MOST_COLUMNS = 16_384  # as many as a sheet may have


@dataclass(frozen=True)
class StagedPart:
    """A staged part: the column (c0 …) of each name, and what was noticed."""

    stage: Stage
    columns: dict[str, str]
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()
    about: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """An opened part whose first rows have been looked at: where its table begins and what its columns are called."""

    part: Part
    opened: Opened
    sample: Sequence[Row]
    layout: Layout
    names: Sequence[str]
    filling: Filling = field(default_factory=Filling)


def stage_part(con: Connection, part: Part, opened: Opened, options: Options, work: Path, number: int) -> StagedPart:
    """The part in table `part_N`, its rows and columns sorted out."""
    table = f"part_{number}"
    if opened.names is not None:
        stage = stage_rows(con, table, opened.rows, len(opened.names), work)
        return _finish(con, stage, Head(part, opened, (), Layout((), (), 0, len(opened.names)), opened.names), options)
    sample = list(islice(opened.rows, SAMPLE))
    depth = 0 if options.columns and options.header is None else options.header
    layout = find_layout(sample, opened.merges, depth)
    if layout.width == 0:
        raise refuse("SOURCE_EMPTY", f"{part.label} has no rows.", Place(part.file))
    if layout.width > MOST_COLUMNS:
        raise unreadable(part, f"it has {layout.width} columns, and {MOST_COLUMNS} are the most")
    head = Head(part, opened, sample, layout, _names(part, layout, opened, options))
    return _finish(con, _stage(con, table, head, options, work), head, options)


def _names(part: Part, layout: Layout, opened: Opened, options: Options) -> list[str]:
    """The names of the columns: as the source lists them, else as the header says; "" where nothing does."""
    if options.columns:
        return [*options.columns, *[""] * (layout.width - len(options.columns))]
    names = list(header_names(layout.header, layout.width, opened.merges))
    filled = [cell for row in layout.header for cell in row.cells if cell and cell.strip()]
    if options.header is None and filled and all(map(looks_like_value, filled)):
        raise refuse(
            "HEADER_MISSING",
            f"{part.label} names no columns: its first row holds values ({', '.join(filled[:4])}).",
            Place(part.file, layout.header[0].line),
            hint="name them in the source by `columns: […]`, or say `header: 1` if these are the names",
        )
    return names


def _stage(con: Connection, table: str, head: Head, options: Options, work: Path) -> Stage:
    opened, layout = head.opened, head.layout
    width = _width(layout, options)
    if opened.plain is not None and options.most_rows is None and layout.body < len(head.sample):
        shape = Shape(opened.separator, width, head.sample[layout.body].line - 1)
        staged = stage_file(con, table, opened.plain, shape, work)
        if staged is not None:
            return staged
    body: Iterator[Row] = chain(head.sample[layout.body :], opened.rows)
    if opened.merges:
        last = layout.header[-1].line if layout.header else 0
        inside = [merge for merge in opened.merges if merge.top > last]
        body = fill_merged(body, inside, head.names, head.filling)
    return stage_rows(con, table, islice(body, options.most_rows), width, work)


def _width(layout: Layout, options: Options) -> int:
    header = max((len(row.cells) for row in layout.header), default=layout.width)
    return max(header, len(options.columns))


def _finish(con: Connection, stage: Stage, head: Head, options: Options) -> StagedPart:
    part, layout = head.part, head.layout
    dropped = [Dropped("title", "text above the header", row.line, _text(row)) for row in layout.titles]
    filled = filled_columns(con, stage)
    notes = find_footnotes(last_rows(con, stage, TAIL), sum(filled)) if head.opened.names is None else ()
    delete_lines(con, stage, [row.line for row in notes])
    dropped += [Dropped("footnote", "text below the table", row.line, _text(row)) for row in notes]
    blank = delete_blank_rows(con, stage)
    if blank:
        dropped.append(Dropped("blank rows", f"{blank} without any text"))
    filled = filled_columns(con, stage) if notes else filled
    columns, more, lost = _name_columns(part, layout, head.names, filled)
    findings = [
        *head.opened.findings,
        *_ragged(part, stage, {row.line for row in notes}),
        *([] if options.header is not None else _doubts(head)),
        *merged_findings(head.filling, part.label, part.file, head.names),
    ]
    about = {"file": part.label, **head.opened.about}
    if layout.header:
        about["header"] = ", ".join(str(row.line) for row in layout.header)
    return StagedPart(stage, columns, (*dropped, *lost), (*findings, *more), about)


def _text(row: Row) -> str:
    return " ".join(" ".join(cell.split()) for cell in row.cells if cell and cell.strip())[:200]


def _name_columns(
    part: Part, layout: Layout, names: Sequence[str], filled: Sequence[bool]
) -> tuple[dict[str, str], list[Finding], list[Dropped]]:
    """The columns by name (a second one of a name is numbered), remarks, and the columns left out."""
    place = Place(part.file, layout.header[-1].line if layout.header else None)
    columns: dict[str, str] = {}
    findings: list[Finding] = []
    taken = {name.casefold() for name in names}
    seen: set[str] = set()
    numbered: dict[str, list[str]] = {}
    blank = [index for index, has in enumerate(filled) if not has and not names[index].strip()]
    for index, name in enumerate(names[: len(filled)]):
        if index in blank:
            continue
        if not name.strip():
            columns[f"column_{index + 1}"] = f"c{index}"
        elif name.casefold() in seen:
            another = next(f"{name}_{n}" for n in count(2) if f"{name}_{n}".casefold() not in taken)
            taken.add(another.casefold())
            numbered.setdefault(name.casefold(), []).append(another)
            columns[another] = f"c{index}"
        else:
            seen.add(name.casefold())
            columns[name] = f"c{index}"
    unnamed = [name for name in columns if name.startswith("column_") and name not in names]
    if unnamed:
        findings.append(
            Finding(
                "COLUMN_UNNAMED",
                f"{len(unnamed)} column(s) of {part.label} have no name; they are called {', '.join(unnamed[:5])}.",
                place,
                Level.WARNING,
                hint="name them in the file, or in the source by `columns: […]` with `header: 1`",
            )
        )
    lost = [Dropped("blank columns", f"{len(blank)} without name and text")] if blank else []
    findings += [_twice(name, more, place) for name in names if (more := numbered.pop(name.casefold(), None))]
    return columns, findings, lost


def _twice(name: str, others: Sequence[str], place: Place) -> Finding:
    return Finding(
        "COLUMN_TWICE",
        f"{len(others) + 1} columns are named {name} (case apart); the others are called {', '.join(others)}.",
        place,
        Level.WARNING,
        hint="rename them in the file, or name all columns in the source by `columns: […]` with `header: 1`",
    )


def _ragged(part: Part, stage: Stage, notes: set[int]) -> list[Finding]:
    found = []
    for lines, what in (
        (stage.ragged.longer, "more cells than the header; the surplus is left out"),
        (stage.ragged.shorter, "fewer cells than the header; the others are missing"),
    ):
        rows = [line for line in lines if line not in notes]
        if rows:
            sentence = f"{len(rows)} row(s) of {part.label} have {what} (lines {', '.join(map(str, rows[:5]))})."
            hint = "a separator inside a text needs quotes around the text"
            found.append(Finding("ROW_RAGGED", sentence, Place(part.file, rows[0]), Level.WARNING, hint=hint))
    return found


def _doubts(head: Head) -> list[Finding]:
    """A remark where the header was found in several rows, or holds what may be values."""
    part, header = head.part, head.layout.header
    if not header:
        return []
    first, last = header[0].line, header[-1].line
    if len(header) > 1:
        sentence = f"The column names of {part.label} were joined from lines {first} to {last}."
        return [Finding("HEADER_JOINED", sentence, Place(part.file, first), Level.NOTE, hint="else say `header: N`")]
    body = head.sample[head.layout.body :]
    values = [c for i, c in enumerate(header[0].cells) if is_body_value(c) and is_value_column(body, i)]
    if not values:
        return []
    sentence = f"The first row of {part.label} was taken for column names, but {values[0]} looks like a value."
    hint = "if it is a row, name the columns in the source by `columns: […]`; if not, say `header: 1`"
    return [Finding("HEADER_DOUBTFUL", sentence, Place(part.file, first), Level.WARNING, hint=hint)]

"""Show what every source holds: its files, sheets and tables, each column with its type and why, and what is left out.

A TABLE is a source (`shop`), a table of one (`shop.orders`) or a table of the definitions (`orders`); without any, all
are shown. A table that is not loaded yet is loaded, as for a question. The exit code is 1 if a source, or a table that
a definition uses, cannot be read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_json, add_project
from truenorth.cli.screen import Screen, screen

if TYPE_CHECKING:
    from truenorth.errors import Finding
    from truenorth.project.sources import SourceHeld, Sources, SourceTable
    from truenorth.sources import Dropped

HELP = "show what every source holds, and what was left out of it"
EXAMPLES = """examples:
  truenorth sources --project pizza
  truenorth sources flights ops.airports --project flights
  truenorth sources shop --project music_shop --json"""

MOST = 10
"""So many things left out of a table are shown."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("tables", metavar="TABLE", nargs="*", help="sources or tables (default: all)")
    add_project(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 where everything could be read; 1 where a source, or a table that is used, could not."""
    from truenorth.project import Project

    with Project(given.project) as project:
        found = project.sources(*given.tables)
    if given.json:
        from truenorth.project.sources import sources_json

        print(sources_json(found))
    else:
        print("\n".join(lines(found, screen())))
    return 0 if found.is_sound else 1


def lines(found: Sources, out: Screen) -> list[str]:
    """Each source with its tables, a blank line between them; last what belongs to no source."""
    told: list[str] = []
    for source in found.sources:
        told += [*_source(source, out), ""]
        for table in source.tables:
            told += [*_table(table, source.address, out), ""]
    if found.unread:
        told += [out.paint("Files that no source reads", "bold"), *(_file(each, out) for each in found.unread), ""]
    if found.findings:
        told.append(out.paint("Tables of the definitions that are not understood", "bold"))
        told += [*(line for each in found.findings for line in _finding(each, out)), ""]
    return told[:-1] or ["This project has no source."]


def _source(source: SourceHeld, out: Screen) -> Iterator[str]:
    count = _many(len(source.tables), "table")
    unused = sum(1 for table in source.tables if not table.used_by)
    every = ", none used by a definition" if len(source.tables) > 1 else ""  # a single one says so itself
    rest = every if unused == len(source.tables) else f", {unused} that no definition uses" if unused else ""
    parts = [source.kind, source.address or "", f"{count}{rest}" if source.tables else ""]
    yield f"{out.paint(source.key, 'bold')}  {out.paint(' · '.join(filter(None, parts)), 'dim')}"
    if source.options:
        yield from _note(
            f"read with {', '.join(f'{key}: {_said(value)}' for key, value in source.options.items())}", out
        )
    yield from _left_out(source.dropped, out)
    for finding in source.findings:
        yield from _finding(finding, out)
    if source.blocked and source.tables:
        yield from _wrapped("Until this is mended, no question about a table of this source is answered.", "red", out)


def _table(table: SourceTable, address: str | None, out: Screen) -> Iterator[str]:
    from truenorth.cli.table import Column, Row, Text, lay_out

    named = table.name or f"SQL of {table.used_by[0]}"
    yield f"{out.paint(named, 'bold')}  {out.paint(' · '.join(_counts(table)), 'dim')}"
    where = "" if table.files == (address,) and table.sheet is None and not table.member else _where(table)
    for text in filter(None, (where, _read_as(table))):
        yield from _note(text, out)
    if table.failure is not None:
        yield from _finding(table.failure, out)
        return
    columns = (Column("column", least=12, likes=32), Column("type"), Column("why", least=20, drop=1, style="dim"))
    rows: list[Row] = [[each.name, each.type, each.why if each.why != each.type else ""] for each in table.columns]
    rows += [[Text(name, "yellow"), Text("not used", "yellow"), why] for name, why in table.unusable.items()]
    inner = Screen(None if out.width is None else max(out.width - 2, 20), out.colour)
    yield from (f"  {line}".rstrip() for line in lay_out(columns, rows, inner))
    yield from _left_out(table.dropped, out)
    for finding in table.findings:
        yield from _finding(finding, out)


def _counts(table: SourceTable) -> Iterator[str]:
    if table.rows is not None:
        yield _many(table.rows, "row")
    if table.columns:
        yield _many(len(table.columns), "column")
    yield f"used as {', '.join(table.used_by)}" if table.used_by else "no definition uses it"


def _where(table: SourceTable) -> str:
    """The file, the sheet and the block; only those that there are."""
    more = f" and {len(table.files) - 3} more files" if len(table.files) > 3 else ""
    member = f" ({table.member})" if table.member else ""
    parts = [", ".join(table.files[:3]) + more + member]
    if table.sheet is not None:
        parts.append(f"sheet {table.sheet}" + (" (hidden; read like any other)" if table.hidden else ""))
    if table.block is not None:
        parts.append(f"table {table.block} on it")
    return ", ".join(filter(None, parts))


def _read_as(table: SourceTable) -> str:
    """How the file was read: what was found out, or said by the source."""
    about = dict(table.about)
    parts = []
    if "encoding" in about:
        parts.append(about["encoding"])
    if "separator" in about:
        parts.append(f"separated by {_SEPARATORS.get(about['separator'], about['separator'])}")
    if "header" in about:
        several = "," in about["header"]
        parts.append(f"column names in line{'s' if several else ''} {about['header']}")
    first = "the first file: " if len(table.files) > 1 and parts else ""
    return first + ", ".join(parts)


_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def _said(value: object) -> str:
    """An option as the source says it."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key}: {_said(each)}' for key, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_said, value))}]"
    text = str(value)
    return text if any(map(str.isalnum, text)) and "," not in text else f"'{text}'"


def _left_out(dropped: Sequence[Dropped], out: Screen) -> Iterator[str]:
    for each in dropped[:MOST]:
        yield from _note(f"left out: {_dropped(each)}", out)
    if len(dropped) > MOST:
        yield from _note(f"left out: {len(dropped) - MOST:,} more (--json lists all)", out)


def _dropped(dropped: Dropped) -> str:
    line = f" in line {dropped.line}" if dropped.line is not None else ""
    text = f" “{dropped.text}”" if dropped.text else ""
    return f"{dropped.what}{line}{text} – {dropped.why}"


def _file(dropped: Dropped, out: Screen) -> str:
    return f"  {dropped.text}  {out.paint(dropped.why, 'dim')}"


def _finding(finding: Finding, out: Screen) -> Iterator[str]:
    from truenorth.cli.findings import line
    from truenorth.errors import Level

    colours = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "dim"}
    yield from _wrapped(line(finding), colours[finding.level], out)


def _note(text: str, out: Screen) -> Iterator[str]:
    yield from _wrapped(text, "dim", out)


def _wrapped(text: str, style: str, out: Screen) -> Iterator[str]:
    """The text in lines of the screen's width, the further ones set in."""
    from textwrap import wrap

    parts = [text] if out.width is None else wrap(text, max(out.width - 4, 20), break_on_hyphens=False)
    yield from (f"{'    ' if at else '  '}{out.paint(part, style)}" for at, part in enumerate(parts))


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

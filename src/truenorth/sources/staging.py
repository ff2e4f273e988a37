"""Rows of text into DuckDB: one table of text columns per file or sheet, with the line of each row.

A regular UTF-8 file is read by DuckDB itself. Anything else is read row by row, written down as regular CSV and
read by the same reader, so that there is one way in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.sources import duck
from truenorth.sources.parse import Row

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

KEPT_LINES = 1000


@dataclass(frozen=True)
class Ragged:
    """Rows with more or fewer cells than the header: how many, and the first lines."""

    longer: tuple[int, ...] = ()
    shorter: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A staged part: a table with columns c0 … and the SQL that gives a row's line."""

    table: str
    width: int
    line: str
    ragged: Ragged = Ragged()


def stage_rows(con: Connection, table: str, rows: Iterable[Row], width: int, work: Path) -> Stage:
    """The rows staged as they come; cells beyond `width` are left out, missing ones null, both noted."""
    path = work / f"{table}.csv"
    written = 0
    longer: list[int] = []
    shorter: list[int] = []
    with path.open("w", encoding="utf-8", newline="") as out:
        for row in rows:
            cells = row.cells
            if len(cells) != width and not row.is_blank:
                if any(cell and cell.strip() for cell in cells[width:]):
                    longer.append(row.line)
                elif len(cells) < width:
                    shorter.append(row.line)
            written += 1
            kept = [*cells[:width], *[None] * (width - len(cells))]
            out.write(f"{row.line},{','.join(map(_written, kept))}\n")
    columns = ["'line': 'BIGINT'", *(f"'c{i}': 'VARCHAR'" for i in range(width))]
    _read(con, table, path, ",", 0, columns)
    path.unlink()
    if con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] != written:
        raise AssertionError(f"the reader lost rows of {table}: its quoting differs from what stage_rows writes")
    return Stage(table, width, "line", Ragged(tuple(longer[:KEPT_LINES]), tuple(shorter[:KEPT_LINES])))


def _written(cell: str | None) -> str:
    return "" if cell is None else '"' + cell.replace('"', '""') + '"'


@dataclass(frozen=True)
class Shape:
    """What DuckDB's reader is told of a file: the separator, the cells of a row, the lines above the first row."""

    separator: str
    width: int
    above: int = 1


def stage_file(con: Connection, table: str, path: Path, shape: Shape, work: Path) -> Stage | None:
    """A UTF-8 file staged by DuckDB's reader, or None where it is not regular enough.

    Regular: every row has as many cells as said, and no cell holds a line end, so that a row's number gives its line.
    """
    import duckdb

    lines, returns, lines_are_plain = _count_lines(path)
    if not lines_are_plain:
        return None
    if returns:  # DuckDB 2.0 loses rows whose last cell ends in a doubled quote before a return, in strict mode
        path = _without_returns(path, work / f"{table}_lines.csv")
    columns = [f"'c{i}': 'VARCHAR'" for i in range(shape.width)]
    try:
        _read(con, table, path, shape.separator, shape.above, columns)
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        con.execute(f"DROP TABLE IF EXISTS {table}")
        return None
    rows = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    if rows != lines - shape.above:
        con.execute(f"DROP TABLE {table}")
        return None
    return Stage(table, shape.width, f"rowid + {shape.above + 1}")


def _count_lines(path: Path) -> tuple[int, bool, bool]:
    """The number of lines, whether they end in returns, and whether all end alike (and there are no zero bytes)."""
    feeds = pairs = returns = 0
    last = b""
    plain = True
    with path.open("rb") as stream:
        while block := stream.read(1 << 22):
            feeds += block.count(b"\n")
            returns += block.count(b"\r")
            pairs += block.count(b"\r\n") + (last.endswith(b"\r") and block.startswith(b"\n"))
            plain = plain and b"\0" not in block
            last = block[-1:]
    lines = feeds + (last not in (b"\n", b""))
    return lines, pairs > 0, plain and returns == pairs and pairs in (0, feeds)


def _without_returns(path: Path, target: Path) -> Path:
    """A copy whose lines end in feeds only."""
    with path.open("rb") as source, target.open("wb") as out:
        while block := source.read(1 << 22):
            out.write(block.replace(b"\r", b""))
    return target


def _read(con: Connection, table: str, path: Path, separator: str, skip: int, columns: Sequence[str]) -> None:
    con.execute(
        f"""CREATE TABLE {table} AS SELECT * FROM read_csv({duck.text(str(path))},
            auto_detect = false, header = false, skip = {skip}, columns = {{{", ".join(columns)}}},
            delim = {duck.text(separator)}, quote = '"', escape = '"', new_line = '\\n',
            strict_mode = true, null_padding = false, ignore_errors = false,
            nullstr = '', allow_quoted_nulls = false, max_line_size = 100000000)"""
    )


def delete_lines(con: Connection, stage: Stage, lines: Sequence[int]) -> None:
    """Takes the rows of those lines out."""
    if lines:
        con.execute(f"DELETE FROM {stage.table} WHERE {stage.line} IN ({', '.join(map(str, lines))})")


def delete_blank_rows(con: Connection, stage: Stage) -> int:
    """Takes the rows without any text out; how many they were."""
    blank = " AND ".join(duck.is_blank(f"c{i}") for i in range(stage.width)) or "true"
    return int(con.execute(f"DELETE FROM {stage.table} WHERE {blank}").fetchall()[0][0])


def last_rows(con: Connection, stage: Stage, count: int) -> list[Row]:
    """The rows of the last `count` lines, in their order."""
    cells = ", ".join(f"c{i}" for i in range(stage.width))
    last = con.execute(f"SELECT coalesce(max({stage.line}), 0) FROM {stage.table}").fetchall()[0][0]
    found = con.execute(
        f"SELECT {stage.line}, {cells} FROM {stage.table} WHERE {stage.line} > {int(last) - count} ORDER BY 1"
    ).fetchall()
    return [Row(int(line), tuple(cells)) for line, *cells in found]


def filled_columns(con: Connection, stage: Stage) -> tuple[bool, ...]:
    """For each column, whether any row has text there."""
    if not stage.width:
        return ()
    plainly = [f"bool_or(c{i} BETWEEN '!' AND '~')" for i in range(stage.width)]  # no need to trim most columns
    seen = con.execute(f"SELECT {', '.join(plainly)} FROM {stage.table}").fetchall()[0]
    doubtful = [i for i, filled in enumerate(seen) if not filled]
    exactly = [f"count(*) FILTER (NOT {duck.is_blank(f'c{i}')}) > 0" for i in doubtful]
    checked = con.execute(f"SELECT {', '.join(exactly)} FROM {stage.table}").fetchall()[0] if doubtful else ()
    known = dict(zip(doubtful, checked, strict=True))
    return tuple(bool(known.get(i, True)) for i in range(stage.width))

"""The tables of one sheet: blocks of cells beside or below each other, parted by wholly blank columns or rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from truenorth.sources.cells import is_missing
from truenorth.sources.layout import Merge, find_layout, is_body_value
from truenorth.sources.parse import Row
from truenorth.sources.sheet_xml import Address

SAMPLE = 200
SLACK = 2  # lines by which the header of one part of a table may stand higher than that of another
LOOKED_AT = 50


@dataclass(frozen=True)
class Block:
    """A range of cells that is a table: lines from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        """The range as spreadsheets write it, such as A1:C7."""
        return f"{Address(self.top, self.left).text}:{Address(self.bottom, self.right).text}"

    def holds(self, line: int, column: int) -> bool:
        return self.top <= line <= self.bottom and self.left <= column <= self.right

    def merges(self, merges: Iterable[Merge]) -> tuple[Merge, ...]:
        """The merged ranges that begin in the block, with its own columns."""
        return tuple(
            replace(merge, left=merge.left - self.left, right=min(merge.right, self.right) - self.left)
            for merge in merges
            if self.holds(merge.top, merge.left)
        )


def has_gaps(rows: Iterable[Row]) -> bool:
    """True if a wholly blank column or row stands between cells: only then can there be two tables."""
    used: set[int] = set()
    blank = gap = False
    for row in rows:
        filled = _filled(row)
        used.update(filled)
        gap = gap or (blank and bool(used) and bool(filled))
        blank = not filled
    return gap or (bool(used) and len(used) <= max(used) - min(used))


def find_blocks(rows: Sequence[Row]) -> tuple[Block, ...]:
    """The tables of a sheet: first the one at the first full row, unless it has one row, then the others as read."""
    blocks = sorted(
        (block for left, right in _column_groups(rows) for block in _stacked(rows, left, right)),
        key=lambda block: (block.top, block.left),
    )
    if len(blocks) < 2:
        return ()
    header = find_layout(rows[:SAMPLE]).header
    line = header[0].line if header else 0
    tall = [block for block in blocks if block.bottom - block.top > 1] or blocks
    main = next((block for block in tall if block.bottom >= line), tall[0])
    return (main, *(block for block in blocks if block is not main))


def _filled(row: Row) -> list[int]:
    return [column for column, cell in enumerate(row.cells) if cell is not None and cell.strip()]


@dataclass(frozen=True)
class _Group:
    """Neighbouring columns in use: which, and the lines where they hold something."""

    left: int
    right: int
    lines: tuple[int, ...]
    names: frozenset[str]


def _column_groups(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The column ranges that stand beside each other as tables of their own. Titles, single cells, part nothing."""
    together = [row for row in rows if len(_filled(row)) > 1]
    used = sorted({column for row in together for column in _filled(row)})
    if not used:
        return [(0, max((len(row.cells) for row in rows), default=1) - 1)]
    starts = [used[0], *(after for before, after in pairwise(used) if after > before + 1)]
    ends = [*(before for before, after in pairwise(used) if after > before + 1), used[-1]]
    groups = [_group(together, left, right) for left, right in zip(starts, ends, strict=True)]
    joined = [groups[0]]
    for group in groups[1:]:
        last = joined[-1]
        if _is_one_table(last, group):
            lines = tuple(sorted({*last.lines, *group.lines}))
            joined[-1] = _Group(last.left, group.right, lines, last.names | group.names)
        else:
            joined.append(group)
    if len(joined) == 1:
        return [(0, max(len(row.cells) for row in rows) - 1)]
    bounds = [0, *(group.left for group in joined[1:])]
    return [(left, group.right) for left, group in zip(bounds, joined, strict=True)]


def _group(rows: Sequence[Row], left: int, right: int) -> _Group:
    here = [row for row in rows if any(left <= column <= right for column in _filled(row))]
    first = here[0]
    names = frozenset(
        (first.cells[column] or "").strip().casefold() for column in _filled(first) if left <= column <= right
    )
    return _Group(left, right, tuple(row.line for row in here), names)


def _is_one_table(one: _Group, other: _Group) -> bool:
    """Of the same height, or the second has blank cells among its rows under a header beside the first's."""
    if one.names & other.names:
        return False
    if one.lines[-1] == other.lines[-1] and abs(one.lines[0] - other.lines[0]) <= SLACK:
        return True
    within = [line for line in one.lines if other.lines[0] <= line <= other.lines[-1]]
    return one.lines[0] == other.lines[0] and other.lines[-1] <= one.lines[-1] and len(within) > len(other.lines)


def _stacked(rows: Sequence[Row], left: int, right: int) -> Iterator[Block]:
    """The tables below each other in these columns: one begins with a header of its own behind a blank row."""
    begun: list[Row] = []
    pending: list[Row] = []
    for chunk in _chunks(rows, left, right):
        if all(len(_filled(row)) < 2 for row in chunk):  # titles of what follows, or notes of what was before
            pending += chunk
            continue
        if begun and _is_table(begun) and _begins_another(begun, chunk):
            yield _block(begun, left, right)
            begun = [*pending, *chunk]
        else:
            begun += [*pending, *chunk]
        pending = []
    if begun or pending:
        yield _block([*begun, *pending], left, right)


def _block(rows: Sequence[Row], left: int, right: int) -> Block:
    return Block(rows[0].line, left, rows[-1].line, right)


def _chunks(rows: Sequence[Row], left: int, right: int) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        cut = Row(row.line, row.cells[left : right + 1])
        if not cut.is_blank:
            chunk.append(cut)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _body(rows: Sequence[Row]) -> tuple[list[int], list[Row]]:
    """The columns that the first row of several cells names (none if it holds a value), and the rows below."""
    start = next(index for index, row in enumerate(rows) if len(_filled(row)) > 1)
    named = _filled(rows[start])
    if any(is_body_value(rows[start].cells[column]) or is_missing(rows[start].cells[column]) for column in named):
        return [], list(rows[start + 1 :])
    return named, list(rows[start + 1 :])


def _value_columns(rows: Sequence[Row]) -> set[int]:
    return {
        column
        for row in rows[:LOOKED_AT]
        for column in _filled(row)
        if is_body_value(row.cells[column]) or (row.cells[column] or "").isdigit()
    }


def _is_table(rows: Sequence[Row]) -> bool:
    named, body = _body(rows)
    return len(named) > 1 and any(len(_filled(row)) > 1 for row in body)


def _begins_another(begun: Sequence[Row], chunk: Sequence[Row]) -> bool:
    """True if the chunk has a header over columns of values, or is of texts where the table before has values."""
    named, body = _body(chunk)
    if len(named) < 2 or not body:
        return False
    values = _value_columns(body)
    if values:
        return values <= set(named)
    before = _value_columns(_body(begun)[1])
    return any(column in before for column in named) and all(len(_filled(row)) > 1 for row in body)

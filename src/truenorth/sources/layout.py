"""Where in a sheet or text file the table begins: title rows, header rows, and what they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from truenorth.sources.cells import NOT_COMPUTED, is_missing, looks_like_value
from truenorth.sources.parse import Row

SAMPLE = 200
MOST_LEVELS = 5


@dataclass(frozen=True)
class Merge:
    """A merged range: lines from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Layout:
    """The sample's rows sorted into title, header and the first body row (all indices into the sample)."""

    titles: tuple[Row, ...]
    header: tuple[Row, ...]
    body: int
    width: int


def find_layout(sample: Sequence[Row], merges: Sequence[Merge] = (), depth: int | None = None) -> Layout:
    """The layout of the first rows of a table.

    The header begins at the first row at least half as full as most rows are. It goes further up where the row
    above names columns it leaves open (or is merged across some of them), and further down where merged cells say
    so, or where it leaves columns open and the next rows are words over columns of numbers.
    """
    width = max((_reach(row) for row in sample), default=0)
    if depth == 0:
        return Layout((), (), 0, width)
    filled = [sum(_is_filled(cell) for cell in row.cells) for row in sample]
    dense = _first_dense(filled)
    if dense is None:
        return Layout((), (), 0, width)
    if depth is not None:
        top, bottom = _given(filled, depth)
    else:
        top = _go_up(sample, dense, merges, width)
        named = frozenset().union(*map(_filled_columns, sample[top : dense + 1]))
        bottom = _go_down(sample, dense, merges, named)
    titles = tuple(row for row in sample[:top] if not row.is_blank)
    header = tuple(sample[top : bottom + 1])
    return Layout(titles, header, bottom + 1, max(width, max(len(row.cells) for row in header)))


def _given(filled: Sequence[int], depth: int) -> tuple[int, int]:
    """`header: N` counts from the first row that is not blank."""
    top = next(index for index, count in enumerate(filled) if count)
    return top, min(top + depth, len(filled)) - 1


def _is_filled(cell: str | None) -> bool:
    return cell is not None and bool(cell.strip())


def _reach(row: Row) -> int:
    return next((len(row.cells) - i for i, cell in enumerate(reversed(row.cells)) if _is_filled(cell)), 0)


def _first_dense(filled: Sequence[int]) -> int | None:
    counts = sorted(count for count in filled if count)
    if not counts:
        return None
    typical = counts[len(counts) * 3 // 4]
    enough = max(min(typical, 2), (typical + 1) // 2)
    return next(index for index, count in enumerate(filled) if count >= enough)


def _go_up(sample: Sequence[Row], dense: int, merges: Sequence[Merge], width: int) -> int:
    top = dense
    named = _filled_columns(sample[dense])
    body = _columns_in_use(sample[dense + 1 :])
    while top > 0 and dense - top < MOST_LEVELS:
        above = sample[top - 1]
        filled = _filled_columns(above)
        across = [m for m in merges if m.top == above.line and m.right > m.left]
        partly = any(m.right - m.left + 1 < width for m in across) and len(filled) > 1
        names_more = len(filled) > 1 and (any(c in body for c in filled - named) or _repeats(sample[dense]))
        if not (partly or names_more) or any(is_body_value(above.cells[column]) for column in filled):
            break
        top, named = top - 1, named | filled
    return top


def _go_down(sample: Sequence[Row], dense: int, merges: Sequence[Merge], named: frozenset[int]) -> int:
    first = sample[dense].line
    deep = [m.bottom for m in merges if m.top == first and m.bottom > m.top]
    across = any(m.top == first and m.right > m.left for m in merges)
    last_line = max([*deep, first + 1 if across and dense + 1 < len(sample) else first])
    if last_line > first and last_line - first < MOST_LEVELS:
        return dense + (last_line - first)
    return _go_down_unmerged(sample, dense, named)


def _go_down_unmerged(sample: Sequence[Row], dense: int, named: frozenset[int]) -> int:
    """Words over numbers, until every column in use has a name; if that is never reached, the first row alone."""
    for index in range(dense, min(dense + MOST_LEVELS, len(sample) - 1)):
        body = sample[index + 1 :]
        if _columns_in_use(body) <= named:
            return index
        below = sample[index + 1]
        filled = _filled_columns(below)
        if any(looks_like_value(below.cells[column]) for column in filled):
            break
        following = sample[index + 2 :]
        if not any(is_value_column(following, column) for column in filled) and filled <= named:
            break
        if index == dense and not any(is_value_column(following, column) for column in filled):
            break
        named = named | filled
    return dense


def _repeats(row: Row) -> bool:
    names = [_clean(cell).casefold() for cell in row.cells if _is_filled(cell)]
    return len(set(names)) < len(names)


def is_body_value(cell: str | None) -> bool:
    """A number or date that is not a year: years do head columns."""
    return looks_like_value(cell) and not re.fullmatch(r"\s*(19|20)\d\d\s*", cell or "")


def _filled_columns(row: Row) -> frozenset[int]:
    return frozenset(i for i, cell in enumerate(row.cells) if _is_filled(cell))


def _columns_in_use(rows: Sequence[Row]) -> frozenset[int]:
    return frozenset().union(*(_filled_columns(row) for row in rows[:SAMPLE]))


def is_value_column(rows: Sequence[Row], column: int) -> bool:
    """True if most of the filled cells read as numbers or dates."""
    cells = [row.cells[column] for row in rows if column < len(row.cells)]
    present = [cell for cell in cells if not is_missing(cell)]
    return len(present) > 0 and sum(map(looks_like_value, present)) > len(present) / 2


def header_names(header: Sequence[Row], width: int, merges: Sequence[Merge] = ()) -> tuple[str, ...]:
    """One name per column: the levels joined by ` / `, white space made single; "" where nothing names it."""
    levels = [[_clean(row.cells[i]) if i < len(row.cells) else "" for i in range(width)] for row in header]
    covered = _covered_by_merges(header, merges)
    for depth, level in enumerate(levels[:-1]):
        for column in range(1, width):
            if level[column]:
                continue
            anchor = covered.get((header[depth].line, column))
            if covered:
                level[column] = level[anchor] if anchor is not None else ""
            elif _continues(levels, depth, column):
                level[column] = level[column - 1]
    return tuple(" / ".join(_without_repeats(level[column] for level in levels)) for column in range(width))


def _covered_by_merges(header: Sequence[Row], merges: Sequence[Merge]) -> Mapping[tuple[int, int], int]:
    lines = {row.line for row in header}
    return {
        (merge.top, column): merge.left
        for merge in merges
        if merge.top in lines
        for column in range(merge.left + 1, merge.right + 1)
    }


def _continues(levels: Sequence[Sequence[str]], depth: int, column: int) -> bool:
    """An open cell belongs to its left neighbour if something below names it and no group above begins there."""
    below = any(level[column] for level in levels[depth + 1 :])
    same_group = all(level[column] == level[column - 1] for level in levels[:depth])
    return below and same_group and bool(levels[depth][column - 1])


def _clean(cell: str | None) -> str:
    return "" if cell == NOT_COMPUTED else " ".join((cell or "").split())


def _without_repeats(parts: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if part and (not kept or kept[-1] != part):
            kept.append(part)
    return kept

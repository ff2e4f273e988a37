"""A total split over periods and segments so that every row, every column and the whole reconcile, to the last cent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

Weights = Mapping[str, Decimal | int | Fraction]


def split(total: Decimal, weights: Weights, decimals: int = 2) -> dict[str, Decimal]:
    """The total by weights, in so many decimals: largest remainders first, so that the parts sum to the total.

    Raises ValueError for weights below 0, or none above it, and for a total with more decimals than are kept.

    >>> split(Decimal(100), {"a": 1, "b": 1, "c": 1}, 0)
    {'a': Decimal('34'), 'b': Decimal('33'), 'c': Decimal('33')}
    """
    units = _units(total, decimals)
    parts = _apportioned(units, [Fraction(weight) for weight in weights.values()])
    return {name: _amount(part, decimals) for name, part in zip(weights, parts, strict=True)}


def split_table(total: Decimal, rows: Weights, columns: Weights, decimals: int = 2) -> dict[tuple[str, str], Decimal]:
    """The total by rows and columns: each row sums to its own split, each column too, all of them to the total.

    The cells are rounded down, then topped up where a row and a column both still lack a unit, the largest remainders
    first.

    Source: L. H. Cox, L. R. Ernst, Controlled rounding, INFOR 20 (1982).
    """
    units = _units(total, decimals)
    weights = [[Fraction(weight) for weight in side.values()] for side in (rows, columns)]
    margins = [_apportioned(units, side) for side in weights]
    wholes = [sum(side) for side in weights]
    exact = [[units * row * column / (wholes[0] * wholes[1]) for column in weights[1]] for row in weights[0]]
    cells = _reconciled(exact, *margins)
    return {
        (row, column): _amount(cells[i][j], decimals) for i, row in enumerate(rows) for j, column in enumerate(columns)
    }


def _units(total: Decimal, decimals: int) -> int:
    scaled = Fraction(total) * 10**decimals
    if scaled.denominator != 1:
        raise ValueError(f"{total} has more than {decimals} decimals; keep more of them, or round the total first")
    return int(scaled)


def _amount(units: int, decimals: int) -> Decimal:
    return Decimal(units).scaleb(-decimals)


def _apportioned(units: int, weights: Sequence[Fraction]) -> list[int]:
    """Whole units by weights; the largest remainders get what is left, of equal ones the first."""
    whole = sum(weights)
    if not whole > 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights are 0 or more, and one of them above 0")
    exact = [units * weight / whole for weight in weights]
    parts = [math.floor(each) for each in exact]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: units - sum(parts)]:
        parts[place] += 1
    return parts


def _reconciled(exact: list[list[Fraction]], rows: list[int], columns: list[int]) -> list[list[int]]:
    """Whole cells with the given margins: rounded down, then a unit along each row that lacks one, by open columns."""
    cells = [[math.floor(cell) for cell in row] for row in exact]
    lack_rows = [wanted - sum(row) for wanted, row in zip(rows, cells, strict=True)]
    lack_columns = [wanted - sum(row[j] for row in cells) for j, wanted in enumerate(columns)]
    for i in sorted(range(len(rows)), key=lambda place: -lack_rows[place]):
        open_columns = sorted(range(len(columns)), key=lambda j: (-lack_columns[j], cells[i][j] - exact[i][j], j))
        for j in open_columns[: max(lack_rows[i], 0)]:
            cells[i][j] += 1
            lack_columns[j] -= 1
        lack_rows[i] = rows[i] - sum(cells[i])
    _settle(cells, lack_columns)
    return cells


def _settle(cells: list[list[int]], lack: list[int]) -> None:
    """Units moved inside rows from columns that have too many to columns that lack some: rows stay as they are."""
    while any(lack):
        full, short = min(range(len(lack)), key=lack.__getitem__), max(range(len(lack)), key=lack.__getitem__)
        row = max(range(len(cells)), key=lambda place: cells[place][full])
        cells[row][full] -= 1
        cells[row][short] += 1
        lack[full], lack[short] = lack[full] + 1, lack[short] - 1

"""Splits reconcile, whatever the weights."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truenorth.judgement.splits import split, split_table

weights = st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(lambda each: sum(each) > 0)
totals = st.decimals(-10_000, 100_000, places=2)


def named(values: list[int]) -> dict[str, int]:
    """Weights by name."""
    return {f"w{index}": value for index, value in enumerate(values)}


@given(totals, weights)
def test_parts_sum_to_the_total_and_lie_within_a_unit_of_their_share(total: Decimal, values: list[int]) -> None:
    parts = split(total, named(values))
    assert sum(parts.values()) == total
    for part, weight in zip(parts.values(), values, strict=True):
        assert abs(Fraction(part) - Fraction(total) * weight / sum(values)) < Fraction(1, 100)


@given(totals, weights, weights)
def test_rows_columns_and_the_whole_reconcile(total: Decimal, rows: list[int], columns: list[int]) -> None:
    cells = split_table(total, named(rows), named(columns))
    by_row, by_column = split(total, named(rows)), split(total, named(columns))
    assert sum(cells.values()) == total
    for row, wanted in by_row.items():
        assert sum(cell for (name, _), cell in cells.items() if name == row) == wanted
    for column, wanted in by_column.items():
        assert sum(cell for (_, name), cell in cells.items() if name == column) == wanted


def test_a_budget_of_months_and_regions_by_hand() -> None:
    cells = split_table(Decimal(10), {"jan": 1, "feb": 1, "mar": 1}, {"north": 2, "south": 1}, 0)
    assert {name: sum(cell for (m, _), cell in cells.items() if m == name) for name in ("jan", "feb", "mar")} == {
        "jan": 4, "feb": 3, "mar": 3,
    }  # fmt: skip
    assert sum(cell for (_, region), cell in cells.items() if region == "north") == 7


def test_what_cannot_be_split_is_refused() -> None:
    for values in ({"a": 0}, {"a": 2, "b": -1}):
        with pytest.raises(ValueError, match="weights"):
            split(Decimal(1), values)
    with pytest.raises(ValueError, match="more than 2 decimals"):
        split(Decimal("0.001"), {"a": 1})

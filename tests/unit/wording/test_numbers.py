"""The one number format: rounding, grouping, units, compact form, differences."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.wording import format_change, format_exactly, format_number, round_half_up


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal("72557.90"), "EUR", "72,557.90 EUR"),
        (Decimal("72557.9"), "EUR", "72,557.90 EUR"),
        (Decimal("72557.905"), "EUR", "72,557.91 EUR"),
        (Decimal("-72557.905"), "EUR", "−72,557.91 EUR"),
        (1234567, "JPY", "1,234,567 JPY"),
        (Decimal("1.2345"), "KWD", "1.235 KWD"),
        (Decimal("12.5"), "EUR per month", "12.50 EUR per month"),
        (Decimal("12.5"), "EUR/hour", "12.50 EUR/hour"),
        (Decimal("0.713"), "percent", "71.3 %"),
        (Decimal("0.7125"), "percent", "71.3 %"),
        (0.7125, "percent", "71.3 %"),
        (0.96, "percent", "96.0 %"),
        (1, "percent", "100.0 %"),
        (Decimal("-0.0004"), "percent", "0.0 %"),
        (Decimal("4.25"), "percent points", "4.3 %"),
        (1, "days", "1 day"),
        (Decimal("1.04"), "days", "1.0 days"),
        (-1, "days", "−1 day"),
        (2, "hours", "2 hours"),
        (Decimal("2.25"), "hours", "2.3 hours"),
        (1, "people", "1 person"),
        (1200, "people", "1,200 people"),
        (Decimal("3.5"), "points", "3.5 points"),
        (12000, None, "12,000"),
        (Decimal("2.675"), None, "2.68"),
        (2.675, None, "2.68"),
        (3, "orders", "3 orders"),
        (None, "EUR", "–"),
        (float("nan"), "EUR", "–"),
        (float("inf"), None, "–"),
        (Decimal("1E+3"), None, "1,000"),
    ],
)
def test_format_number(value: Amount, unit: str | None, text: str) -> None:
    assert format_number(value, unit) == text
    assert format_number(value, Unit(unit) if unit else None) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (72557, "EUR", "72.6k EUR"),
        (1_250_000, None, "1.3M"),
        (1_249_999, None, "1.2M"),
        (999, None, "999"),
        (1000, None, "1.0k"),
        (999_949, None, "999.9k"),
        (999_950, None, "1.0M"),
        (-72557, None, "−72.6k"),
        (2_500_000_000, "EUR", "2.5B EUR"),
        (9_999_999_999_999_999, None, "10,000.0T"),
        (Decimal("12.5"), "EUR", "12.50 EUR"),
        (Decimal("71.3"), "percent", "7,130.0 %"),
    ],
)
def test_compact(value: Amount, unit: str | None, text: str) -> None:
    assert format_number(value, unit, compact=True) == text


def test_decimals_and_currency_may_be_given() -> None:
    assert format_number(Decimal("0.7125"), "percent", decimals=2) == "71.25 %"
    assert format_number(72557, None, compact=True, decimals=0) == "73k"
    assert format_number(Decimal("12.5"), "currency", currency="EUR") == "12.50 EUR"
    assert format_number(Decimal("12.5"), "currency per month", currency="EUR") == "12.50 EUR per month"
    assert format_number(Decimal("12.5"), "currency") == "12.50"


@pytest.mark.parametrize(
    ("change", "unit", "text"),
    [
        (Decimal("4327.70"), "EUR", "+4,327.70 EUR"),
        (Decimal("-220"), "EUR", "−220.00 EUR"),
        (Decimal("0.012"), "percent", "+1.2 pp"),
        (Decimal("-0.0125"), "percent", "−1.3 pp"),
        (Decimal("0.0004"), "percent", "0.0 pp"),
        (Decimal("0.4"), "percent points", "+0.4 pp"),
        (1, "days", "+1 day"),
        (0, "days", "0 days"),
        (None, "days", "–"),
    ],
)
def test_format_change(change: Amount, unit: str, text: str) -> None:
    assert format_change(change, unit) == text


@given(st.one_of(st.floats(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=6)))
def test_any_number_can_be_written(value: Amount) -> None:
    for unit in (None, "EUR", "percent", "days"):
        for compact in (False, True):
            assert format_number(value, unit, compact=compact)
            assert format_change(value, unit, compact=compact)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=8), st.integers(min_value=0, max_value=6))
def test_rounding_is_symmetric_and_near(number: Decimal, decimals: int) -> None:
    rounded = round_half_up(number, decimals)
    assert abs(rounded - number) * 2 <= Decimal(1).scaleb(-decimals)
    assert round_half_up(-number, decimals) == -rounded
    assert str(round_half_up(Decimal("-0.0"), 1)) == "0.0"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("6.25", "score", "6.25"),
        ("6.2500", "score", "6.25"),
        ("0.9625", "percent", "96.25 %"),
        ("1200.5", "EUR", "1,200.50 EUR"),
        ("1200.505", "EUR", "1,200.505 EUR"),
        ("300", "orders", "300 orders"),
        ("1E+3", None, "1,000"),
        ("-0.5", "percent", "−50.0 %"),
        ("0.12345678901234567890123456789012", "score", "0.12345678901234567890123456789012"),
    ],
)
def test_what_was_typed_is_written_with_all_its_digits(value: str, unit: str | None, text: str) -> None:
    assert format_exactly(Decimal(value), unit) == text

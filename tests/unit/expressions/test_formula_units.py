"""Units: their spellings, and what becomes of them in formulas."""

from __future__ import annotations

import pytest

from truenorth.errors import Refused
from truenorth.expressions import NUMBER, OVER_METRICS, PERCENT, parse_unit, unit_of
from truenorth.model.metrics import Unit

EUR, USD, HOURS, DAYS, COUNT, POINTS = map(Unit, ("EUR", "USD", "hours", "days", "count", "percent points"))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("EUR", "EUR"), (" EUR  per   month ", "EUR per month"), ("€", "EUR"), ("£", "GBP"), ("%", "percent"),
        ("Percent", "percent"), ("percentage points", "percent points"), ("pp", "percent points"), ("day", "days"),
        ("Hours", "hours"), ("hour", "hours"), ("number", "count"), ("currency", "CHF"),
        ("currency per hour", "CHF per hour"), ("pizzas", "pizzas"),
    ],
)  # fmt: skip
def test_a_unit_has_one_spelling(text: str, unit: str) -> None:
    assert parse_unit(text, "CHF") == Unit(unit)


def test_the_word_currency_stays_where_no_currency_is_known() -> None:
    assert parse_unit("currency") == Unit("currency")


RESULTS: list[tuple[str, list[Unit | None], Unit | None]] = [
    ("+", [EUR, EUR], EUR),
    ("-", [EUR, None], EUR),
    ("+", [None, EUR], EUR),
    ("-", [NUMBER, PERCENT], PERCENT),
    ("+", [NUMBER, NUMBER], NUMBER),
    ("+", [None, NUMBER], None),
    ("*", [EUR, NUMBER], EUR),
    ("*", [PERCENT, EUR], EUR),
    ("*", [EUR, PERCENT], EUR),
    ("*", [COUNT, EUR], EUR),
    ("*", [PERCENT, PERCENT], PERCENT),
    ("*", [EUR, HOURS], None),
    ("*", [EUR, None], None),
    ("/", [EUR, EUR], None),
    ("/", [EUR, HOURS], None),
    ("/", [EUR, None], None),
    ("/", [EUR, NUMBER], EUR),
    ("/", [EUR, COUNT], EUR),
    ("/", [EUR, PERCENT], EUR),
    ("/", [NUMBER, EUR], None),
    ("/", [NUMBER, PERCENT], None),
    ("neg", [EUR], EUR),
    ("round", [EUR, NUMBER], EUR),
    ("greatest", [EUR, NUMBER, EUR], EUR),
    ("growth", [EUR, None], PERCENT),
    ("share", [EUR], PERCENT),
    ("change", [EUR, None], EUR),
    ("change", [PERCENT, None], PERCENT),
    ("average_over", [EUR, None, NUMBER], EUR),
    ("shift", [None, None], None),
    ("days_in_period", [], DAYS),
    ("days_since", [None], DAYS),
    ("percentile", [None, NUMBER], None),
]


@pytest.mark.parametrize(("function", "units", "result"), RESULTS)
def test_the_unit_follows_from_the_parts(function: str, units: list[Unit | None], result: Unit | None) -> None:
    assert unit_of(function, units) == result


@pytest.mark.parametrize(
    ("function", "units"),
    [
        ("+", [EUR, HOURS]),
        ("-", [EUR, USD]),
        ("+", [EUR, PERCENT]),
        ("-", [PERCENT, POINTS]),
        ("+", [HOURS, DAYS]),
        ("greatest", [NUMBER, EUR, None, HOURS]),
        ("coalesce", [EUR, COUNT]),
    ],
)
def test_different_units_are_not_added(function: str, units: list[Unit | None]) -> None:
    with pytest.raises(Refused) as caught:
        unit_of(function, units)
    finding = caught.value.finding
    clash = [unit.text for unit in units if unit is not None and unit != NUMBER]
    assert finding.code == "UNIT_MISMATCH"
    assert finding.message == f"`{function}` cannot bring together {clash[0]} and {clash[1]}."


def test_every_function_over_metrics_has_a_rule() -> None:
    for function in sorted(OVER_METRICS):
        if function in ("days_in_period", "working_days_in_period", "days_since"):
            assert unit_of(function, []) == DAYS
        else:
            assert unit_of(function, [EUR, NUMBER]) in (EUR, PERCENT)

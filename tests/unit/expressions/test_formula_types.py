"""The type of every operation, and the refusal of those that mean nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from truenorth.errors import NOWHERE, Refused
from truenorth.expressions import FUNCTIONS, result_type
from truenorth.expressions.rules import Literal
from truenorth.model.types import (
    BOOLEAN,
    DATE,
    DURATION,
    FLOAT,
    INSTANT,
    INTEGER,
    NULL,
    TEXT,
    TIME,
    TIMESTAMP,
    Type,
    decimal,
)
from truenorth.periods import Duration

D2, D4, D12 = decimal(2), decimal(4), decimal(12)

RESULTS: list[tuple[str, list[Type], Type]] = [
    ("+", [INTEGER, INTEGER], INTEGER),
    ("-", [INTEGER, D2], D2),
    ("+", [D2, D4], D4),
    ("-", [D4, FLOAT], FLOAT),
    ("+", [NULL, D2], D2),
    ("+", [NULL, NULL], NULL),
    ("*", [INTEGER, INTEGER], INTEGER),
    ("*", [D2, D4], decimal(6)),
    ("*", [INTEGER, D2], D2),
    ("*", [decimal(10), D4], decimal(14)),
    ("*", [D2, FLOAT], FLOAT),
    ("/", [INTEGER, INTEGER], D12),
    ("/", [D2, D4], D12),
    ("/", [INTEGER, FLOAT], FLOAT),
    ("%", [INTEGER, INTEGER], INTEGER),
    ("%", [D2, INTEGER], D2),
    ("neg", [D2], D2),
    ("+", [DATE, DURATION], DATE),
    ("+", [DURATION, DATE], DATE),
    ("-", [TIMESTAMP, DURATION], TIMESTAMP),
    ("-", [INSTANT, DURATION], INSTANT),
    ("=", [INTEGER, FLOAT], BOOLEAN),
    ("=", [TEXT, TEXT], BOOLEAN),
    ("<>", [BOOLEAN, BOOLEAN], BOOLEAN),
    ("<", [DATE, INSTANT], BOOLEAN),
    (">=", [TIME, TIME], BOOLEAN),
    ("between", [DATE, DATE, TIMESTAMP], BOOLEAN),
    ("in", [TEXT, TEXT, TEXT], BOOLEAN),
    ("like", [TEXT, TEXT], BOOLEAN),
    ("and", [BOOLEAN, NULL], BOOLEAN),
    ("not", [BOOLEAN], BOOLEAN),
    ("is_null", [DATE], BOOLEAN),
    ("case", [BOOLEAN, INTEGER], INTEGER),
    ("case", [BOOLEAN, INTEGER, D2], D2),
    ("case", [BOOLEAN, NULL, BOOLEAN, TEXT], TEXT),
    ("case", [BOOLEAN, DATE, BOOLEAN, NULL, TIMESTAMP], TIMESTAMP),
    ("coalesce", [NULL, INTEGER, D2], D2),
    ("coalesce", [NULL, NULL], NULL),
    ("nullif", [D2, INTEGER], D2),
    ("least", [DATE, INSTANT], INSTANT),
    ("greatest", [D2, INTEGER], D2),
    ("abs", [FLOAT], FLOAT),
    ("floor", [D2], decimal(0)),
    ("ceil", [FLOAT], FLOAT),
    ("round", [D4], decimal(0)),
    ("round", [INTEGER], INTEGER),
    ("lower", [TEXT], TEXT),
    ("length", [TEXT], INTEGER),
    ("concat", [TEXT, TEXT, NULL], TEXT),
    ("starts_with", [TEXT, TEXT], BOOLEAN),
    ("year", [DATE], INTEGER),
    ("hour", [TIME], INTEGER),
    ("hour", [INSTANT], INTEGER),
    ("date", [INTEGER, INTEGER, INTEGER], DATE),
    ("days_between", [DATE, INSTANT], INTEGER),
    ("minutes_between", [TIMESTAMP, TIMESTAMP], D12),
    ("sum", [D2], D2),
    ("count", [TEXT], INTEGER),
    ("count_distinct", [DATE], INTEGER),
    ("min", [TEXT], TEXT),
    ("max", [DATE], DATE),
    ("avg", [INTEGER], D12),
    ("avg", [FLOAT], FLOAT),
    ("percentile", [D2, INTEGER], FLOAT),
    ("stddev", [INTEGER], FLOAT),
    ("last", [BOOLEAN], BOOLEAN),
    ("growth", [INTEGER, TEXT], D12),
    ("average_over", [D2, TEXT, INTEGER], D12),
    ("days_since", [DATE], INTEGER),
    ("days_in_period", [], INTEGER),
    ("period_start", [], INSTANT),
]


@pytest.mark.parametrize(("function", "arguments", "result"), RESULTS)
def test_the_type_follows_from_the_arguments(function: str, arguments: list[Type], result: Type) -> None:
    assert result_type(function, arguments) == result


WITH_LITERALS: list[tuple[str, list[Type], list[Literal], Type]] = [
    ("round", [D4, INTEGER], [None, 2], D2),
    ("round", [D2, INTEGER], [None, 4], D2),
    ("round", [D4, INTEGER], [None, None], D4),
    ("cast", [TEXT, TEXT], [None, "decimal"], D12),
    ("cast", [D4, TEXT], [None, "decimal"], D4),
    ("cast", [INTEGER, TEXT], [None, "decimal"], decimal(0)),
    ("cast", [FLOAT, TEXT], [None, "decimal"], D12),
    ("cast", [BOOLEAN, TEXT], [None, "integer"], INTEGER),
    ("cast", [DATE, TEXT], [None, "text"], TEXT),
    ("cast", [INSTANT, TEXT], [None, "date"], DATE),
    ("cast", [NULL, TEXT], [None, "timestamp"], TIMESTAMP),
    ("+", [DATE, DURATION], [None, Duration(2, "month")], DATE),
    ("-", [TIMESTAMP, DURATION], [None, Duration(2, "hour")], TIMESTAMP),
]


@pytest.mark.parametrize(("function", "arguments", "literals", "result"), WITH_LITERALS)
def test_literals_make_the_type_exact(
    function: str, arguments: list[Type], literals: list[Literal], result: Type
) -> None:
    assert result_type(function, arguments, literals=literals) == result


MISFITS: list[tuple[str, list[Type], str]] = [
    ("+", [TEXT, TEXT], "concat"),
    ("-", [TEXT, INTEGER], "cast(x as decimal)"),
    ("*", [BOOLEAN, INTEGER], "case when"),
    ("/", [DATE, INTEGER], "numbers"),
    ("-", [DATE, DATE], "days_between"),
    ("-", [TIMESTAMP, INSTANT], "hours_between"),
    ("+", [DATE, INTEGER], "7 days"),
    ("+", [DATE, DATE], "a date"),
    ("-", [DURATION, DATE], "a duration"),
    ("*", [INTEGER, DURATION], "a duration"),
    ("+", [DURATION, DURATION], "numbers"),
    ("+", [TIME, DURATION], "a clock time"),
    ("neg", [DURATION], "numbers"),
    ("neg", [TEXT], "numbers"),
    ("%", [DATE, INTEGER], "numbers"),
    ("=", [TEXT, INTEGER], "single quotes"),
    ("=", [DATE, TEXT], "date '2024-01-31'"),
    ("<", [INSTANT, TEXT], "cast(x as date)"),
    ("=", [INTEGER, NULL], "is null"),
    ("=", [BOOLEAN, TEXT], "without quotes"),
    ("=", [BOOLEAN, INTEGER], "true and false"),
    ("<", [BOOLEAN, BOOLEAN], "x = true"),
    (">", [DURATION, DURATION], "days_between"),
    ("=", [TIME, INSTANT], "one type"),
    ("in", [INTEGER, INTEGER, TEXT], "one type"),
    ("between", [DATE, TEXT, TEXT], "date '2024-01-31'"),
    ("like", [INTEGER, TEXT], "cast(x as text)"),
    ("and", [INTEGER, BOOLEAN], "conditions"),
    ("not", [TEXT], "conditions"),
    ("is_null", [DURATION], "a value"),
    ("case", [INTEGER, INTEGER], "condition"),
    ("case", [BOOLEAN, INTEGER, TEXT], "one type"),
    ("coalesce", [INTEGER, TEXT], "one type"),
    ("nullif", [TEXT, INTEGER], "one type"),
    ("nullif", [TEXT, NULL], "null"),
    ("greatest", [TEXT, TEXT], "numbers or dates"),
    ("abs", [TEXT], "numbers"),
    ("round", [D2, D2], "whole number"),
    ("lower", [INTEGER], "texts"),
    ("concat", [TEXT, INTEGER], "cast(x as text)"),
    ("year", [TEXT], "cast(x as date)"),
    ("year", [INTEGER], "a date"),
    ("hour", [DATE], "no clock"),
    ("date", [INTEGER, TEXT, INTEGER], "three whole numbers"),
    ("days_between", [DATE, TEXT], "two dates"),
    ("hours_between", [TIME, TIME], "two moments"),
    ("sum", [TEXT], "cast(x as decimal)"),
    ("sum", [BOOLEAN], "case when"),
    ("sum", [DATE], "numbers"),
    ("avg", [DATE], "numbers"),
    ("min", [BOOLEAN], "numbers, dates or texts"),
    ("count", [DURATION], "a value"),
    ("median", [TEXT], "numbers"),
    ("first", [DURATION], "a value"),
    ("share", [DATE], "a metric"),
    ("days_since", [INTEGER], "days_since(max(orders.ordered_at))"),
]


@pytest.mark.parametrize(("function", "arguments", "says"), MISFITS)
def test_what_does_not_fit_is_refused_with_a_remedy(function: str, arguments: list[Type], says: str) -> None:
    with pytest.raises(Refused) as caught:
        result_type(function, arguments)
    finding = caught.value.finding
    assert (finding.code, finding.place) == ("FORMULA_TYPE", NOWHERE)
    assert says in f"{finding.message} {finding.hint}"


@pytest.mark.parametrize("side", [0, 1])
def test_hours_cannot_be_added_to_a_date(side: int) -> None:
    types, literals = [DATE, DATE], [None, None]
    types[side], literals[side] = DURATION, Duration(2, "hour")  # type: ignore[call-overload]
    with pytest.raises(Refused, match="A date has no clock, so 2 hours"):
        result_type("+", types, literals=literals)


def test_a_cast_that_means_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="`cast` cannot make a date of a whole number"):
        result_type("cast", [INTEGER, TEXT], literals=[None, "date"])
    with pytest.raises(ValueError, match="literals="):
        result_type("cast", [INTEGER, TEXT])


def test_the_number_of_arguments_is_checked() -> None:
    with pytest.raises(Refused, match=r"`abs` takes one argument, not 2. \(for example abs\(a\.x\)\)"):
        result_type("abs", [INTEGER, INTEGER])


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_null_goes_with_everything_but_comparisons(name: str) -> None:
    function = FUNCTIONS[name]
    arguments = [NULL] * function.least
    literals: list[Literal] = [None, "integer"] if name == "cast" else [None, Decimal(1)]
    if name in ("=", "<>", "<", "<=", ">", ">=", "in", "between", "nullif"):
        with pytest.raises(Refused, match="null"):
            result_type(name, arguments, literals=literals)
    elif name == "round":
        assert result_type(name, [NULL]) == NULL
    else:
        assert isinstance(result_type(name, arguments, literals=literals), Type)

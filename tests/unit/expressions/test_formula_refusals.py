"""What is not part of the language is refused, with a code, a place and a remedy, and quickly."""

from __future__ import annotations

import pytest

from truenorth.errors import Finding, Place, Refused
from truenorth.expressions import parse


def refusal(text: str) -> Finding:
    with pytest.raises(Refused) as caught:
        parse(text, file="m.yml", line=1, column=1)
    return caught.value.finding


# text, code, column (from 1), a word of the message or hint
HOSTILE = [
    ("", "FORMULA_SYNTAX", 1, "empty"),
    ("  \n ", "FORMULA_SYNTAX", 5, "empty"),
    ("a +", "FORMULA_SYNTAX", 4, "ends"),
    ("a b", "FORMULA_SYNTAX", 3, "operator"),
    ("a as b", "FORMULA_SYNTAX", 3, "key"),
    ("sum(a) from t", "FORMULA_SYNTAX", 8, "filter"),
    ("(a", "FORMULA_SYNTAX", 3, "`)`"),
    ("a)", "FORMULA_SYNTAX", 2, "too many"),
    ("sum(a", "FORMULA_SYNTAX", 4, "not closed"),
    ("sum(a,)", "FORMULA_SYNTAX", 7, "`)`"),
    ("a, b", "FORMULA_SYNTAX", 2, "one expression"),
    ("+a", "FORMULA_SYNTAX", 1, "plus"),
    ("a * * b", "FORMULA_SYNTAX", 5, "`*`"),
    ("count(*)", "FORMULA_SYNTAX", 7, "count(orders)"),
    ("count(orders.*)", "FORMULA_SYNTAX", 14, "count(orders)"),
    ("sum(distinct a)", "FORMULA_SYNTAX", 5, "count(distinct x)"),
    ("count(distinct a, b)", "FORMULA_SYNTAX", 17, "concat"),
    ("a.b.c", "FORMULA_SYNTAX", 4, "two parts"),
    ("a.", "FORMULA_SYNTAX", 3, "column"),
    ("a.2023", "FORMULA_SYNTAX", 3, "column"),
    ("a.'b'", "FORMULA_SYNTAX", 3, "column"),
    ("a.sum(b)", "FORMULA_SYNTAX", 6, "only functions"),
    ("`sum`(b)", "FORMULA_SYNTAX", 6, "only functions"),
    ("end + 1", "FORMULA_SYNTAX", 1, "back-quotes"),
    ("a = b = c", "FORMULA_SYNTAX", 7, "chained"),
    ("1 < a <= 2", "FORMULA_SYNTAX", 7, "chained"),
    ("a = not b", "FORMULA_SYNTAX", 5, "parentheses"),
    ("a = null", "FORMULA_SYNTAX", 3, "is null"),
    ("a <> NULL", "FORMULA_SYNTAX", 3, "is not null"),
    ("a in (1, null)", "FORMULA_SYNTAX", 10, "null in a list"),
    ("a in ()", "FORMULA_SYNTAX", 7, "`)`"),
    ("a in b", "FORMULA_SYNTAX", 6, "`(`"),
    ("a is true", "FORMULA_SYNTAX", 6, "null"),
    ("a between 1 or 2", "FORMULA_SYNTAX", 13, "`and`"),
    ("case a when 1 then 2 end", "FORMULA_SYNTAX", 6, "case when"),
    ("case when a then 1", "FORMULA_SYNTAX", 1, "no `end`"),
    ("case when a end", "FORMULA_SYNTAX", 13, "`then`"),
    ("case else 1 end", "FORMULA_SYNTAX", 6, "`when`"),
    ("96 %", "FORMULA_SYNTAX", 5, "0.96"),
    ("a > 96 % and b", "FORMULA_SYNTAX", 10, "0.96"),
    ("7 fortnights", "FORMULA_SYNTAX", 3, "units of time"),
    ("30 seconds", "FORMULA_SYNTAX", 4, "minutes"),
    ("1.5 days", "FORMULA_SYNTAX", 1, "whole number"),
    ("9999999 days", "FORMULA_SYNTAX", 1, "million"),
    ("a == 1", "FORMULA_SYNTAX", 3, "one `=`"),
    ("a || b", "FORMULA_SYNTAX", 3, "concat"),
    ("a && b", "FORMULA_SYNTAX", 3, "and"),
    ("a ** 2", "FORMULA_SYNTAX", 3, "multiply"),
    ("a::text", "FORMULA_SYNTAX", 2, "cast"),
    ("a; drop table t", "FORMULA_SYNTAX", 2, "semicolon"),
    ("{{ a }}", "FORMULA_SYNTAX", 1, "templates"),
    ("${SECRET}", "FORMULA_SYNTAX", 1, "templates"),
    ("a[1]", "FORMULA_SYNTAX", 2, "parentheses"),
    ("a ? b : c", "FORMULA_SYNTAX", 3, "case when"),
    ("!a", "FORMULA_SYNTAX", 1, "not"),
    ("a\\b", "FORMULA_SYNTAX", 2, "doubled"),
    (".5", "FORMULA_SYNTAX", 1, "0.5"),
    ("a -- b", "FORMULA_COMMENT", 3, "comments"),
    ("1--1", "FORMULA_COMMENT", 2, "blank"),
    ("a /* b */", "FORMULA_COMMENT", 3, "comments"),
    ("a # b", "FORMULA_COMMENT", 3, "description"),
    ("select 1", "FORMULA_SUBQUERY", 1, "sub-queries"),
    ("a in (SELECT b)", "FORMULA_SUBQUERY", 7, "sub-queries"),
    ("exists(select 1)", "FORMULA_SUBQUERY", 8, "sub-queries"),
    ("sum((select a))", "FORMULA_SUBQUERY", 6, "sub-queries"),
    ("'paid", "FORMULA_TEXT", 1, "no end"),
    ("a = 'it's'", "FORMULA_TEXT", 10, "no end"),
    ("`a", "FORMULA_TEXT", 1, "back-quotes"),
    ("``", "FORMULA_TEXT", 1, "no name"),
    ("'a\nb'", "FORMULA_TEXT", 1, "line break"),
    ('"paid"', "FORMULA_QUOTES", 1, "single quotes"),
    ("‘paid’", "FORMULA_CHARACTER", 1, "write '"),
    ("a = “paid”", "FORMULA_CHARACTER", 5, "write '"),
    ("＇paid＇", "FORMULA_CHARACTER", 1, "write '"),
    ("a − b", "FORMULA_CHARACTER", 3, "write -"),
    ("a × b", "FORMULA_CHARACTER", 3, "write *"),
    ("a ≤ b", "FORMULA_CHARACTER", 3, "write <="),
    ("ｓum(a)", "FORMULA_CHARACTER", 1, "write s"),
    ("aｂ", "FORMULA_CHARACTER", 2, "write b"),
    ("sum（a）", "FORMULA_CHARACTER", 4, "write ("),
    ("a\u00a0+ b", "FORMULA_CHARACTER", 2, "ordinary blank"),
    ("a\u200bb", "FORMULA_CHARACTER", 2, "cannot be seen"),
    ("\ufeffa", "FORMULA_CHARACTER", 1, "cannot be seen"),
    ("a = 'x\u202ey'", "FORMULA_CHARACTER", 7, "cannot be seen"),
    ("a = 'x\u200by'", "FORMULA_CHARACTER", 7, "cannot be seen"),
    ("a\x00", "FORMULA_CHARACTER", 2, "cannot be seen"),
    ("'a\x07'", "FORMULA_CHARACTER", 3, "cannot be seen"),
    ("'\ud800'", "FORMULA_CHARACTER", 2, "cannot be seen"),
    ("a £ b", "FORMULA_CHARACTER", 3, "back-quotes"),
    ("e\u0301tat", "FORMULA_CHARACTER", 1, "accents"),
    ("1_000", "FORMULA_NUMBER", 1, "underscore"),
    ("1e5", "FORMULA_NUMBER", 1, "1000"),
    ("7days", "FORMULA_NUMBER", 1, "blank"),
    ("1.", "FORMULA_NUMBER", 1, "1000"),
    ("1.2.3", "FORMULA_NUMBER", 1, "1000"),
    ("007", "FORMULA_NUMBER", 1, "'007'"),
    ("1,000", "FORMULA_NUMBER", 3, "Thousands"),
    ("9" * 39, "FORMULA_NUMBER", 1, "38 digits"),
    ("9" * 5_000, "FORMULA_NUMBER", 1, "38 digits"),
    ("a > 2024-10-31", "FORMULA_DATE", 5, "date '2024-10-31'"),
    ("date '2023-02-29'", "FORMULA_DATE", 6, "2024-01-31"),
    ("date '20240131'", "FORMULA_DATE", 6, "2024-01-31"),
    ("date '٢٠٢٤-01-31'", "FORMULA_DATE", 6, "2024-01-31"),
    ("timestamp '2024-01-31'", "FORMULA_DATE", 11, "12:00"),
    ("timestamp '2024-01-31 25:00'", "FORMULA_DATE", 11, "12:00"),
    ("timestamp '2024-01-31 12:00Z'", "FORMULA_DATE", 11, "local time"),
    ("summ(a)", "FORMULA_FUNCTION", 1, "sum"),
    ("eval('1')", "FORMULA_FUNCTION", 1, "eval"),
    ("__import__('os')", "FORMULA_FUNCTION", 1, "no function"),
    ("average(a)", "FORMULA_FUNCTION", 1, "avg"),
    ("count_distinct(a)", "FORMULA_FUNCTION", 1, "count(distinct x)"),
    ("is_null(a)", "FORMULA_FUNCTION", 1, "is_null"),
    ("li\u212ae(a)", "FORMULA_CHARACTER", 1, "accents"),
    ("round()", "FORMULA_ARGUMENTS", 1, "1 to 2"),
    ("abs(a, b)", "FORMULA_ARGUMENTS", 1, "one argument"),
    ("period_start(1)", "FORMULA_ARGUMENTS", 1, "no arguments"),
    ("coalesce(a)", "FORMULA_ARGUMENTS", 1, "2 or more"),
    ("date(a.x)", "FORMULA_ARGUMENTS", 1, "cast(x as date)"),
    ("percentile(a, 101)", "FORMULA_ARGUMENTS", 15, "0 to 100"),
    ("percentile(a, -5)", "FORMULA_ARGUMENTS", 15, "0 to 100"),
    ("percentile(a, true)", "FORMULA_ARGUMENTS", 15, "0 to 100"),
    ("growth(a)", "FORMULA_ARGUMENTS", 1, "2 arguments"),
    ("growth(a, last_year)", "FORMULA_ARGUMENTS", 11, "in quotes"),
    ("change(a, 'last week or so')", "FORMULA_ARGUMENTS", 11, "previous period"),
    ("shift(a, 14 days)", "FORMULA_ARGUMENTS", 10, "'14 days'"),
    ("shift(a, 'previous period')", "FORMULA_ARGUMENTS", 10, "'14 days'"),
    ("average_over(a, 'hour')", "FORMULA_ARGUMENTS", 17, "'day'"),
    ("average_over(a, 'day', 0)", "FORMULA_ARGUMENTS", 24, "1 or more"),
    ("cast(a as money)", "FORMULA_ARGUMENTS", 11, "decimal"),
    ("cast(a, decimal)", "FORMULA_SYNTAX", 7, "`as`"),
    ("cast(a as decimal(10, 2))", "FORMULA_SYNTAX", 18, "round"),
    ("(" * 101 + "a" + ")" * 101, "FORMULA_TOO_DEEP", 101, "nested"),
    ("(" * 10_000, "FORMULA_TOO_DEEP", 101, "nested"),
    ("- " * 9_000 + "1", "FORMULA_TOO_DEEP", 201, "nested"),
    ("not " * 4_000 + "a", "FORMULA_TOO_DEEP", 401, "nested"),
    ("abs(" * 4_000, "FORMULA_TOO_DEEP", 401, "nested"),
    ("case when " * 1_900, "FORMULA_TOO_DEEP", 1001, "nested"),
    ("1+" * 9_999 + "1", "FORMULA_TOO_DEEP", None, "nested"),
    ("a or " * 3_000 + "b", "FORMULA_TOO_DEEP", None, "in (…)"),
    ("a in (" + "1," * 9_000 + "1)", "FORMULA_TOO_LONG", None, "parts"),
    ("a" * 20_001, "FORMULA_TOO_LONG", 1, "20,001"),
    ("a" * 19_990 + "(1)", "FORMULA_FUNCTION", 1, "aaa…"),
    ("7 " + "a" * 19_990, "FORMULA_SYNTAX", 3, "aaa…"),
    ("b " + "a" * 19_990, "FORMULA_SYNTAX", 3, "aaa…"),
    ("date '" + "1" * 19_990 + "'", "FORMULA_DATE", 6, "111…"),
    ("cast(b as " + "a" * 19_980 + ")", "FORMULA_ARGUMENTS", 11, "aaa…"),
    ("'" * 19_999, "FORMULA_TEXT", 1, "no end"),
]


@pytest.mark.parametrize(("text", "code", "column", "says"), HOSTILE, ids=lambda value: ascii(value)[:40])
def test_a_mistake_is_refused_at_its_place(text: str, code: str, column: int | None, says: str) -> None:
    finding = refusal(text)
    assert finding.code == code
    assert says in f"{finding.message} {finding.hint}"
    assert finding.message.endswith(".")
    assert len(finding.message) < 300
    if column is not None:
        assert _flat_column(text, finding.place) == column


def _flat_column(text: str, place: Place) -> int:
    """The column as if the text had one line; the place counts columns on each line."""
    assert place.line is not None and place.column is not None
    lines = text.split("\n")[: place.line - 1]
    return sum(len(line) + 1 for line in lines) + place.column


def test_the_table_is_long_enough_and_has_every_code() -> None:
    assert len(HOSTILE) >= 40
    assert {code for _, code, _, _ in HOSTILE} == {
        "FORMULA_ARGUMENTS", "FORMULA_CHARACTER", "FORMULA_COMMENT", "FORMULA_DATE", "FORMULA_FUNCTION",
        "FORMULA_NUMBER", "FORMULA_QUOTES", "FORMULA_SUBQUERY", "FORMULA_SYNTAX", "FORMULA_TEXT", "FORMULA_TOO_DEEP",
        "FORMULA_TOO_LONG",
    }  # fmt: skip


def test_the_nearest_functions_are_named() -> None:
    assert refusal("percentille(a, 5)").nearest[0] == "percentile"
    assert refusal("cast(a as decimals)").nearest == ("decimal",)
    assert refusal("7 dais").nearest[0] == "days"


PLACES = [
    ("a + ?", ("m.yml", 7, 20), Place("m.yml", 7, 24)),
    ("a +\n  ?", ("m.yml", 7, 5), Place("m.yml", 8, 7)),
    ("a +\n\n?", ("m.yml", 7, 5), Place("m.yml", 9, 5)),
    ("a +\n ?", ("m.yml", 7, None), Place("m.yml", 7)),
    ("a + ?", ("m.yml", None, None), Place("m.yml")),
    ("a + ?", (None, None, None), Place(None, None, 5)),
    ("a +\n ?", (None, None, None), Place(None, 2, 2)),
]


@pytest.mark.parametrize(("text", "where", "place"), PLACES)
def test_a_refusal_counts_from_where_the_formula_stands(
    text: str, where: tuple[str | None, int | None, int | None], place: Place
) -> None:
    with pytest.raises(Refused) as caught:
        parse(text, file=where[0], line=where[1], column=where[2])
    assert caught.value.finding.place == place

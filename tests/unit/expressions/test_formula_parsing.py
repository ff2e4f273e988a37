"""Every construct of the expression language, as a tree."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from truenorth.errors import Place
from truenorth.expressions import FUNCTIONS, names, parse, place_of, write
from truenorth.expressions.functions import CALLABLE
from truenorth.model.syntax import Apply, Constant, Name, Syntax
from truenorth.periods import Duration


def shape(syntax: Syntax) -> object:
    """A tree as nested tuples: names as text, constants as themselves, calls as (function, arguments …)."""
    if isinstance(syntax, Name):
        return syntax.text
    if isinstance(syntax, Constant):
        return [syntax.value]
    return (syntax.function, *map(shape, syntax.arguments))


CONSTANTS = [
    ("42", 42),
    ("0", 0),
    ("0.96", Decimal("0.96")),
    ("12.50", Decimal("12.50")),
    ("'paid'", "paid"),
    ("'it''s'", "it's"),
    ("''", ""),
    ("'“größe” – 日本 👩\u200d👧'", "“größe” – 日本 👩\u200d👧"),
    ("true", True),
    ("FALSE", False),
    ("null", None),
    ("date '2024-02-29'", date(2024, 2, 29)),
    ("DATE'2024-01-31'", date(2024, 1, 31)),
    ("timestamp '2024-01-31 12:00'", datetime(2024, 1, 31, 12)),
    ("timestamp '2024-01-31T12:00:05.25'", datetime(2024, 1, 31, 12, 0, 5, 250_000)),
    ("7 days", Duration(7, "day")),
    ("1 Day", Duration(1, "day")),
    ("2\n hours", Duration(2, "hour")),
    ("3 quarters", Duration(3, "quarter")),
]


@pytest.mark.parametrize(("text", "value"), CONSTANTS)
def test_a_literal_is_its_value(text: str, value: object) -> None:
    tree = parse(text).tree
    assert isinstance(tree, Constant)
    assert (tree.value, type(tree.value)) == (value, type(value))
    assert (tree.span.start, tree.span.end) == (0, len(text))


NAMES = [
    ("net_revenue", ("net_revenue",)),
    ("orders.amount", ("orders", "amount")),
    ("orders . amount", ("orders", "amount")),
    ("t.`CPT (£)`", ("t", "CPT (£)")),
    ("`a``b`.`c.d`", ("a`b", "c.d")),
    ("`Sales\nEUR`", ("Sales\nEUR",)),
    ("orders.end", ("orders", "end")),
    ("orders.Select", ("orders", "Select")),
    ("orders.count", ("orders", "count")),
    ("orders.date", ("orders", "date")),
    ("`end`", ("end",)),
    ("date", ("date",)),
    ("Count", ("Count",)),
    ("größe.ширина", ("größe", "ширина")),
    ("表.数量", ("表", "数量")),
    ("a_and_e._x1", ("a_and_e", "_x1")),
]


@pytest.mark.parametrize(("text", "parts"), NAMES)
def test_a_name_is_exact(text: str, parts: tuple[str, ...]) -> None:
    tree = parse(text).tree
    assert isinstance(tree, Name)
    assert tree.parts == parts


TREES = [
    ("a + b * c", ("+", "a", ("*", "b", "c"))),
    ("(a + b) * c", ("*", ("+", "a", "b"), "c")),
    ("a - b - c", ("-", ("-", "a", "b"), "c")),
    ("a - (b - c)", ("-", "a", ("-", "b", "c"))),
    ("a / b % c", ("%", ("/", "a", "b"), "c")),
    ("-a * b", ("*", ("neg", "a"), "b")),
    ("a - -1", ("-", "a", ("neg", [1]))),
    ("- - a", ("neg", ("neg", "a"))),
    ("max(x) - 2 hours", ("-", ("max", "x"), [Duration(2, "hour")])),
    ("a = 1", ("=", "a", [1])),
    ("a != 1", ("<>", "a", [1])),
    ("a <> 1", ("<>", "a", [1])),
    ("a<=1", ("<=", "a", [1])),
    ("a >= b + 1", (">=", "a", ("+", "b", [1]))),
    ("a = b", ("=", "a", "b")),
    ("(a = b) = c", ("=", ("=", "a", "b"), "c")),
    ("a or b and c", ("or", "a", ("and", "b", "c"))),
    ("a OR b or c", ("or", ("or", "a", "b"), "c")),
    ("not a = 1", ("not", ("=", "a", [1]))),
    ("not a and not b", ("and", ("not", "a"), ("not", "b"))),
    ("not not a", ("not", ("not", "a"))),
    ("a in (1, 2)", ("in", "a", [1], [2])),
    ("a + 1 not in ('x')", ("not", ("in", ("+", "a", [1]), ["x"]))),
    ("a between 1 and 2 and b", ("and", ("between", "a", [1], [2]), "b")),
    ("a not between 1 and 2", ("not", ("between", "a", [1], [2]))),
    ("a like 'x%'", ("like", "a", ["x%"])),
    ("a NOT LIKE 'x%'", ("not", ("like", "a", ["x%"]))),
    ("a is null", ("is_null", "a")),
    ("a Is Not Null or b", ("or", ("is_not_null", "a"), "b")),
    ("case when a then 1 end", ("case", "a", [1])),
    ("CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END", ("case", "a", [1], "b", [2], [3])),
    ("cast(a.x + 1 as Decimal)", ("cast", ("+", "a.x", [1]), ["decimal"])),
    ("count(orders)", ("count", "orders")),
    ("count(distinct orders.customer_id)", ("count_distinct", "orders.customer_id")),
    ("Count ( DISTINCT a )", ("count_distinct", "a")),
    ("SUM(a)", ("sum", "a")),
    ("date(2024, a.month, 1)", ("date", [2024], "a.month", [1])),
    ("period_start()", ("period_start",)),
    ("growth(net, 'same period last year')", ("growth", "net", ["same period last year"])),
    ("shift(net, '2 periods')", ("shift", "net", ["2 periods"])),
    ("average_over(net, 'day', 28)", ("average_over", "net", ["day"], [28])),
    ("percentile(days_between(o.a, o.b), 97.5)", ("percentile", ("days_between", "o.a", "o.b"), [Decimal("97.5")])),
    ("net / greatest(days_in_period(), 1)", ("/", "net", ("greatest", ("days_in_period",), [1]))),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_formula_is_its_tree(text: str, tree: object) -> None:
    assert shape(parse(text).tree) == tree


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_an_example_that_parses_to_it(name: str) -> None:
    function = FUNCTIONS[name]
    tree = parse(function.example).tree
    assert isinstance(tree, Apply)
    assert tree.function == name
    assert write(tree) == function.example
    assert function.doc.endswith(".")


def test_the_functions_of_the_specification_can_all_be_called() -> None:
    listed = """
        coalesce nullif abs round floor ceil least greatest lower upper trim length concat contains starts_with year
        quarter month week day weekday hour date days_between working_days_between hours_between minutes_between cast
        period_start period_end sum count min max avg median percentile stddev variance first last growth change share
        at_start average_over sum_over max_over min_over shift days_in_period working_days_in_period days_since
    """
    assert set(listed.split()) == CALLABLE


def test_spans_point_at_the_words() -> None:
    text = "sum(orders.amount) / count(distinct c.`x y`)"
    tree = parse(text).tree
    assert isinstance(tree, Apply)
    spans = [text[node.span.start : node.span.end] for node in (tree, *tree.arguments, *names(tree))]
    assert spans == [text, "sum(orders.amount)", "count(distinct c.`x y`)", "orders.amount", "c.`x y`"]


def test_the_place_of_a_name_is_that_in_the_file() -> None:
    formula = parse("a +\n  b.c", file="m.yml", line=4, column=7)
    first, second = names(formula.tree)
    assert place_of(formula, first) == Place("m.yml", 4, 7)
    assert place_of(formula, second.span) == Place("m.yml", 5, 9)
    assert (formula.text, formula.file, formula.line, formula.column) == ("a +\n  b.c", "m.yml", 4, 7)


def test_a_hundred_levels_less_a_few_are_fine() -> None:
    assert shape(parse("(" * 95 + "a" + ")" * 95).tree) == "a"
    assert write(parse(" + ".join(["a"] * 95)).tree) == " + ".join(["a"] * 95)

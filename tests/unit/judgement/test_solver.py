"""Targets along a formula: what they imply, and what is missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truenorth.definitions import load_texts
from truenorth.expressions import parse
from truenorth.judgement.solver import implied, solve
from truenorth.judgement.target_tree import implied_by_inputs, levels_wanted

F = Fraction
numbers = st.fractions(-50, 50).filter(lambda number: number != 0)


@pytest.mark.parametrize(
    ("formula", "wanted", "known", "missing", "answer"),
    [
        ("orders * price", 40_000, {"price": F(40)}, "orders", F(1000)),
        ("revenue / orders", 40, {"revenue": F(40_000)}, "orders", F(1000)),
        ("revenue / orders", 40, {"orders": F(1000)}, "revenue", F(40_000)),
        ("revenue - cost", 10, {"revenue": F(50)}, "cost", F(40)),
        ("(a + b) * 2 - c / 4", 9, {"a": F(1), "c": F(4)}, "b", F(4)),
        ("-a", 3, {}, "a", F(-3)),
        ("a * 0", 3, {}, "a", None),
        ("a / b", 0, {"a": F(3)}, "b", None),
        ("a + a", 3, {}, "a", None),
        ("a + b", 3, {"a": F(1)}, "q", None),
    ],
)
def test_the_missing_one(formula: str, wanted: int, known: dict[str, F], missing: str, answer: F | None) -> None:
    assert solve(parse(formula).tree, F(wanted), known, missing) == answer


@given(numbers, numbers, numbers)
def test_what_is_solved_gives_what_was_wanted(a: F, b: F, c: F) -> None:
    tree = parse("(a - b) / c + 2 * b").tree
    wanted = implied(tree, {"a": a, "b": b, "c": c})
    assert wanted is not None
    assert solve(tree, wanted, {"b": b, "c": c}, "a") == a


def test_a_divisor_of_nothing_implies_nothing() -> None:
    assert implied(parse("a / b").tree, {"a": F(1), "b": F(0)}) is None


TREE = """
sources: { shop: { duckdb: shop.duckdb } }
tables: { rows: { source: shop.rows, date: day } }
metrics:
  revenue: { formula: sum(rows.value), unit: EUR }
  orders: { formula: count(rows) }
  each: { formula: revenue / orders, unit: EUR }
kpis:
  a: { label: A, metric: revenue, targets: [{ from: 2025-01, at_least: 1000 }] }
  c: { label: C, metric: each, targets: [{ from: 2025-01, at_least: 50 }] }
"""
ORDERS = "  b: { label: B, metric: orders, targets: [{ from: 2025-01, at_least: 10 }] }\n"


def test_targets_along_a_formula_are_compared_or_the_missing_one_is_solved() -> None:
    today = date(2025, 6, 1)
    lacking = load_texts({"truenorth.yml": TREE})
    found = implied_by_inputs(lacking, lacking.kpis["c"], levels_wanted(lacking, today))
    assert found is not None and (found.missing, found.implied) == ("orders", F(20))
    whole = load_texts({"truenorth.yml": TREE + ORDERS})
    told = implied_by_inputs(whole, whole.kpis["c"], levels_wanted(whole, today))
    assert told is not None and (told.implied, told.gap, told.agrees) == (F(100), F(-50), False)
    assert implied_by_inputs(whole, whole.kpis["a"], levels_wanted(whole, today)) is None

"""Each spelling of a target and what it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from truenorth.definitions import load_texts, write
from truenorth.definitions.amounts import Amount, amount_text, in_unit
from truenorth.definitions.grammar import Reading
from truenorth.errors import NOWHERE
from truenorth.model.definitions import Definitions
from truenorth.model.fixed import FixedMap
from truenorth.model.metrics import Unit
from truenorth.model.targets import (
    Aim,
    Band,
    Constant,
    Improve,
    Levels,
    Linear,
    Path,
    Phasing,
    Seasonal,
    Steps,
    Target,
    Total,
)

HEAD = """
calendar: { fiscal_year_starts: april }
sources: { shop: { duckdb: shop.duckdb } }
tables:
  orders: { source: shop.orders, date: day }
metrics:
  rate: { formula: count(orders) / 2, unit: percent }
  minutes: { formula: sum(orders.minutes), unit: minutes }
  plain: { formula: count(orders) }
"""
D = Decimal
YEAR_END = date(2026, 12, 31)


def load_kpi(metric: str, target: str, more: str = "") -> Definitions:
    text = f"kpis:\n  k:\n    metric: {metric}\n{more}    targets:\n      - {{ {target} }}\n"
    return load_texts({"head.yml": HEAD, "kpis.yml": text})


SHAPES: list[tuple[str, str, Aim, Path, date | None]] = [
    ("rate", "at_least: 95 %", Aim.AT_LEAST, Constant(D("0.95")), None),
    ("minutes", "at_most: 2 hours", Aim.AT_MOST, Constant(D(120)), None),
    ("plain", "at_most: 0", Aim.AT_MOST, Constant(D(0)), None),
    ("plain", "at_least: -5", Aim.AT_LEAST, Constant(D(-5)), None),
    ("plain", "at_least: 1_000", Aim.AT_LEAST, Constant(D(1000)), None),
    ("rate", "between: [70 %, 85 %]", Aim.WITHIN, Band(D("0.7"), D("0.85")), None),
    (
        "rate",
        "between: [70 %, 85 %], critical: [60 %, 95 %]",
        Aim.WITHIN,
        Band(D("0.7"), D("0.85"), D("0.6"), D("0.95")),
        None,
    ),
    ("plain", "exactly: 100, tolerance: 5", Aim.WITHIN, Band(D(95), D(105), exact=D(100)), None),
    ("plain", "exactly: 100", Aim.WITHIN, Band(D(95), D(105), exact=D(100)), None),
    ("plain", "exactly: -100", Aim.WITHIN, Band(D(-105), D(-95), exact=D(-100)), None),
    ("plain", "exactly: 0, tolerance: 2", Aim.WITHIN, Band(D(-2), D(2), exact=D(0)), None),
    ("rate", "reach: 96 %, by: 2026-12, path: linear", Aim.TOWARDS, Linear(D("0.96")), date(2026, 12, 31)),
    ("rate", "reach: 96 %, by: 2026-12", Aim.TOWARDS, Linear(D("0.96")), date(2026, 12, 31)),
    ("rate", "reach: 96 %, by: 2026-02-10", Aim.TOWARDS, Linear(D("0.96")), date(2026, 2, 10)),
    ("rate", "reach: 96 %, by: FY2027", Aim.TOWARDS, Linear(D("0.96")), date(2027, 3, 31)),
    (
        "rate",
        "reach: 96 %, by: 2026-12, path: { steps: { 2026-12: 96 %, 2026-06: 92 % } }",
        Aim.TOWARDS,
        Steps(((date(2026, 6, 1), D("0.92")), (date(2026, 12, 1), D("0.96")))),
        date(2026, 12, 31),
    ),
    ("plain", "total: 12000, over: year", Aim.AT_LEAST, Total(D(12000), "year"), None),
    (
        "plain",
        "total: 12000, over: fiscal_quarter, phasing: working_days",
        Aim.AT_LEAST,
        Total(D(12000), "fiscal_quarter", Phasing.WORKING_DAYS),
        None,
    ),
    (
        "plain",
        "total_at_most: 500, over: until 2026-03-31, phasing: last_year_shape",
        Aim.AT_MOST,
        Total(D(500), "until", Phasing.LAST_YEAR),
        date(2026, 3, 31),
    ),
    (
        "rate",
        "levels: { commit: 90 %, target: 95 %, stretch: 98 % }",
        Aim.LEVELS,
        Levels(D("0.95"), D("0.9"), D("0.98")),
        None,
    ),
    ("rate", "levels: { target: 95 % }", Aim.LEVELS, Levels(D("0.95")), None),
    ("plain", "milestones: { 2026-03: 20 }", Aim.TOWARDS, Steps(((date(2026, 3, 1), D(20)),)), date(2026, 3, 31)),
    ("plain", "improve_by: 20 %, on: 2025, by: 2026-12", Aim.TOWARDS, Improve(D("0.2"), True, "2025"), YEAR_END),
    ("plain", "improve_by: 5, on: 2025-Q4, by: 2026-12", Aim.TOWARDS, Improve(D(5), False, "2025-Q4"), YEAR_END),
    ("plain", "improve_by: 10 %, on: previous quarter", Aim.TOWARDS, Improve(D("0.1"), True, "previous quarter"), None),
    ("plain", "reach: 9, by: 2026-12, path: seasonal", Aim.TOWARDS, Seasonal(D(9)), YEAR_END),
    (
        "plain",
        "reach: 9, by: 2026-12, path: { custom: { 2026-06: 5, 2026-12: 9 } }",
        Aim.TOWARDS,
        Steps(((date(2026, 6, 1), D(5)), (date(2026, 12, 1), D(9)))),
        YEAR_END,
    ),
    (
        "plain",
        "total_at_most: 9, over: quarter, phasing: { profile: [1, 2, 3] }",
        Aim.AT_MOST,
        Total(D(9), "quarter", Phasing.PROFILE, (D(1), D(2), D(3))),
        None,
    ),
    (
        "plain",
        "total: 9, over: year, phasing: { custom: { 2026-01: 1, 2026-07: 2 } }",
        Aim.AT_LEAST,
        Total(D(9), "year", Phasing.CUSTOM, (), ((date(2026, 1, 1), D(1)), (date(2026, 7, 1), D(2)))),
        None,
    ),
]


@pytest.mark.parametrize(
    ("metric", "text", "aim", "path", "by"), SHAPES, ids=[f"{metric} {text}" for metric, text, *_ in SHAPES]
)
def test_shapes(metric: str, text: str, aim: Aim, path: Path, by: date | None) -> None:
    found = load_kpi(metric, f"from: 2026-01, {text}")
    assert found.findings == ()
    (target,) = found.kpis["k"].targets
    assert (target.aim, target.path, target.begins, target.by) == (aim, path, date(2026, 1, 1), by)


@pytest.mark.parametrize(
    ("metric", "text"), [(metric, text) for metric, text, *_ in SHAPES], ids=[text for _, text, *_ in SHAPES]
)
def test_shapes_are_written_back_from_what_was_spelled_and_from_values_alone(metric: str, text: str) -> None:
    found = load_kpi(metric, f"from: 2026-01, {text}")
    kpi = found.kpis["k"]
    again = load_texts({"again.yml": write(found)}).kpis["k"]
    assert replace(again.targets[0], place=NOWHERE) == replace(kpi.targets[0], place=NOWHERE)
    if not isinstance(kpi.targets[0].path, Improve):
        made = replace(kpi.targets[0], spelled=FixedMap(), place=NOWHERE)
        bare = replace(found, kpis={"k": replace(kpi, targets=(made,))})
        back = load_texts({"again.yml": write(bare)}).kpis["k"].targets[0]
        assert replace(back, spelled=FixedMap(), place=NOWHERE) == made


def test_a_target_changed_by_program_is_written_from_its_values() -> None:
    found = load_kpi("rate", "from: 2026-01, at_least: 95 %")
    kpi = found.kpis["k"]
    raised = replace(kpi.targets[0], path=Constant(D("0.975")))
    text = write(replace(found, kpis={"k": replace(kpi, targets=(raised,))}))
    assert "at_least: 97.5 %" in text
    assert "95 %" not in text


def test_what_else_a_target_says() -> None:
    found = load_kpi("rate", "from: 2026-Q2, at_least: 95 %, for: { region: NO }, agreed: 2025-12-15, reason: plan")
    (target,) = found.kpis["k"].targets
    assert isinstance(target, Target)
    assert (target.begins, target.segment, target.reason) == (date(2026, 4, 1), {"region": "NO"}, "plan")
    assert target.agreed == date(2025, 12, 15)
    assert target.spelled["at_least"] == "95 %"
    assert (target.place.file, target.place.line) == ("kpis.yml", 5)


@pytest.mark.parametrize(
    ("metric", "more", "target", "fits"),
    [
        ("rate", "red_line: 90 %", "at_least: 95 %", True),
        ("rate", "red_line: 95 %", "at_least: 95 %", False),
        ("minutes", "red_line: 3 hours", "at_most: 2 hours", True),
        ("minutes", "red_line: 1 hour", "at_most: 2 hours", False),
        ("plain", "baseline: { value: 50 }\n    red_line: 15", "reach: 10, by: 2026-12", True),
        ("plain", "baseline: { value: 50 }\n    red_line: 5", "reach: 10, by: 2026-12", False),
        ("plain", "baseline: { value: 5 }\n    red_line: 8", "reach: 10, by: 2026-12", True),
        ("plain", "baseline: { value: 5 }\n    red_line: 15", "reach: 10, by: 2026-12", False),
        ("plain", "baseline: { period: 2025 }\n    red_line: 15", "reach: 10, by: 2026-12", True),
        ("plain", "red_line: 15", "levels: { commit: 12, target: 10 }", True),
        ("plain", "red_line: 8", "levels: { commit: 12, target: 10 }", False),
    ],
)
def test_the_red_line_lies_on_the_worse_side(metric: str, more: str, target: str, *, fits: bool) -> None:
    found = load_kpi(metric, f"from: 2026-01, {target}", f"    {more}\n")
    assert [one.code for one in found.findings] == ([] if fits else ["RED_LINE_SIDE"])
    assert ("kpi:k" in found.broken) is not fits


def test_a_later_target_or_another_segment_is_no_duplicate() -> None:
    text = "kpis:\n  k:\n    metric: rate\n    targets:\n"
    rows = [
        "from: 2026-01, at_least: 90 %",
        "from: 2026-02, at_least: 91 %",
        "from: 2026-01, at_least: 9 %, for: { a: b }",
    ]
    found = load_texts({"head.yml": HEAD, "kpis.yml": text + "".join(f"      - {{ {row} }}\n" for row in rows)})
    assert found.findings == ()


AMOUNTS: list[tuple[str, str | None, str | None]] = [
    ("96 %", "percent", "0.96"),
    ("96%", "percent", "0.96"),
    ("96 %", None, "0.96"),
    ("96 %", "percent points", "96"),
    ("96 %", "EUR", None),
    ("0.96", "percent", "0.96"),
    ("2 hours", "minutes", "120"),
    ("90 minutes", "hours", "1.5"),
    ("1 week", "days", "7"),
    ("36 hours", "days", "1.5"),
    ("2 years", "months", "24"),
    ("1 quarter", "months", "3"),
    ("1 month", "days", None),
    ("7 days", None, None),
    ("7 days", "EUR", None),
    ("12000 EUR", "EUR", "12000"),
    ("12000 EUR", "USD", None),
    ("5 points", "points", "5"),
    ("1 point", "points", "1"),
    ("0.1", "EUR", "0.1"),
]


@pytest.mark.parametrize(("text", "unit", "value"), AMOUNTS)
def test_amounts_in_the_metrics_unit(text: str, unit: str | None, value: str | None) -> None:
    amount, reading = amount_text(text), Reading()
    assert amount is not None
    found = in_unit(amount, Unit(unit) if unit else None, reading)
    assert found == (None if value is None else D(value))
    assert [one.code for one in reading.findings] == ([] if value else ["UNIT_MISMATCH"])


@pytest.mark.parametrize(
    "text", ["25K", "12,000", "1e3", "five", "96 % %", "", "1 000", "--5", "1.2.3", "_5", "NaN", "inf"]
)
def test_what_is_no_amount(text: str) -> None:
    assert amount_text(text) is None or amount_text(text) == Amount(D(96), "% %")


def test_a_bare_percent_is_doubted_but_kept() -> None:
    reading = Reading()
    assert in_unit(Amount(D(96)), Unit("percent"), reading) == D(96)
    assert reading.findings[0].message == "96 on a metric in percent means 9600 %"
    assert reading.first_error(0) is None

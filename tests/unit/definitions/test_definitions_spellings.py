"""Each spelling of a value and what it becomes, and that it is written back as something that reads the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from specification import without_places

from truenorth.definitions import load_texts, write
from truenorth.model.definitions import Definitions
from truenorth.model.metrics import BalanceKind, IfMissing, Side, ToDateSpec, Window
from truenorth.model.tables import (
    Completion,
    CompletionKind,
    DateRule,
    Dimension,
    LateData,
    Link,
    SpanRule,
)
from truenorth.periods import Duration, Grain

HEAD = """
sources: { shop: { duckdb: shop.duckdb } }
tables:
  orders: { source: shop.orders, one_row_per: order_id, date: day, dimensions: [channel] }
  visits: { source: shop.visits, one_row_per: [user_id, day], date: day }
"""


def table(keys: str) -> Definitions:
    found = load_texts({"head.yml": HEAD, "t.yml": f"tables:\n  t: {{ source: shop.t, {keys} }}\n"})
    assert found.findings == ()
    return found


def metric(keys: str) -> Definitions:
    found = load_texts({"head.yml": HEAD, "m.yml": f"metrics:\n  m: {{ {keys} }}\n"})
    assert found.findings == ()
    return found


DATES: list[tuple[str, DateRule | SpanRule]] = [
    ("day", DateRule("day")),
    ("orders.day", DateRule("day", table="orders")),
    ("'`a.b`'", DateRule("a.b")),
    ("{ column: orders.day }", DateRule("day", table="orders")),
    ("{ column: at, stored_in: UTC }", DateRule("at", stored_in="UTC")),
    ("{ column: period, rows_cover: month }", DateRule("period", rows_cover=Grain.MONTH)),
    ("{ column: w, rows_cover: week, counted_by: start }", DateRule("w", rows_cover=Grain.WEEK, counted_by_start=True)),
    ("{ column: day, written: d/m/yy }", DateRule("day", written="d/m/yy")),
    ("{ column: day, time: clock }", DateRule("day", time="clock")),
    ("{ year: y, month: m, day: d }", DateRule("y-m-d", parts=("y", "m", "d"))),
    ("{ year: y, month: m }", DateRule("y-m", parts=("y", "m"), rows_cover=Grain.MONTH)),
    ("{ year: y }", DateRule("y", parts=("y",), rows_cover=Grain.YEAR)),
    ("{ year: y, month: m, day: d, time: c }", DateRule("y-m-d", parts=("y", "m", "d"), time="c")),
    ("{ from: a, to: b }", SpanRule(DateRule("a"), DateRule("b"))),
    ("{ from: a, to: b, to_included: true }", SpanRule(DateRule("a"), DateRule("b"), to_included=True)),
    (
        "{ from: a, to: b, stored_in: UTC, written: d/m/yy }",
        SpanRule(DateRule("a", stored_in="UTC", written="d/m/yy"), DateRule("b", stored_in="UTC", written="d/m/yy")),
    ),
]


@pytest.mark.parametrize(("text", "rule"), DATES, ids=[text for text, _ in DATES])
def test_dates(text: str, rule: DateRule | SpanRule) -> None:
    found = table(f"date: {text}")
    assert found.tables["t"].date == rule
    assert load_texts({"again.yml": write(found)}).tables["t"].date == rule


COMPLETIONS = [
    ("rows", Completion(CompletionKind.ROWS)),
    ("as_of", Completion(CompletionKind.AS_OF)),
    ("2025-12-31", Completion(CompletionKind.DATE, day=date(2025, 12, 31))),
    ("{ newest: loaded_at }", Completion(CompletionKind.NEWEST, column="loaded_at")),
    ("{ newest: at, minus: 2 hours }", Completion(CompletionKind.NEWEST, column="at", minus=Duration(2, "hour"))),
]


@pytest.mark.parametrize(("text", "rule"), COMPLETIONS, ids=[text for text, _ in COMPLETIONS])
def test_completions(text: str, rule: Completion) -> None:
    found = table(f"complete_until: {text}")
    assert found.tables["t"].complete_until == rule
    assert load_texts({"again.yml": write(found)}).tables["t"].complete_until == rule


LINKS = [
    ("{ order_id: orders }", [Link("orders", "orders", ("order_id",))]),
    ("[{ column: a, table: orders, as: first }]", [Link("first", "orders", ("a",))]),
    (
        "[{ column: o, table: orders }, { columns: [user_id, day], table: visits }]",
        [Link("orders", "orders", ("o",)), Link("visits", "visits", ("user_id", "day"))],
    ),
]


@pytest.mark.parametrize(("text", "links"), LINKS, ids=[text for text, _ in LINKS])
def test_links(text: str, links: list[Link]) -> None:
    found = table(f"belongs_to: {text}")
    expected = without_places(tuple(links))
    assert without_places(found.tables["t"].links) == expected
    assert without_places(load_texts({"again.yml": write(found)}).tables["t"].links) == expected


def test_dimensions() -> None:
    found = table("dimensions: [a, '`b c`', { name: d, column: e }, { name: f, same_as: orders.channel }]")
    expected = (
        Dimension("a", column="a"),
        Dimension("b c", column="b c"),
        Dimension("d", column="e"),
        Dimension("f", column="f", same_as="orders.channel"),
    )
    assert without_places(found.tables["t"].dimensions) == without_places(expected)
    again = load_texts({"again.yml": write(found)})
    assert without_places(again.tables["t"].dimensions) == without_places(expected)


def test_other_keys_of_a_table() -> None:
    found = table(
        "one_row_per: [a, b], other_dates: [c, { column: d, stored_in: UTC }], fresh_within: 1 day, "
        "late_data: { up_to: 7 days }, versions: { known_from: at }, currency_in: { amount: currency }"
    ).tables["t"]
    assert found.one_row_per == ("a", "b")
    assert found.other_dates == (DateRule("c"), DateRule("d", stored_in="UTC"))
    assert (found.fresh_within, found.late_data) == (Duration(1, "day"), LateData(Duration(7, "day")))
    assert (found.known_from, found.currency_in) == ("at", {"amount": "currency"})


def test_a_view_in_the_sources_own_dialect() -> None:
    text = "tables:\n  t:\n    source: shop\n    sql: |\n      select *\n      from a -- all of it\n"
    found = load_texts({"head.yml": HEAD, "t.yml": text})
    assert found.findings == ()
    assert (found.tables["t"].name, found.tables["t"].sql) == (None, "select *\nfrom a -- all of it")
    assert load_texts({"again.yml": write(found)}).tables["t"].sql == found.tables["t"].sql


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("shop.t", ("shop", "t")),
        ("shop.sales.t", ("shop", "sales.t")),
        ("'shop.`CPT (£)`'", ("shop", "CPT (£)")),
        ("shop.My sheet", ("shop", "My sheet")),
    ],
)
def test_the_source_and_the_name_in_it(text: str, pair: tuple[str, str]) -> None:
    found = load_texts({"head.yml": HEAD, "t.yml": f"tables:\n  t: {{ source: {text} }}\n"})
    assert found.findings == ()
    for one in (found, load_texts({"again.yml": write(found)})):
        assert (one.tables["t"].source, one.tables["t"].name) == pair


METRICS: list[tuple[str, str, Any]] = [
    ("window: last 28 days", "window", Window(Duration(28, "day"))),
    ("window: 'last 7 days, partial'", "window", Window(Duration(7, "day"), partial=True)),
    ("window: last 3 months", "window", Window(Duration(3, "month"))),
    ("to_date: week", "to_date", ToDateSpec(Grain.WEEK)),
    ("to_date: fiscal year", "to_date", ToDateSpec(Grain.FISCAL_YEAR)),
    ("to_date: fiscal quarter", "to_date", ToDateSpec(Grain.FISCAL_QUARTER)),
    ("to_date: all time", "to_date", ToDateSpec(None)),
    ("balance: start of period", "balance", BalanceKind.START),
    ("balance: average over period", "balance", BalanceKind.AVERAGE),
    ("balance: end of period, if_missing: carry forward 3 days", "if_missing", IfMissing(carry=3)),
    ("balance: end of period, if_missing: carry forward 2 weeks", "if_missing", IfMissing(carry=14)),
    ("balance: end of period, if_missing: last known per entity", "if_missing", IfMissing(per_entity=True)),
    (
        "balance: end of period, if_missing: last known per entity within 10 days",
        "if_missing",
        IfMissing(per_entity=True, within=10),
    ),
    ("fill: 0", "fill", Decimal(0)),
    ("unit: percent, fill: 50 %", "fill", Decimal("0.5")),
    ("unit: '%', bounds: [0 %, 100 %]", "bounds", (Decimal(0), Decimal(1))),
    ("unit: points, bounds: [1, 5]", "bounds", (Decimal(1), Decimal(5))),
    ("approximate: true", "approximate", True),
    ("decimals: 1_0", "decimals", 10),
    ("tags: [NO, on, 2025, 2026-01, 2:30, 1_000]", "tags", ("NO", "on", "2025", "2026-01", "2:30", "1_000")),
    ("label: NO", "label", "NO"),
    ("history: freeze", "history", "freeze"),
    ("over_time: sum", "over_time", "sum"),
    ("date: orders.day", "date", "orders.day"),
    ("date: '`shipped on`'", "date", "shipped on"),
    ("date: 'orders.`shipped on`'", "date", "orders.shipped on"),
]


@pytest.mark.parametrize(("text", "name", "value"), METRICS, ids=[text for text, _, _ in METRICS])
def test_keys_of_a_metric(text: str, name: str, value: Any) -> None:
    found = metric(f"formula: count(orders), {text}")
    assert getattr(found.metrics["m"], name) == value
    assert getattr(load_texts({"again.yml": write(found)}).metrics["m"], name) == value


SIDES: list[tuple[str, Any, Any]] = [
    ("same: user_id", (("user_id", "user_id"),), None),
    ("same: [a, b]", (("a", "a"), ("b", "b")), None),
    ("same: { a: b }", (("a", "b"),), None),
    ("same: a, within: 7 days", (("a", "a"),), Duration(7, "day")),
]


@pytest.mark.parametrize(("text", "same", "within"), SIDES, ids=[text for text, _, _ in SIDES])
def test_conversions(text: str, same: Any, within: Any) -> None:
    found = metric(f"conversion: {{ from: visits, to: orders, {text}, show: converted }}")
    for one in (found, load_texts({"again.yml": write(found)})):
        conversion = one.metrics["m"].conversion
        assert conversion is not None
        assert (conversion.begins, conversion.ends) == (Side("visits"), Side("orders"))
        assert (conversion.same, conversion.within, conversion.show) == (same, within, "converted")


def test_a_side_with_a_filter() -> None:
    found = metric("conversion: { from: visits, to: { table: orders, filter: orders.amount > 10 }, same: a }")
    for one in (found, load_texts({"again.yml": write(found)})):
        conversion = one.metrics["m"].conversion
        assert conversion is not None and conversion.ends.filter is not None
        assert (conversion.ends.table, conversion.ends.filter.text) == ("orders", "orders.amount > 10")


def test_each_names_a_column_and_a_condition() -> None:
    found = metric("formula: count(orders), each: { customer_id: order_count >= 2 }")
    for one in (found, load_texts({"again.yml": write(found)})):
        (each,) = one.metrics["m"].each
        assert (each.column, each.condition.text) == ("customer_id", "order_count >= 2")


def test_an_alias_stands_for_what_its_anchor_names() -> None:
    text = (
        "metrics:\n  a: { formula: count(orders), tags: &tags [x, y] }\n  b: { formula: count(orders), tags: *tags }\n"
    )
    found = load_texts({"head.yml": HEAD, "m.yml": text})
    assert found.findings == ()
    assert found.metrics["b"].tags == ("x", "y")


def test_options_of_files_are_kept_as_written() -> None:
    text = (
        "sources:\n  f: { files: '*.csv', columns: [a, b], separated_by: blanks, null_values: [n/a, NO], "
        "unpivot: { columns: [jan, feb], name: month } }\n"
    )
    found = load_texts({"s.yml": text})
    assert found.findings == ()
    expected = {
        "columns": ("a", "b"),
        "separated_by": "blanks",
        "null_values": ("n/a", "NO"),
        "unpivot": {"columns": ("jan", "feb"), "name": "month"},
    }
    assert found.sources["f"].options == expected
    assert load_texts({"again.yml": write(found)}).sources["f"].options == expected

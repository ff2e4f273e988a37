"""The YAML of the specification loads, is written back the same, and validates."""

from __future__ import annotations

from decimal import Decimal

import pytest
import specification
from specification import PAGES, page, without_places

from truenorth.definitions import edit, load, load_texts, write
from truenorth.errors import Level
from truenorth.model.metrics import Side
from truenorth.model.tables import DateRule, Link, SpanRule
from truenorth.periods import Calendar, Grain


def test_the_pages_load_without_errors() -> None:
    pages = specification.pages()
    assert [one for one in pages.findings if one.level is Level.ERROR] == []
    assert {one.code for one in pages.findings} == set()
    assert pages.broken == {}
    assert (len(pages.tables), len(pages.metrics), len(pages.kpis)) == (12, 31, 14)


def test_the_head_is_read() -> None:
    pages = specification.pages()
    assert pages.name == "Shop"
    assert pages.currency == "EUR"
    assert pages.as_of == "2015-12-31"
    assert pages.calendar == Calendar("Europe/Rome", week_starts=1, fiscal_year_starts=4, holidays="IT")
    assert pages.sources["days"].options == {"as": "sales"}
    assert pages.rates is not None and pages.rates.quote == "quote"


def test_tables_are_read() -> None:
    pages = specification.pages()
    orders = pages.tables["orders"]
    assert (orders.source, orders.name, orders.known_from) == ("shop", "sales.orders", "loaded_at")
    assert orders.date == DateRule("ordered_at", stored_in="UTC")
    assert [(link.role, link.columns) for link in orders.links] == [
        ("customers", ("customer_id",)),
        ("stores", ("store_id",)),
    ]
    assert [(one.name, one.column, one.same_as) for one in orders.dimensions] == [
        ("channel", "channel", None),
        ("country", "ship_country", "customers.country"),
        ("weekday", None, None),
    ]
    assert pages.tables["order_lines"].date == DateRule("ordered_at", table="orders")
    assert pages.tables["subscriptions"].date == SpanRule(DateRule("started_on"), DateRule("ended_on"))
    assert pages.tables["baskets"].rolled_up_from == "order_lines"
    assert [one.name for one in pages.tables["baskets"].columns] == ["lines", "value", "started_at"]
    assert isinstance(orders.links[0], Link)


def test_metrics_are_read() -> None:
    pages = specification.pages()
    cohorts = pages.metrics["cohorts"].retention
    assert cohorts is not None
    assert (cohorts.unit, cohorts.first, cohorts.last) == (Grain.MONTH, 0, 12)
    assert cohorts.cohort == Side("orders", first=True)
    month_1 = pages.metrics["month_1_retention"].retention
    assert month_1 is not None and month_1.cohort == Side("customers", column="first_order_on")
    assert pages.metrics["survey_mood"].bounds == (Decimal(1), Decimal(5))
    assert pages.metrics["net_revenue"].label == "Net revenue"
    assert pages.metrics["mean_delay"].label == "Mean delay"


def test_kpis_are_read() -> None:
    pages = specification.pages()
    kpi = pages.kpis["on_time_delivery"]
    assert (kpi.red_line, kpi.grain, kpi.min_count) == (Decimal("0.90"), Grain.WEEK, 30)
    assert kpi.baseline is not None and kpi.baseline.period == "2025"
    assert kpi.benchmarks[0].value == Decimal("0.94")
    assert kpi.leads == {"customer_retention": "2 months"}
    result = pages.key_results["onboarding_fast"]
    assert (result.start, result.to, str(result.by)) == (Decimal(7), Decimal(1), "2026-09-30")
    assert [(line.kpi, line.weight) for line in pages.scorecards["company"].lines] == [
        ("on_time_delivery", Decimal(2)),
        ("revenue", Decimal(1)),
    ]


def test_written_and_loaded_again_it_is_the_same() -> None:
    pages = specification.pages()
    again = load_texts({"truenorth.yml": write(pages)})
    for name in ("sources", "tables", "metrics", "people", "teams", "objectives", "kpis", "key_results", "scorecards"):
        assert without_places(getattr(again, name)) == without_places(getattr(pages, name)), name
    for name in ("name", "calendar", "currency", "mission", "as_of", "rates"):
        assert without_places(getattr(again, name)) == without_places(getattr(pages, name)), name
    assert [one.code for one in again.findings] == [one.code for one in pages.findings]


def test_written_twice_the_text_is_the_same() -> None:
    pages = specification.pages()
    text = write(pages)
    assert write(load_texts({"truenorth.yml": text})) == text


def test_the_same_files_give_equal_definitions_with_equal_hashes() -> None:
    pages = specification.pages()
    again = load(PAGES)
    assert again == pages
    assert hash(again) == hash(pages)


@pytest.mark.parametrize(
    ("file", "path", "value"),
    [
        ("truenorth.yml", ("calendar", "week_starts"), "monday"),
        ("sales.yml", ("tables", "orders", "fresh_within"), "1 day"),
        ("kpis.yml", ("kpis", "on_time_delivery", "red_line"), "90 %"),
        ("targets.yml", ("kpis", "at_least", "targets", 0, "at_least"), "95 %"),
    ],
)
def test_an_edit_that_changes_nothing_leaves_every_character(
    file: str, path: tuple[str | int, ...], value: str
) -> None:
    text = page(file)
    assert edit(text, path, value) == text


def test_an_edit_changes_one_value_and_keeps_the_comments() -> None:
    text = page("kpis.yml")
    changed = edit(text, ("kpis", "on_time_delivery", "state"), "retired")
    assert changed == text.replace("    state: active          # draft", "    state: retired          # draft")
    assert changed != text

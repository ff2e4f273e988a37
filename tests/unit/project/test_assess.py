"""KPIs of a small shop, judged from rows to status, every number computed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from truenorth import Project, Refused
from truenorth.model.status import Status
from truenorth.project.assess import assess
from truenorth.project.segments import segment_filters

DEFINITIONS = """
version: 1
name: Shop
calendar: { time_zone: Europe/Rome }
sources: { shop: { files: data/*.csv } }
tables:
  orders:
    source: shop.orders
    one_row_per: id
    date: day
    complete_until: as_of
    dimensions: [region, store]
  costs: { source: shop.costs, date: day, fresh_within: 10 days, complete_until: as_of }
  late: { source: shop.costs, date: day, complete_until: as_of, late_data: { up_to: 40 days } }
  visits: { source: shop.visits, one_row_per: id, date: day, complete_until: as_of }
metrics:
  revenue: { formula: sum(orders.amount), unit: EUR, direction: higher }
  order_count: { formula: count(orders) }
  won_rate: { formula: sum(orders.won) / order_count, unit: percent }
  margin: { formula: revenue - sum(costs.amount), unit: EUR }
  late_costs: { formula: sum(late.amount), unit: EUR }
  conversion: { conversion: { from: visits, to: orders, same: customer, within: 40 days }, unit: percent }
  broken: { formula: sum(orders.amuont) }
kpis:
  yearly: { metric: revenue, targets: [{ from: 2026-01, total: 3650, over: year }] }
  north: { metric: revenue, segment: { region: north }, red_line: 20, targets: [{ from: 2026-01, at_least: 100 }] }
  store_2: { metric: order_count, segment: { store: 2 }, targets: [{ from: 2026-01, at_least: 1 }] }
  rate: { metric: won_rate, min_count: 3, targets: [{ from: 2026-01, at_least: 50 % }] }
  climb: { metric: revenue, targets: [{ from: 2026-01, reach: 1200, by: 2026-12 }] }
  shaped: { metric: revenue, targets: [{ from: 2026-01, total: 900, over: quarter, phasing: last_year_shape }] }
  first_shape: { metric: revenue, targets: [{ from: 2025-01, total: 900, over: year, phasing: last_year_shape }] }
  spread: { metric: margin, targets: [{ from: 2026-01, between: [0, 1000] }] }
  provisional: { metric: late_costs, targets: [{ from: 2026-01, at_most: 100 }] }
  converting: { metric: conversion, targets: [{ from: 2025-01, at_least: 100 % }] }
  wrong: { metric: broken, targets: [{ from: 2026-01, at_least: 1 }] }
  watched: { metric: revenue }
  drafted: { metric: revenue, state: draft }
"""

ORDERS = """id,day,amount,won,region,store,customer
0,2025-01-01,0,0,south,1,d
1,2025-01-10,100,1,north,1,a
2,2025-02-10,200,1,north,1,b
3,2025-03-10,300,0,south,2,c
4,2025-12-15,150,1,north,2,a
5,2026-01-05,400,1,north,1,b
6,2026-01-20,50,0,south,2,c
7,2026-02-03,60,1,north,2,a
"""
COSTS = "day,amount\n2025-01-01,5\n2026-01-02,80\n2026-02-01,10\n"
VISITS = "id,day,customer\n1,2025-11-20,a\n2,2025-12-20,b\n3,2025-12-21,c\n4,2026-01-20,z\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "data").mkdir()
    (folder / "truenorth.yml").write_text(DEFINITIONS, encoding="utf-8")
    for name, text in (("orders", ORDERS), ("costs", COSTS), ("visits", VISITS)):
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    with Project(folder) as project:
        yield project


def judged(shop: Project, key: str, as_of: str) -> Status:
    return assess(shop.asking, key, shop.as_of(as_of))


def said(status: Status) -> tuple[str | None, object, str | None, str | None, str]:
    """Period, value, target word, data word, headline."""
    words = [facet.word if facet else None for facet in (status.facets["target"], status.facets["data"])]
    return status.period_label, status.value, words[0], words[1], status.headline


def test_a_total_counts_the_days_covered(shop: Project) -> None:
    found = judged(shop, "yearly", "2026-02-09")  # 40 of 365 days are over
    assert said(found) == ("2026", 510, "ahead", "fresh", "on track")
    assert (found.target, found.expected_to_date, found.attainment) == (3650, 400, Decimal("1.275"))


def test_a_segment_is_judged_on_its_own_rows(shop: Project) -> None:
    found = judged(shop, "north", "2026-02-09")
    assert said(found) == ("2026-01", 400, "met", "fresh", "on track")
    assert (found.attainment, found.score, found.series[-3:]) == (Decimal("4.75"), 10, (None, 150, 400))


def test_a_segments_member_may_be_a_number(shop: Project) -> None:
    assert said(judged(shop, "store_2", "2026-02-09"))[:2] == ("2026-01", 1)


def test_too_few_to_judge(shop: Project) -> None:
    found = judged(shop, "rate", "2026-02-09")
    assert said(found) == ("2026-01", Decimal("0.5"), "met", "too few", "no data")
    assert str(found.note).startswith("2 answers, 3 needed")


def test_a_reach_starts_from_the_period_before(shop: Project) -> None:
    found = judged(shop, "climb", "2026-02-09")  # from December's 150 to 1,200: 31 of 365 days
    assert said(found) == ("2026-01", 450, "ahead", "fresh", "on track")
    assert found.target == Decimal("239.1780821917808219178082192")
    assert found.attainment == Decimal("0.2857142857142857142857142857")


def test_last_years_shape_comes_from_the_data(shop: Project) -> None:
    found = judged(shop, "shaped", "2026-02-09")  # last year by 9 February: 100 of 600
    assert (found.period_label, found.value, found.expected_to_date, found.note) == ("2026-Q1", 510, 150, None)


def test_without_a_complete_last_year_the_total_is_even_and_says_so(shop: Project) -> None:
    found = judged(shop, "first_shape", "2025-03-31")
    assert found.expected_to_date == Decimal("221.9178082191780821917808219")  # 90 of 365 days
    assert found.note == "spread evenly: 2024 is not complete"


def test_a_formula_takes_its_worst_table(shop: Project) -> None:
    assert said(judged(shop, "spread", "2026-02-09")) == ("2026-01", 370, "met", "fresh", "on track")
    late = judged(shop, "spread", "2026-02-15")
    assert (said(late)[3:], late.marks, late.note) == (("late", "on track"), ("late",), "data 14 days old")
    stale = judged(shop, "spread", "2026-02-25")
    assert (stale.headline, stale.last_headline, stale.note) == (
        "stale",
        "on track",
        "data 24 days old; last seen on track",
    )


def test_late_data_make_a_period_provisional(shop: Project) -> None:
    found = judged(shop, "provisional", "2026-02-09")
    assert (said(found)[3:], found.marks) == (("provisional", "on track"), ("provisional",))


def test_what_is_not_mature_is_skipped(shop: Project) -> None:
    assert said(judged(shop, "converting", "2026-02-09"))[:2] == ("2025-12", 1)  # both bought within 40 days
    assert said(judged(shop, "converting", "2026-02-08"))[0] == "2025-11"


def test_a_broken_metric_breaks_only_what_uses_it(shop: Project) -> None:
    found = judged(shop, "wrong", "2026-02-09")
    assert said(found) == (None, None, None, "broken", "no data")
    assert "amuont" in str(found.note)
    keys = [status.kpi for status in shop.status("2026-02-09")]
    assert "wrong" in keys and "watched" in keys and "drafted" not in keys


def test_silence_is_never_green(shop: Project) -> None:
    found = judged(shop, "watched", "2026-06-30")
    assert (found.headline, found.period_label, found.value) == ("no data", "2026-06", None)
    assert said(judged(shop, "watched", "2026-02-28")) == ("2026-02", 60, "no target", "fresh", "watched")


def test_before_any_row_there_is_nothing_to_judge(shop: Project) -> None:
    assert said(judged(shop, "north", "2024-06-30"))[2:] == (None, "no data", "no data")


def test_an_unknown_kpi_is_refused(shop: Project) -> None:
    with pytest.raises(Refused) as refused:
        judged(shop, "yaerly", "2026-02-09")
    assert (refused.value.finding.code, refused.value.finding.nearest) == ("UNKNOWN_KPI", ("yearly",))


def test_the_json_that_programs_rely_on(shop: Project) -> None:
    found = json.loads(shop.status_json("2026-02-09"), parse_float=Decimal)
    assert found["as_of"] == "2026-02-10T00:00:00+01:00"
    by_key = {kpi["kpi"]: kpi for kpi in found["kpis"]}
    assert by_key["yearly"] == {
        "kpi": "yearly",
        "metric": "revenue",
        "period": "2026",
        "value": 510,
        "unit": "EUR",
        "target": 3650,
        "expected_to_date": 400,
        "gap_to_pace": 110,
        "gap_to_target": -3140,
        "attainment": Decimal("1.275"),
        "score": 10,
        "facets": {"target": "ahead", "signal": "insufficient data", "outlook": "too early", "data": "fresh"},
        "headline": "on track",
        "rule": "on_track",
        "findings": [],
    }
    assert by_key["spread"]["target"] == [0, 1000]
    assert by_key["spread"]["expected_to_date"] is None
    assert by_key["wrong"]["value"] is None


def test_a_segment_as_a_filter() -> None:
    assert segment_filters({}) == (None,)
    texts = [each.text for each in segment_filters({"stores.region": "O'Hara", "paid": "true"}) if each]
    assert texts == ["stores.region = 'O''Hara' and paid = 'true'", "stores.region = 'O''Hara' and paid = true"]
    assert [each.text for each in segment_filters({"day": "2026-01-01"}) if each] == [
        "day = '2026-01-01'",
        "day = date '2026-01-01'",
    ]

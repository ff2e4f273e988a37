"""What must hold whatever the rows: Hypothesis makes them small and nasty, and the engine answers twice."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_questions import random_question
from random_worlds import random_world
from test_oracle import written
from worlds import Rows, duckdb_source, write_duckdb, write_project

import truenorth as tn
from effort import tries
from truenorth.definitions import definition_texts
from truenorth.errors import Refused
from truenorth.project import Project

COLUMNS = {
    "day": "date",
    "region": "text",
    "customer_id": "integer",
    "amount": "decimal(10,2)",
    "pieces": "integer",
    "weight": "float",
}
DEFINITIONS = """
tables:
  customers: { source: shop.trap.customers, one_row_per: customer_id, dimensions: [tier] }
  sales:
    source: shop.trap.sales
    date: day
    complete_until: as_of
    belongs_to: { customer_id: customers }
    dimensions: [region]
metrics:
  amount: { formula: sum(sales.amount) }
  pieces: { formula: sum(sales.pieces) }
  sale_count: { formula: count(sales) }
  known_amounts: { formula: count(sales.amount) }
  weight: { formula: sum(sales.weight) }
  customers_seen: { formula: count(distinct sales.customer_id) }
  average: { formula: avg(sales.amount) }
  price: { formula: amount / pieces }
  typical: { formula: median(sales.amount) }
  high: { formula: "percentile(sales.pieces, 90)" }
  spread: { formula: stddev(sales.pieces) }
  largest: { formula: max(sales.amount) }
  recent: { formula: sum(sales.amount), window: last 7 days }
  to_date: { formula: sum(sales.amount), to_date: month }
  before: { formula: "shift(amount, '1 period')" }
  eu_amount: { formula: sum(sales.amount), filter: sales.region = 'EU' }
  eu_before: { formula: "shift(eu_amount, '1 period')" }
"""
ADDITIVE = ["amount", "pieces", "sale_count", "known_amounts", "weight", "recent", "to_date", "before"]
EVERY = [*ADDITIVE, "customers_seen", "average", "price", "typical", "high", "spread", "largest"]
AS_OF = "2024-03-20"

days = st.dates(date(2024, 1, 1), date(2024, 3, 25))
regions = st.sampled_from(["EU", "US", "", " EU", "eu", None])
amounts = st.none() | st.decimals(Decimal("-99999.99"), Decimal("99999.99"), places=2)
weights = st.none() | st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))
sale = st.tuples(days, regions, st.sampled_from([1, 2, 3, 9, None]), amounts, st.none() | st.integers(0, 9), weights)
sales = st.lists(sale, min_size=1, max_size=14)
grains = st.sampled_from(["total", "day", "week", "month", "quarter"])
few = settings(max_examples=tries(10, 400), suppress_health_check=[HealthCheck.too_slow])

CUSTOMERS = Rows({"customer_id": "integer", "tier": "text"}, [(1, "gold"), (2, None), (3, "silver"), (4, "gold")])


@contextmanager
def project_of(rows: Sequence[tuple[Any, ...]], **options: Any) -> Any:
    """A project over these sales, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.duckdb"
        write_duckdb(path, "trap", {"sales": Rows(COLUMNS, rows), "customers": CUSTOMERS})
        with tn.Project(write_project(Path(folder), duckdb_source(path), DEFINITIONS), **options) as project:
            yield project


def ask(project: tn.Project, *metrics: str, **words: Any) -> dict[str, Any]:
    """An answer as of the day all tests share."""
    answer: dict[str, Any] = json.loads(project.query(*metrics, as_of=AS_OF, **words).to_json(), parse_float=Decimal)
    return answer


def cells(answer: Mapping[str, Any]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Value, state and reason of every metric by period and segment."""
    return {
        (row["period"], *row["segment"].values(), bool(row.get("total"))): {
            name: (cell["value"], cell["state"], cell["reason"], str(cell["compare"]))
            for name, cell in row["values"].items()
        }
        for row in answer["rows"]
    }


def close(one: Any, other: Any) -> bool:
    """Whether two numbers are equal, floats to nine digits."""
    if one is None or other is None:
        return one is other
    return abs(Decimal(one) - Decimal(other)) <= Decimal("1e-9") * max(Decimal(1), abs(Decimal(one)))


@few
@given(sales, grains, st.sampled_from([["region"], ["tier"], ["region", "tier"]]))
def test_groups_add_up_to_the_total(rows: list[tuple[Any, ...]], grain: str, by: list[str]) -> None:
    with project_of(rows) as project:
        words = {"grain": grain, "start": "2024-01-20", "end": "2024-03-15"}
        grouped, whole = ask(project, *ADDITIVE, by=by, totals=True, **words), ask(project, *ADDITIVE, **words)
    for plain in whole["rows"]:
        parts = [row for row in grouped["rows"] if row["period"] == plain["period"]]
        totals = [row for row in parts if row.get("total")]
        groups = [row for row in parts if not row.get("total")]
        assert len(totals) == 1
        for name in ADDITIVE:
            value = plain["values"][name]["value"]
            assert close(totals[0]["values"][name]["value"], value)
            if name in ("recent", "to_date", "before") and not groups:
                continue  # members are those seen in the asked periods
            known = [cell for row in groups if (cell := row["values"][name]["value"]) is not None]
            seen_in_periods = name not in ("recent", "to_date", "before")
            if seen_in_periods:
                assert close(sum(known) if known else None if value is None else 0, value), (name, parts)


@few
@given(sales, grains)
def test_the_order_of_rows_is_irrelevant(rows: list[tuple[Any, ...]], grain: str) -> None:
    words = {"grain": grain, "by": ["region"], "totals": True, "start": "2024-01-01", "end": "2024-03-20"}
    with project_of(rows) as project:
        one = cells(ask(project, *EVERY, **words))
    with project_of(list(reversed(rows))) as project:
        other = cells(ask(project, *EVERY, **words))
    assert one.keys() == other.keys()
    for key, values in one.items():
        for name, (value, state, reason, _) in values.items():
            found = other[key][name]
            assert found[1:3] == (state, reason)
            floating = name in ("weight", "spread", "high", "typical")
            assert close(value, found[0]) if floating else value == found[0], (key, name)


@few
@given(sales)
def test_filtering_then_shifting_is_shifting_then_filtering(rows: list[tuple[Any, ...]]) -> None:
    words = {"grain": "month", "start": "2024-02-01", "end": "2024-03-01"}
    with project_of([*rows, (date(2024, 1, 1), "EU", 1, Decimal(1), 1, 1.0)]) as project:
        filtered = ask(project, "eu_before", **words)
        asked = ask(project, "before", "amount", where="region = 'EU'", compare=["previous-period"], **words)
        split = ask(project, "before", by=["region"], **words)
    ((only,), (row,)) = filtered["rows"], asked["rows"]
    value = only["values"]["eu_before"]["value"]
    assert row["values"]["before"]["value"] == value
    assert row["values"]["amount"]["compare"]["previous-period"]["value"] == value
    shown = [one["values"]["before"]["value"] for one in split["rows"] if one["segment"]["region"] == "EU"]
    assert shown in ([], [value])


@few
@given(sales, st.integers(1, 60))
def test_two_neighbouring_ranges_add_up(rows: list[tuple[Any, ...]], length: int) -> None:
    edges = [date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=length), date(2024, 3, 15)]
    with project_of([*rows, (date(2024, 1, 1), "EU", 1, Decimal(1), 1, 1.0)]) as project:
        first, second, both = (
            ask(project, "amount", "sale_count", start=str(start), end=str(end))["rows"][0]["values"]
            for start, end in ((edges[0], edges[1]), (edges[1], edges[2]), (edges[0], edges[2]))
        )
    for name in ("amount", "sale_count"):
        values = [part[name]["value"] or 0 for part in (first, second)]
        assert sum(values) == (both[name]["value"] or 0)


@few
@given(sales, st.sampled_from(["month", "quarter", "total"]))
def test_asking_together_is_asking_alone(rows: list[tuple[Any, ...]], grain: str) -> None:
    words = {"grain": grain, "start": "2024-01-01", "end": "2024-03-20"}
    with project_of(rows) as project:
        together = cells(ask(project, *EVERY, **words))
        for name in EVERY:
            alone = cells(ask(project, name, **words))
            assert all(close(values[name][0], together[key][name][0]) for key, values in alone.items()), name


@settings(few, max_examples=tries(15, 500))
@given(st.integers(10_000, 99_999))
def test_every_shape_gives_what_direct_gives(seed: int) -> None:
    world, random = random_world(seed), Random(seed)
    questions = [random_question(random, world) for _ in range(6)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.duckdb"
        write_duckdb(path, "trap", world.tables)
        write_project(Path(folder), duckdb_source(path), written(world))
        with tn.Project(folder) as fast, tn.Project(folder, shapes="direct") as direct:
            for question in questions:
                words = {**question.arguments(), "as_of": str(world.as_of)}
                one, other = (json.loads(each.query(*question.metrics, **words).to_json()) for each in (fast, direct))
                assert differing(one["rows"], other["rows"]) == [], question


@settings(few, max_examples=tries(10, 300))
@given(st.integers(10_000, 99_999))
def test_what_was_read_says_the_same_at_every_other_time(seed: int) -> None:
    world, random = random_world(seed), Random(seed)
    questions = [random_question(random, world) for _ in range(4)]
    times = [world.as_of - timedelta(days=days) for days in (62, 31, 9, 0)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.duckdb"
        write_duckdb(path, "trap", world.tables)
        write_project(Path(folder), duckdb_source(path), written(world))
        files = definition_texts(Path(folder))
        with Project.of(files, Path(folder), Path(folder)) as settled, tn.Project(folder) as plain:
            for as_of in (*times, *times):  # the second time everything that can be is known
                for question in questions:
                    words = {**question.arguments(), "as_of": str(as_of)}
                    one, other = (told(each, question.metrics, words) for each in (settled, plain))
                    assert differing(one, other) == [], (question, as_of)


def told(project: Project, metrics: Sequence[str], words: Mapping[str, Any]) -> Any:
    """All that an answer says, its SQL too, or why there is none."""
    try:
        return json.loads(project.query(*metrics, **words).to_json())
    except Refused as refused:
        return refused.finding.message


def test_a_series_is_read_once_and_later_only_its_newest_period(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(date(2024, 1, 1) + timedelta(days=day), "EU", 1, Decimal(day), 1, 1.5) for day in range(90)]
    with project_of(rows) as plain:
        files = definition_texts(plain.folder)
        with Project.of(files, plain.folder, plain.folder) as project:
            engine = project.asking.connections.engine("duckdb")
            sent: list[str] = []
            run = engine.run

            def recorded(sql: str) -> tuple[tuple[object, ...], ...]:
                sent.append(sql)
                return run(sql)

            monkeypatch.setattr(engine, "run", recorded)
            whole = {"grain": "month", "start": "2024-01-01", "by": ["region"], "totals": True}

            def newly(*metrics: str, as_of: str, **words: Any) -> list[str]:
                before = len(sent)
                one, other = (told(each, metrics, {**words, "as_of": as_of}) for each in (project, plain))
                assert one == other
                return [sql for sql in sent[before:] if " by " in sql.partition("\n")[0]]

            assert len(newly("amount", **whole, end="2024-03-01", as_of="2024-02-29")) == 1
            assert newly("amount", **whole, end="2024-03-01", as_of="2024-02-29") == []
            value = {**whole, "start": "2024-02-01", "end": "2024-03-01", "grain": "total"}
            assert newly("amount", **value, as_of="2024-02-29") == []
            year = {**whole, "grain": "year", "end": "2025-01-01"}
            assert newly("amount", **year, as_of="2024-02-29") == []  # an open year is its months so far
            (newest,) = newly("amount", **whole, end="2024-04-01", as_of="2024-03-31")
            assert "2024-03-01" in newest
            assert "2024-01-01" not in newest
            assert len(newly("weight", **whole, end="2024-03-01", as_of="2024-02-29")) == 1
            assert len(newly("weight", **value, as_of="2024-02-29")) == 1  # floats are added in an order of their own


@few
@given(st.lists(st.tuples(days, st.just("EU"), st.integers(1, 3), amounts, st.none(), weights), min_size=1))
def test_the_newest_rows_are_the_same_found_by_date_first(rows: list[tuple[Any, ...]]) -> None:
    words = {"grain": "total", "rows": 5, "start": "2024-01-01", "end": "2024-03-20"}
    with project_of(rows) as project:
        (plain,), ranked = (
            ask(project, "sale_count", **words)["rows"],
            ask(project, "sale_count", by=["region"], **words),
        )
    shown = [row["values"]["sale_count"]["rows"] for row in ranked["rows"]]
    assert [plain["values"]["sale_count"]["rows"]] == (shown or [[]])


def differing(one: Any, other: Any) -> list[str]:
    """Where two answers differ, floats to nine digits."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            f"{key}: {problem}" for key in sorted({*one, *other}) for problem in differing(one.get(key), other.get(key))
        ]
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return [f"{len(one)} here, {len(other)} there"]
        return [problem for pair in zip(one, other, strict=True) for problem in differing(*pair)]
    if isinstance(one, float) and isinstance(other, float):
        return [] if abs(one - other) <= 1e-9 * max(1.0, abs(one)) else [f"{one} here, {other} there"]
    return [] if one == other else [f"{one} here, {other} there"]

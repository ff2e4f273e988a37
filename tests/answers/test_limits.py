"""What takes too long or too much is stopped and named: periods, queries, loads."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from truenorth.engines.stopping import stop_all
from truenorth.errors import Refused, SourceFailed
from truenorth.project import Project
from truenorth.sources import duck

HEAD = "version: 1\nname: P\n"
ENDLESS = "with recursive r(i) as (select 1 union all select i + 1 from r) select date('2024-01-01') as day, i from r"

LONG = "select date '2024-01-01' as day, sum(range % 7)::bigint as i from range(1000000000000)"


def project(folder: Path, source: str, sql: str = "", **words: object) -> Project:
    table = f'{{source: s, date: day, sql: "{sql}"}}' if sql else "{source: s.t, date: day}"
    (folder / "truenorth.yml").write_text(
        f"{HEAD}sources: {{s: {{{source}}}}}\ntables: {{t: {table}}}\nmetrics: {{total: {{formula: sum(t.i)}}}}\n",
        encoding="utf-8",
    )
    return Project(folder, **words)  # type: ignore[arg-type]


@pytest.fixture
def rows(tmp_path: Path) -> str:
    (tmp_path / "t.csv").write_text("day,i\n2024-01-05,1\n2024-02-06,2\n", encoding="utf-8")
    return "files: t.csv"


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_a_question_for_more_periods_than_anybody_reads_is_refused_at_once(
    tmp_path: Path, rows: str, grain: str
) -> None:
    with project(tmp_path, rows) as asked, pytest.raises(Refused) as caught:
        asked.query("total", start="0001-01-01", end="9999-12-31", grain=grain, as_of="9999-12-30")
    assert caught.value.finding.code == "TOO_MANY_PERIODS"
    assert f"of a {grain}" in caught.value.finding.message


@pytest.mark.parametrize("grain", ["quarter", "year", "total"])
def test_a_long_question_for_few_periods_is_answered(tmp_path: Path, rows: str, grain: str) -> None:
    with project(tmp_path, rows) as asked:
        found = asked.query("total", start="1500-01-01", end="2400-01-01", grain=grain, as_of="2400-01-01").rows
    assert sum(row["total"] for row in found if row["total"] is not None) == 3


def test_two_hundred_years_of_days_are_answered(tmp_path: Path, rows: str) -> None:
    with project(tmp_path, rows) as asked:
        found = asked.query("total", start="1900-01-01", end="2100-01-01", grain="day", as_of="2100-01-01").rows
    assert len(found) == 45_327, "as far as the rows reach"


def test_one_wrong_year_in_the_data_is_named(tmp_path: Path, rows: str) -> None:
    (tmp_path / "t.csv").write_text("day,i\n0002-01-05,1\n2024-02-06,2\n", encoding="utf-8")
    with project(tmp_path, rows) as asked, pytest.raises(Refused) as caught:
        asked.query("total", grain="day", as_of="2024-03-01")
    assert "From 0002-01-05" in caught.value.finding.message


@pytest.fixture
def databases(tmp_path: Path) -> Path:
    import duckdb

    with closing(sqlite3.connect(tmp_path / "s.sqlite")) as con, con:
        con.execute("create table one (i integer)")
    with duckdb.connect(str(tmp_path / "s.duckdb")) as made:
        made.execute("create table one (i integer)")
    return tmp_path


def test_an_endless_view_is_stopped_by_the_time_that_the_operator_gives(databases: Path) -> None:
    with (
        project(databases, "duckdb: s.duckdb", LONG, environment={"TRUENORTH_QUERY_SECONDS": "1"}) as asked,
        pytest.raises(SourceFailed) as caught,
    ):
        asked.query("total", as_of="2024-02-01")
    assert caught.value.finding.code == "QUERY_TIMED_OUT"
    assert "TRUENORTH_QUERY_SECONDS" in str(caught.value.finding.hint)


def test_a_query_over_its_memory_is_told(databases: Path) -> None:
    sql = "select date '2024-01-01' + (range % 3)::int as day, range as i, md5(range::text) as w from range(9000000)"
    table = f'{{source: s, date: day, dimensions: [w], sql: "{sql}"}}'
    (databases / "truenorth.yml").write_text(
        f"{HEAD}sources: {{s: {{duckdb: s.duckdb}}}}\ntables: {{t: {table}}}\n"
        "metrics: {total: {formula: count(distinct t.w)}}\n",
        encoding="utf-8",
    )
    with Project(databases, memory="60MB") as asked, pytest.raises(SourceFailed) as caught:
        asked.query("total", as_of="2024-02-01")
    assert caught.value.finding.code == "QUERY_OUT_OF_MEMORY"


def test_an_endless_load_is_stopped_by_its_time(databases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duck._LOADS, "_timeout", 0.5)
    with project(databases, "sqlite: s.sqlite", ENDLESS) as asked, pytest.raises(SourceFailed) as caught:
        asked.query("total", as_of="2024-02-01")
    assert caught.value.finding.code == "LOAD_TIMED_OUT"


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_what_computes_is_stopped_when_it_is_cancelled(databases: Path, kind: str) -> None:
    sql = ENDLESS if kind == "sqlite" else LONG
    over = threading.Event()

    def cancel() -> None:
        while not over.wait(0.1):
            stop_all()

    thread = threading.Thread(target=cancel)
    thread.start()
    began = time.monotonic()
    try:
        with project(databases, f"{kind}: s.{kind}", sql) as asked, pytest.raises(SourceFailed) as caught:
            asked.query("total", as_of="2024-02-01")
    finally:
        over.set()
        thread.join()
    assert caught.value.finding.code == "QUERY_CANCELLED"
    assert time.monotonic() - began < 60
    assert [path.name for path in (databases / ".truenorth").rglob(".loading*")] == []

"""How old is old where nothing was promised: the rows' own rhythm says it. And half a month is never a whole one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from worlds import Rows, duckdb_source, postgres_source, write_duckdb, write_postgres, write_project

import truenorth as tn
from truenorth.model.status import Status

DAY = timedelta(days=1)
LAST = date(2025, 9, 14)  # a Sunday
DEFINITIONS = """
calendar: { time_zone: America/New_York }
tables:
  daily: { source: shop.trap.daily, date: day }
  working: { source: shop.trap.working, date: day }
  weekly: { source: shop.trap.weekly, date: day }
  few: { source: shop.trap.few, date: day }
  stamped: { source: shop.trap.stamped, date: at }
  declared: { source: shop.trap.daily, date: day, fresh_within: 40 days }
  until_now: { source: shop.trap.daily, date: day, complete_until: as_of }
metrics:
  sold: { formula: sum(daily.amount), direction: higher }
  worked: { formula: sum(working.amount), direction: higher }
  weeks: { formula: sum(weekly.amount), direction: higher }
  rare: { formula: sum(few.amount), direction: higher }
  clocked: { formula: sum(stamped.amount), direction: higher }
  lasting: { formula: sum(declared.amount), direction: higher }
  open: { formula: sum(until_now.amount), direction: higher }
kpis:
  sold: { metric: sold, targets: [{ from: 2025-01, total: 900, over: month }] }
  level: { metric: sold, targets: [{ from: 2025-01, at_least: 1 }] }
  worked: { metric: worked, targets: [{ from: 2025-01, at_least: 1 }] }
  weeks: { metric: weeks, targets: [{ from: 2025-01, at_least: 1 }] }
  rare: { metric: rare, targets: [{ from: 2025-01, at_least: 1 }] }
  clocked: { metric: clocked, targets: [{ from: 2025-01, at_least: 1 }] }
  lasting: { metric: lasting, targets: [{ from: 2025-01, total: 900, over: month }] }
  open: { metric: open, targets: [{ from: 2025-01, total: 900, over: month }] }
"""


def rows(days: list[date]) -> Rows:
    return Rows({"day": "date", "amount": "integer"}, [(day, 40) for day in days])


def tables() -> dict[str, Rows]:
    every = [LAST - number * DAY for number in range(500)]
    stamps = [(datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC), 40) for day in every]
    return {
        "daily": rows(every),
        "working": rows([day for day in every if day.weekday() < 5]),
        "weekly": rows(every[::7]),
        "few": rows(every[::20][:9]),
        "stamped": Rows({"at": "instant", "amount": "integer"}, stamps),
    }


@pytest.fixture(params=["duckdb", "postgres"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> tn.Project:
    if request.param == "postgres":
        database = request.getfixturevalue("postgres_database")
        write_postgres(database.admin_url, "trap", tables())
        return tn.Project(write_project(tmp_path / "project", postgres_source(database.reader_url), DEFINITIONS))
    write_duckdb(tmp_path / "data.duckdb", "trap", tables())
    return tn.Project(write_project(tmp_path / "project", duckdb_source(tmp_path / "data.duckdb"), DEFINITIONS))


def test_the_rhythm_of_its_rows_says_when_a_table_is_late(project: tn.Project) -> None:
    words = {
        "level": {2: "fresh", 3: "late", 4: "late", 5: "stale"},  # every day: two days
        "clocked": {2: "fresh", 3: "late", 5: "stale"},
        "worked": {4: "fresh", 8: "late", 11: "stale"},  # Friday to Monday is three days: six, from the 12th
        "weeks": {14: "fresh", 15: "late", 29: "stale"},
        "rare": {31: "fresh", 32: "late"},  # nine days tell no rhythm: the current month's length
    }
    for key, told in words.items():
        found = {days: word(project, key, days) for days in told}
        assert found == told, key


def test_half_a_month_is_never_judged_as_a_whole_one(project: tn.Project) -> None:
    open_ = status(project, "sold", 2)
    assert (open_.period_label, open_.headline, open_.value) == ("2025-09", "on track", 560)
    for days in (16, 17, 28, 59):
        over = status(project, "sold", days)
        assert (over.headline, over.rule, over.last_headline) == ("stale", "stale", "on track"), days
        assert over.facets["data"] is not None
        assert over.facets["data"].rule == "data.rows_end"
        assert over.note is not None
        assert "rows end on 14 September 2025" in over.note
    assert status(project, "lasting", 15).headline == "on track"
    assert status(project, "lasting", 16).headline == "stale", "whatever was promised"
    assert status(project, "open", 16).headline == "missed", "a table that says it is complete is"


def word(project: tn.Project, key: str, days: int) -> str:
    facet = status(project, key, days).facets["data"]
    assert facet is not None
    return facet.word


def status(project: tn.Project, key: str, days: int) -> Status:
    """The KPI so many days after the end of the last row's day."""
    as_of = LAST + (days + 1) * DAY
    return next(each for each in project.status(f"{as_of - DAY}") if each.kpi == key)

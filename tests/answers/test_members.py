"""Members that no row has: told by `check`, by the answer and by the status, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from worlds import Rows, duckdb_source, postgres_source, write_duckdb, write_postgres, write_project

import truenorth as tn
from truenorth.errors import Finding

DAYS = [date(2024, 1, 5), date(2024, 1, 9), date(2024, 2, 2), date(2024, 2, 20)]
TABLES = {
    "calls": Rows(
        {"day": "date", "region": "text", "store": "integer", "status": "text", "customer": "integer", "n": "integer"},
        [
            (DAYS[0], "North", 1, "open", 1, 10),
            (DAYS[1], "North", 2, "open", 2, 20),
            (DAYS[2], "South", 2, "closed", 2, 30),
            (DAYS[3], None, 3, None, 7, 40),
        ],
    ),
    "customers": Rows({"id": "integer", "tier": "text"}, [(1, "gold"), (2, "basic"), (3, "silver")]),
    "others": Rows({"day": "date", "region": "text"}, [(DAYS[0], "East")]),
    "empty": Rows({"day": "date", "kind": "text"}, []),
}
DEFINITIONS = """
tables:
  calls:
    source: shop.trap.calls
    date: day
    complete_until: as_of
    belongs_to: { customer: customers }
    dimensions:
      - region
      - store
      - status
      - { name: size, formula: "case when calls.n < 25 then 'small' else 'large' end" }
  customers: { source: shop.trap.customers, one_row_per: id, dimensions: [tier] }
  empty: { source: shop.trap.empty, date: day, dimensions: [kind] }
  others:
    source: shop.trap.others
    date: day
    complete_until: as_of
    dimensions: [{ name: region, same_as: calls.region }]
  kept: { source: shop.trap.calls, date: day, filter: kept.status <> 'Closed' }
metrics:
  calls_made: { formula: count(calls), direction: lower }
  overdue: { formula: count(calls), filter: calls.status = 'overdue' }
  slip: { formula: sum(calls.n), filter: calls.status <> 'Closed' }
  either: { formula: count(calls), filter: "calls.region in ('North', 'Sout')" }
  tiers: { formula: count(calls), filter: customers.tier = 'silver' }
  of_case: { formula: "sum(case when calls.region = 'West' then calls.n end)" }
  of_store: { formula: count(calls), filter: calls.store = 9 }
  of_amount: { formula: count(calls), filter: calls.n = 9 }
  of_shape: { formula: count(calls), filter: size = 'smal' }
  half: { formula: overdue / calls_made }
  of_lower: { formula: count(calls), filter: lower(calls.region) = 'North' }
  of_empty: { formula: count(empty), filter: empty.kind = 'any' }
  of_kept: { formula: count(kept) }
  of_both: { formula: count(calls) + count(others) }
  right: { formula: count(calls), filter: "calls.region = 'North' and customers.tier <> 'gold'" }
kpis:
  north: { metric: calls_made, segment: { region: north }, targets: [{ from: 2024-01, at_most: 5 }] }
  real: { metric: calls_made, segment: { region: North }, targets: [{ from: 2024-01, at_most: 5 }] }
  both: { metric: calls_made, segment: { region: South, store: 1 }, targets: [{ from: 2024-01, at_most: 5 }] }
  store: { metric: calls_made, segment: { store: 4 }, targets: [{ from: 2024-01, at_most: 5 }] }
  silver: { metric: calls_made, segment: { tier: silver }, targets: [{ from: 2024-01, at_most: 5 }] }
  parts:
    metric: calls_made
    targets: [{ from: 2024-01, at_most: 5 }, { from: 2024-01, at_most: 2, for: { region: Sooth } }]
  beside: { metric: of_both, segment: { region: East }, targets: [{ from: 2024-01, at_most: 5 }] }
  late: { metric: overdue, targets: [{ from: 2024-01, at_most: 5 }] }
"""


@pytest.fixture(params=["duckdb", "postgres"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tn.Project]:
    """The calls on an engine, as of a day after all of them."""
    if request.param == "postgres":
        database = request.getfixturevalue("postgres_database")
        write_postgres(database.admin_url, "trap", TABLES)
        source = postgres_source(database.reader_url)
    else:
        write_duckdb(tmp_path / "data.duckdb", "trap", TABLES)
        source = duckdb_source(tmp_path / "data.duckdb")
    folder = write_project(tmp_path / "project", source, DEFINITIONS)
    head = folder / "truenorth.yml"
    head.write_text(head.read_text(encoding="utf-8") + "\nas_of: 2024-03-31\n", encoding="utf-8")
    with tn.Project(folder) as made:
        yield made


def told(findings: Iterator[Finding] | tuple[Finding, ...]) -> set[str]:
    """The sentences of the findings on members."""
    return {each.message for each in findings if each.code in ("UNKNOWN_MEMBER", "SEGMENT_EMPTY")}


def test_check_names_every_member_that_no_row_has(project: tn.Project) -> None:
    assert told(project.check()) == {
        "No row of calls has status = 'overdue'.",
        "No row of calls has status = 'Closed'; 'closed' has 1.",
        "No row of calls has region = 'Sout'; 'South' has 1.",
        "No row of calls has customers.tier = 'silver'.",
        "No row of calls has region = 'West'.",
        "No row of calls has store = 9.",
        "No row of calls has size = 'smal'; 'small' has 2.",
        "No row of calls has lower(region) = 'North'; 'north' has 2.",
        "No row of kept has status = 'Closed'; 'closed' has 1.",
        "No row of calls has region = 'north'; 'North' has 2.",
        "No row of calls has store = 4.",
        "No row of calls has region = 'Sooth'; 'South' has 1.",
        "No row of calls has region = 'South' and store = 1.",
    }


def test_each_stands_where_it_is_written(project: tn.Project) -> None:
    lines = (project.folder / "truenorth.yml").read_text(encoding="utf-8").splitlines()
    for finding in project.check():
        if finding.code in ("UNKNOWN_MEMBER", "SEGMENT_EMPTY"):
            assert finding.place.line is not None, finding
            written = finding.message.rstrip(".").partition(" = ")[2].partition(";")[0].partition(" and ")[0]
            assert written.strip("'") in lines[finding.place.line - 1], finding


def test_a_segment_that_never_had_a_row_is_no_data(project: tn.Project) -> None:
    statuses = {each.kpi: each for each in project.status()}
    for key in ("north", "both", "store", "silver"):
        found = statuses[key]
        assert (found.value, found.headline, found.score) == (None, "no data", None), key
        assert set(found.series) <= {None}, key
        assert "no row was ever in its segment" in (found.note or ""), key
    assert statuses["beside"].value == 0
    assert (statuses["real"].value, statuses["real"].headline) == (0, "on track")
    assert "'North' has 2" in (statuses["north"].note or "")
    facts = statuses["late"].facets["data"]
    assert facts is not None and "overdue" in str(facts.facts["findings"])


def test_the_answer_says_so(project: tn.Project) -> None:
    answer = project.query("overdue", "slip", "right").answer
    assert told(answer.findings) == {
        "No row of calls has status = 'overdue'.",
        "No row of calls has status = 'Closed'; 'closed' has 1.",
    }
    doubts = {key: measured.doubt for key, measured in answer.rows[0].values.items()}
    assert doubts == {"overdue": None, "slip": "unknown_member", "right": None}
    asked = project.query("calls_made", where="region = 'nord'").answer
    assert told(asked.findings) == {"No row of calls has region = 'nord'."}
    assert told(project.query("half").answer.findings) == {"No row of calls has status = 'overdue'."}


def test_of_an_empty_table_nothing_is_said(project: tn.Project) -> None:
    assert project.query("of_empty").answer.findings == ()


def test_before_a_member_had_rows_it_is_unknown(project: tn.Project) -> None:
    asked = project.query("calls_made", where="region = 'South'", as_of="2024-01-31").answer
    assert told(asked.findings) == {"No row of calls has region = 'South'."}


def test_one_query_for_each_column(project: tn.Project) -> None:
    words = ", ".join(f"'x{number}'" for number in range(30))
    asked = project.query("calls_made", where=f"region in ({words})").answer
    assert len(told(asked.findings)) == 30
    looked = [sql for sql in asked.queries if "'x1'" in sql]
    assert len(looked) == 1

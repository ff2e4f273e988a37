"""What loading found comes with the answer and the status, and makes a number doubtful where it may be off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from command_line import run
from truenorth import Project
from truenorth.model.answers import Answer

DEFINITIONS = """
version: 1
name: Loaded
as_of: 2024-02-29
sources: { f: { files: "data/*" } }
tables:
  ragged: { source: f.ragged, date: day, dimensions: [city] }
  errors: { source: f.errors, date: day, one_row_per: id }
  linked: { source: f.linked, date: day, belongs_to: { error: errors } }
  latin: { source: f.latin, date: day, dimensions: [city] }
  numbers: { source: f.numbers, date: day }
  spelled: { source: f.spelled, date: { column: day, written: d.m.yyyy } }
  undated: { source: f.undated, date: day }
  clean: { source: f.clean, date: day }
metrics:
  of_ragged: { formula: sum(ragged.amount) }
  of_errors: { formula: sum(errors.amount) }
  beside_errors: { formula: sum(errors.other) }
  of_linked: { formula: sum(case when errors.amount > 1 then 1 else 0 end) + count(linked) }
  through_link: { formula: count(linked), filter: errors.amount > 1 }
  of_latin: { formula: sum(latin.amount) }
  of_numbers: { formula: sum(numbers.x) }
  of_spelled: { formula: count(spelled) }
  of_undated: { formula: count(undated) }
  of_clean: { formula: sum(clean.amount) }
kpis:
  ragged: { metric: of_ragged, targets: [{ from: 2024-01, at_least: 1 }] }
  latin: { metric: of_latin, targets: [{ from: 2024-01, at_least: 1 }] }
  clean: { metric: of_clean, targets: [{ from: 2024-01, at_least: 1 }] }
"""
FILES = {
    "ragged.csv": b"day,city,amount\n2024-01-02,Rome,10\n2024-01-03,Oslo\n2024-02-03,Oslo,20\n2024-02-29,Oslo,1\n",
    "errors.csv": b"id,day,amount,other\n1,2024-01-02,5,1\n2,2024-01-03,#DIV/0!,1\n3,2024-01-04,6,1\n",
    "linked.csv": b"day,error\n2024-01-02,1\n2024-01-03,2\n",
    "latin.csv": "day,city,amount\n2024-01-02,München,10\n2024-02-03,Köln,20\n".encode("latin-1"),
    "spelled.csv": b"day,n\n02.01.2024,1\n03.01.2024,1\n30.02.2024,1\nnone so,1\n",
    "undated.csv": b"day,n\n2024-01-02,1\n,1\n,1\n",
    "clean.csv": b"day,amount\n2024-01-02,10\n2024-02-03,20\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project over files of which most have something that had to be left out."""
    path = tmp_path_factory.mktemp("loaded")
    (path / "data").mkdir()
    (path / "truenorth.yml").write_text(DEFINITIONS, encoding="utf-8")
    for name, data in FILES.items():
        (path / "data" / name).write_bytes(data)
    with duckdb.connect() as connection:
        rows = "SELECT DATE '2024-01-02' AS day, x FROM (VALUES (1.5::DOUBLE), ('nan'::DOUBLE), (2.5)) AS t(x)"
        connection.execute(f"COPY ({rows}) TO '{path / 'data' / 'numbers.parquet'}' (FORMAT parquet)")
    return path


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project(folder) as made:
        yield made


def codes(answer: Answer) -> set[str]:
    return {each.code for each in answer.findings}


@pytest.mark.parametrize(
    ("metric", "code", "doubtful"),
    [
        ("of_ragged", "ROW_RAGGED", True),
        ("of_errors", "SPREADSHEET_ERROR", True),
        ("through_link", "SPREADSHEET_ERROR", True),
        ("of_numbers", "NUMBER_NOT_FINITE", True),
        ("of_spelled", "WRITTEN_CELL", True),
        ("of_latin", "ENCODING_GUESSED", False),
        ("of_undated", "ROWS_UNDATED", False),
    ],
)
def test_the_answer_tells_it(project: Project, metric: str, code: str, doubtful: bool) -> None:
    answer = project.query(metric, grain="month").answer
    assert code in codes(answer)
    doubts = {row.values[metric].doubt for row in answer.rows if row.values[metric].cell.value is not None}
    assert doubts == ({"cells_not_read"} if doubtful else {None})


def test_what_concerns_another_column_is_left_out(project: Project) -> None:
    answer = project.query("beside_errors", "of_clean").answer
    assert codes(answer) == set()
    assert {measured.doubt for row in answer.rows for measured in row.values.values()} == {None}


def test_only_the_metric_concerned_is_doubtful(project: Project) -> None:
    answer = project.query("of_clean", "of_ragged").answer
    assert {key: each.doubt for key, each in answer.rows[0].values.items()} == {
        "of_clean": None,
        "of_ragged": "cells_not_read",
    }


def test_the_status_tells_it(project: Project) -> None:
    found = {each.kpi: each for each in project.status()}
    assert {key: each.headline for key, each in found.items()} == {
        "ragged": "doubtful",
        "latin": "on track",
        "clean": "on track",
    }
    told = json.loads(project.status_json())["kpis"]
    assert {each["kpi"]: [one["code"] for one in each["findings"]] for each in told} == {
        "ragged": ["ROW_RAGGED"],
        "latin": ["ENCODING_GUESSED"],
        "clean": [],
    }
    facet = found["ragged"].facets["data"]
    assert facet is not None and "ROW_RAGGED" in str(facet.facts["findings"])


def test_the_terminal_and_the_json_tell_it(folder: Path) -> None:
    drawn = run("query", "of_ragged", "--project", str(folder))
    assert "ROW_RAGGED" in drawn.stdout
    assert "could not be read as they stand" in drawn.stdout
    told = json.loads(run("query", "of_errors", "--project", str(folder), "--json").stdout)
    (found,) = told["findings"]
    assert (found["code"], found["file"], found["line"]) == ("SPREADSHEET_ERROR", "data/errors.csv", 3)
    assert "ROW_RAGGED" not in json.dumps(told)


def test_it_is_told_again_from_a_kept_extract(folder: Path) -> None:
    for _ in range(2):
        with Project(folder) as project:
            assert "SPREADSHEET_ERROR" in codes(project.query("of_errors").answer)
            assert "SPREADSHEET_ERROR" not in codes(project.query("beside_errors").answer)

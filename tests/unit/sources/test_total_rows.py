"""Rows that sum up others are told, and left out by `rows: without totals` or by a filter over their name."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import truenorth
from loaded_tables import Loaded, Project
from truenorth.sources import preview

D = Decimal
WITHOUT: dict[str, object] = {"rows": "without totals"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def told(loaded: Loaded) -> list[tuple[str, int | None]]:
    return [(f.code, f.place.line) for f in loaded.relation.findings if f.code == "TOTAL_ROWS"]


TOTALS: list[tuple[str, str, int, list[Any]]] = [  # the file, the line of its first total, what is left of x
    ("Total", "d,x\n2024-01-01,5\n2024-01-02,10\nTotal,15\n", 4, [5, 10]),
    ("Summe, behind a blank row", "d;x\n01.02.2024;5\n13.02.2024;10\n;\nSumme:;15\n", 5, [5, 10]),
    ("SUM, with decimals", "k,x\na,0.1\nb,0.2\nSUM,0.3\n", 4, [D("0.1"), D("0.2")]),
    ("Grand Total after subtotals", "k,x\na,1\nSubtotal,1\nb,2\nc,3\nSubtotal b,5\nGrand Total,6\n", 3, [1, 2, 3]),
    ("on top", "k,x\nTotal,15\na,5\nb,10\n", 2, [5, 10]),
    ("without a name", "k,x,y\na,5,1\nb,10,2\n,15,3\n", 4, [5, 10]),
    ("some columns only", "k,x,share\na,5,0.5\nb,10,0.25\nTotal,15,0.4\n", 4, [5, 10]),
    ("thousands", 'k,x\na,"1,000"\nb,"2,500"\nTotal,"3,500"\n', 4, [1000, 2500]),
    ("in the second column", "d,k,x\n2024-01-01,a,5\n2024-01-01,b,10\n,Totale,15\n", 4, [5, 10]),
]


@pytest.mark.parametrize(("what", "content", "line", "left"), TOTALS, ids=[case[0] for case in TOTALS])
def test_total_rows_are_told_and_can_be_left_out(
    project: Project, what: str, content: str, line: int, left: list[Any]
) -> None:
    assert told(project.load_text(content)) == [("TOTAL_ROWS", line)]
    loaded = project.load("data.csv", None, **WITHOUT)
    assert (loaded.column("x"), told(loaded)) == (left, [])
    seen = preview(project.source("data.csv", {**WITHOUT}), folder=project.folder, store=project.store)
    lost = [dropped.line for dropped in seen.dropped if dropped.what == "total row"]
    assert lost[0] == line
    assert seen.row_count + len(lost) == len(project.load("data.csv").rows)


OTHERS = [
    ("a name that only begins so", "k,x\na,5\nb,10\nSummer,15\n"),
    ("a total of other rows", "k,x\na,5\nb,10\nTotal,40\n"),
    ("a row without a name whose numbers are its own", "k,x\na,5\nb,10\n,16\n"),
    ("zeros", "k,x\na,0\nb,0\nTotal,0\n"),
    ("a store called Total", "k,x\na,5\nTotal,11\nb,15\n"),
]


@pytest.mark.parametrize(("what", "content"), OTHERS, ids=[case[0] for case in OTHERS])
def test_rows_that_sum_up_nothing_stay(project: Project, what: str, content: str) -> None:
    rows = project.load_text(content).rows
    assert told(project.load_text(content)) == []
    assert project.load("data.csv", None, **WITHOUT).rows == rows


def test_a_total_row_makes_its_column_of_dates_one_of_text_until_it_is_left_out(project: Project) -> None:
    assert project.load_text("d,x\n2024-01-01,5\n2024-01-02,10\nTotal,15\n").types["d"] == "text"
    assert project.load("data.csv", None, **WITHOUT).types["d"] == "date"


def test_totals_of_a_wide_table_are_left_out_before_it_is_made_long(project: Project) -> None:
    wide: dict[str, object] = {"unpivot": {"columns": "{year}", "value": "x"}}
    assert told(project.load_text("k,2023,2024\na,1,2\nb,3,4\nTotal,4,6\n", **wide)) == [("TOTAL_ROWS", 4)]
    assert sum(project.load("data.csv", None, **wide, **WITHOUT).column("x")) == 10


def test_totals_of_a_sheet(project: Project) -> None:
    workbook = openpyxl.Workbook()
    rows: list[list[Any]] = [["k", "x"], ["a", 0.1], ["b", 0.2], [None, None], ["Total", 0.1 + 0.2]]
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(project.folder / "book.xlsx")
    assert told(project.load("book.xlsx")) == [("TOTAL_ROWS", 5)]
    assert project.load("book.xlsx", None, **WITHOUT).column("x") == [D("0.1"), D("0.2")]


def test_rows_takes_a_number_or_without_totals(project: Project) -> None:
    project.write("data.csv", "k,x\na,1\nb,2\n")
    assert project.refusal("data.csv", rows="no totals").finding.code == "SOURCE_OPTION"
    assert project.load("data.csv", None, rows=1).column("x") == [1]


FILTERS = [
    ("apples.Tag <> 'Summe'", 19),
    ("apples.Tag not in ('Summe', 'Gesamt')", 19),
    ("apples.Tag not like 'Sum%'", 19),
    ("apples.Tag = '01.02.2024'", 5),
    ("apples.Tag is not null", 19),
    ("apples.Tag <> 'Summe' and apples.Tag >= date '2024-02-02'", 14),
]


@pytest.mark.parametrize("last", ["Summe;19\n", ""], ids=["with total", "without"])
@pytest.mark.parametrize(("formula", "value"), FILTERS)
def test_a_filter_compares_a_written_date_with_the_text_of_its_cell(
    tmp_path: Path, formula: str, value: int, last: str
) -> None:
    (tmp_path / "a.csv").write_text(f"Tag;Menge\n01.02.2024;5\n02.02.2024;10\n13.02.2024;4\n{last}")
    (tmp_path / "truenorth.yml").write_text(
        f"""version: 1
name: Stand
as_of: 2024-12-31
calendar: {{ time_zone: UTC }}
sources: {{ f: {{ files: a.csv }} }}
tables:
  apples:
    source: f.a
    date: {{ column: Tag, written: d.m.yyyy }}
    complete_until: as_of
    filter: "{formula}"
metrics:
  n: {{ formula: sum(apples.Menge) }}
"""
    )
    answer = truenorth.Project(tmp_path).query("n")
    assert answer.rows[0]["n"] == value

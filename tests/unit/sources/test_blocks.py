"""Several tables on one sheet are tables of their own; a table with blank columns or rows stays one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest

from loaded_tables import Loaded, Project
from truenorth.sources import table_names

Rows: TypeAlias = list[list[Any]]
CALLS: Rows = [["day", "call", "n"], *([f"2024-01-0{day}", f"c{day % 2}", day * 10] for day in range(1, 7))]
CITIES: Rows = [["call", "city"], ["c0", "Bari"], ["c1", "Rome"]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def save(project: Project, *blocks: tuple[str, Rows], merge: tuple[str, ...] = ()) -> None:
    """A workbook of one sheet with these rows at these addresses."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for address, rows in blocks:
        corner = sheet[address]
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                sheet.cell(corner.row + down, corner.column + right).value = value
    for cells in merge:
        sheet.merge_cells(cells)
    workbook.save(project.folder / "book.xlsx")


def names(project: Project) -> tuple[str, ...]:
    return table_names(project.source("book.xlsx", {}), folder=project.folder)


def columns(loaded: Loaded) -> list[str]:
    return list(loaded.types)


def test_tables_side_by_side_are_two(project: Project) -> None:
    save(project, ("A1", CALLS), ("F1", CITIES))
    assert names(project) == ("book", "book.2")
    calls, cities = project.load("book.xlsx"), project.load("book.xlsx", "book.2")
    assert (columns(calls), len(calls.rows)) == (["day", "call", "n"], 6)
    assert cities.rows == [{"call": "c0", "city": "Bari"}, {"call": "c1", "city": "Rome"}]
    [finding] = calls.relation.findings
    assert (finding.code, finding.level) == ("SHEET_BLOCKS", "warning")
    assert "another table beside or below this one in A1:C7: book.Sheet.2 in F1:G3" in finding.message
    assert [(f.code, f.level) for f in cities.relation.findings] == [("SHEET_BLOCKS", "note")]
    assert project.load("book.xlsx", "book.Sheet.2").rows == cities.rows


def test_a_table_that_a_sheet_has_not_is_refused_with_those_it_has(project: Project) -> None:
    save(project, ("A1", CALLS), ("F1", CITIES))
    refused = project.refusal("book.xlsx", "book.3").finding
    assert (refused.code, refused.nearest) == ("TABLE_MISSING", ("book.Sheet", "book.Sheet.2"))
    save(project, ("A1", CALLS))
    assert project.refusal("book.xlsx", "book.2").finding.nearest == ("book.Sheet",)


TWO: list[tuple[str, list[tuple[str, Rows]], list[int]]] = [  # rows of each table
    ("one blank column", [("A1", CALLS), ("E1", CITIES)], [6, 2]),
    ("the second is longer", [("A1", CITIES), ("E1", CALLS)], [2, 6]),
    ("the second begins lower", [("A1", CALLS), ("F5", CITIES)], [6, 2]),
    ("the same header again", [("A1", CALLS), ("F1", CALLS)], [6, 6]),
    ("one below the other", [("A1", CALLS), ("A10", [["city", "n"], ["Rome", 1], ["Bari", 2]])], [6, 2]),
    ("the same header below", [("A1", CALLS), ("A10", CALLS)], [6, 6]),
    ("below, of words alone", [("A1", CALLS), ("A10", [["call", "city", "land"], ["c0", "Bari", "IT"]])], [6, 1]),
    ("below, with a title", [("A1", CALLS), ("A9", [["Cities"], ["city", "n"], ["Rome", 1], ["Bari", 2]])], [6, 2]),
    ("below, title apart", [("A1", CALLS), ("A9", [["Cities"], [], ["city", "n"], ["Rome", 1], ["Bari", 2]])], [6, 2]),
]


@pytest.mark.parametrize(("what", "blocks", "rows"), TWO, ids=[case[0] for case in TWO])
def test_blocks_of_other_height_or_header_are_tables(
    project: Project, what: str, blocks: list[tuple[str, Rows]], rows: list[int]
) -> None:
    save(project, *blocks)
    assert names(project) == ("book", "book.2")
    loaded = [project.load("book.xlsx", name) for name in ("book", "book.2")]
    assert sorted(len(one.rows) for one in loaded) == sorted(rows)
    assert "SHEET_BLOCKS" in loaded[0].codes
    for one in loaded:
        if "n" in one.types:
            assert one.types["n"] == "integer"


def spaced(rows: Rows, column: int) -> Rows:
    return [[*row[:column], None, *row[column:]] for row in rows]


ONE: list[tuple[str, list[tuple[str, Rows]], int]] = [
    ("a blank column inside", [("A1", spaced(CALLS, 2))], 6),
    ("blank rows between groups", [("A1", [*CALLS[:3], [], *CALLS[3:5], [], *CALLS[5:]])], 6),
    ("a title above", [("A1", [["Calls of January"], [], *CALLS])], 6),
    ("a title above a blank column", [("C1", [["Calls"]]), ("A2", spaced(CALLS, 2))], 6),
    ("remarks beside some rows", [("A1", CALLS), ("E1", [["remark"], [None], ["late"], [None], [None], ["early"]])], 6),
    ("a total below", [("A1", [*CALLS, [], [None, "Total", 210]])], 7),
    ("a note below", [("A1", [*CALLS, [], ["Source: own count"]])], 6),
    ("what a report says of itself", [("A1", [["Report", "Calls"], ["From", "2024-01-01"]]), ("A4", CALLS)], 6),
]


@pytest.mark.parametrize(("what", "blocks", "rows"), ONE, ids=[case[0] for case in ONE])
def test_a_table_with_blank_columns_or_rows_stays_one(
    project: Project, what: str, blocks: list[tuple[str, Rows]], rows: int
) -> None:
    save(project, *blocks)
    loaded = project.load("book.xlsx")
    assert ([*columns(loaded)][:3], len(loaded.rows)) == (["day", "call", "n"], rows)
    if what != "what a report says of itself":
        assert names(project) == ("book",)


def test_what_belongs_to_another_block_does_not_reach_this_one(project: Project) -> None:
    formula: Rows = [["call", "city"], ["c0", "=A1"], ["c1", None]]
    save(project, ("A1", CALLS), ("F1", formula), merge=("G2:G3",))
    calls, cities = project.load("book.xlsx"), project.load("book.xlsx", "book.2")
    assert (calls.codes, calls.relation.unusable) == (["SHEET_BLOCKS"], {})
    assert list(cities.relation.unusable) == ["city"]


def test_three_tables_of_a_sheet(project: Project) -> None:
    save(project, ("A1", CALLS), ("F1", CITIES), ("F5", [["land", "n"], ["IT", 3]]))
    assert names(project) == ("book", "book.2", "book.3")
    assert project.load("book.xlsx", "book.3").rows == [{"land": "IT", "n": 3}]

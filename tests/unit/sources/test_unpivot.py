"""Wide columns to long rows by a pattern of their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaded_tables import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def rows(project: Project, text: str, unpivot: object, **options: object) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in project.load_text(text, unpivot=unpivot, **options).rows]


def test_years(project: Project) -> None:
    text = "shop,2016,2017,note\nA,1,2,x\nB,3,,y\n"
    assert rows(project, text, "{year}") == [("A", "x", 2016, 1), ("A", "x", 2017, 2), ("B", "y", 2016, 3)]
    assert list(project.load_text(text, unpivot={"columns": "{year}", "value": "sold"}).types) == [
        "shop",
        "note",
        "year",
        "sold",
    ]


def test_quarters_and_measures(project: Project) -> None:
    text = 'shop,2012-Q4 Vol.,2012-Q4 CPT (£),2013-Q1 Vol.,2013-Q1 CPT (£)\nA,"1,000",£0.50,20,£1.25\nB,,,7,\n'
    loaded = project.load_text(text, unpivot="{quarter} {*}")
    assert loaded.types == {"shop": "text", "quarter": "text", "Vol.": "integer", "CPT (£)": "decimal(2)"}
    assert [tuple(map(str, row.values())) for row in loaded.rows] == [
        ("A", "2012-Q4", "1000", "0.50"),
        ("A", "2013-Q1", "20", "1.25"),
        ("B", "2013-Q1", "7", "None"),
    ]
    [lost] = project.preview("data.csv", unpivot="{quarter} {*}").dropped
    assert (lost.what, lost.why) == ("empty cells", "1 of 4 rows of the long table would hold no value")


@pytest.mark.parametrize(
    ("names", "pattern", "column", "values"),
    [
        ("Jan,Feb,Dec", "{month}", "month", ["Jan", "Feb", "Dec"]),
        ("January,2013-02,Mar-14", "{month}", "month", ["January", "2013-02", "Mar-14"]),
        ("Q1,Q2 2013,2013Q3", "{quarter}", "quarter", ["Q1", "Q2 2013", "2013Q3"]),
        ("2009-10,2010/11,FY12", "{year}", "year", ["2009-10", "2010/11", "FY12"]),
        ("2024-01-01,02/01/2024,3.1.24", "{day}", "day", ["2024-01-01", "02/01/2024", "3.1.24"]),
        ("2024-W01,W2,2024-W52", "{week}", "week", ["2024-W01", "W2", "2024-W52"]),
        ("sold in Rome,sold in Bari,sold in Pisa", "sold in {city}", "city", ["Rome", "Bari", "Pisa"]),
    ],
)
def test_what_names_a_part(project: Project, names: str, pattern: str, column: str, values: list[str]) -> None:
    loaded = project.load_text(f"Mayor,month_end,{names}\nx,y,1,2,3\n", unpivot=pattern)
    assert list(loaded.types) == ["Mayor", "month_end", column, "value"]
    assert loaded.column(column) == values
    assert loaded.column("value") == [1, 2, 3]


def test_two_parts_and_footnote_marks(project: Project) -> None:
    text = "k,EU 2016,EU 2017 *,US 2016\nx,1,2,3\n"
    assert rows(project, text, "{region} {year}") == [("x", "EU", 2016, 1), ("x", "EU", 2017, 2), ("x", "US", 2016, 3)]


def test_missing_words_leave_no_row_if_the_source_calls_them_null(project: Project) -> None:
    text = "k,2016,2017\nx,1,NA\n"
    assert rows(project, text, "{year}") == [("x", 2016, 1), ("x", 2017, None)]
    assert rows(project, text, "{year}", null_values=("NA",)) == [("x", 2016, 1)]


@pytest.mark.parametrize(
    ("header", "unpivot", "code"),
    [
        ("a,b,c", "{year}", "UNPIVOT_NOTHING"),
        ("a,2016,2016 *", "{year}", "UNPIVOT_TWICE"),
        ("year,2016,2017", "{year}", "UNPIVOT_NAME"),
        ("a,2016,2017", {"columns": "{year}", "value": "A"}, "UNPIVOT_NAME"),
        ("a,2016,2017", "{*}", "UNPIVOT_PATTERN"),
        ("a,2016 x,2017 x", "{year} {*} {*}", "UNPIVOT_PATTERN"),
    ],
)
def test_refused(project: Project, header: str, unpivot: object, code: str) -> None:
    project.write("data.csv", f"{header}\nx,1,2\n")
    assert project.refusal("data.csv", unpivot=unpivot).finding.code == code

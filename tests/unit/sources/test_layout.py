"""Title rows, header rows and footnotes told from the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaded_tables import Project
from truenorth.sources.footnotes import find_footnotes
from truenorth.sources.layout import Merge, find_layout, header_names
from truenorth.sources.parse import Row


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def sheet(*rows: str) -> list[Row]:
    """Rows of cells parted by bars, a dot for an empty cell."""
    return [
        Row(n, tuple(None if cell.strip() == "." else cell.strip() for cell in row.split("|")))
        for n, row in enumerate(rows, start=1)
    ]


def names(*rows: str, merges: tuple[Merge, ...] = ()) -> tuple[str, ...]:
    layout = find_layout(sheet(*rows), merges)
    return header_names(layout.header, layout.width, merges)


def test_a_plain_header() -> None:
    assert names("a|b|c", "1|2|3") == ("a", "b", "c")


def test_titles_and_blank_rows_stand_above() -> None:
    rows = sheet("Sales of June|.|.", ".|.|.", "shop|sold|cost", "A|1|2", "B|3|4")
    layout = find_layout(rows)
    assert [row.line for row in layout.titles] == [1]
    assert [row.line for row in layout.header] == [3]
    assert layout.body == 3


def test_a_first_row_of_data_without_numbers_is_no_header() -> None:
    assert names("name|score", "Bob|.", "Al|5", "Eve|7") == ("name", "score")
    assert names("name|score", "Bob|absent", "Al|5", "Eve|7") == ("name", "score")


def test_all_text_has_one_header_row() -> None:
    assert names("carrier|name", "9E|Endeavor", "AA|American") == ("carrier", "name")


def test_an_index_without_name_stays_without() -> None:
    assert names(".|name|score", "0|Bob|5", "1|Al|7") == ("", "name", "score")


def test_open_cells_of_an_upper_row_belong_to_the_left() -> None:
    rows = (
        "Name|North|.|South|.|Total",
        ".|sold|cost|sold|cost|.",
        "A|1|2|3|4|10",
        "B|1|2|3|4|10",
        "C|1|2|3|4|10",
    )
    assert names(*rows) == ("Name", "North / sold", "North / cost", "South / sold", "South / cost", "Total")


def test_years_above_names_that_repeat() -> None:
    rows = (".|2016|.|2017|.", "shop|Q1|Q2|Q1|Q2", "A|1|2|3|4", "B|5|6|7|8", "C|5|6|7|8")
    assert names(*rows) == ("shop", "2016 / Q1", "2016 / Q2", "2017 / Q1", "2017 / Q2")


def test_merged_cells_say_how_far_a_heading_reaches() -> None:
    rows = ("shop|sold|.|note", ".|2016|2017|.", "A|1|2|x", "B|3|4|y")
    merges = (Merge(1, 0, 2, 0), Merge(1, 1, 1, 2), Merge(1, 3, 2, 3))
    assert names(*rows, merges=merges) == ("shop", "sold / 2016", "sold / 2017", "note")


def test_a_title_merged_across_the_table_is_no_heading() -> None:
    rows = ("Sales|.|.", "a|b|c", "1|2|3", "4|5|6")
    layout = find_layout(sheet(*rows), (Merge(1, 0, 1, 2),))
    assert ([r.line for r in layout.titles], [r.line for r in layout.header]) == ([1], [2])


def test_equal_levels_are_named_once_and_white_space_is_single() -> None:
    assert header_names(sheet("a  b|x\ny", "a b|z"), 2) == ("a b", "x y / z")


def test_header_says_how_many_rows(project: Project) -> None:
    text = "Team,Sales,Sales\n,north,south\nA,x,y\n"
    assert list(project.load_text(text, header="2").types) == ["Team", "Sales / north", "Sales / south"]
    with_title = "My report\n\na,b\n1,2\n"
    assert list(project.load_text(with_title, skip_rows="2", header="1").types) == ["a", "b"]


def test_columns_name_a_file_without_header(project: Project) -> None:
    loaded = project.load_text("Mary,F,7065\nAnna,F,2604\n", columns=("name", "sex", "births"))
    assert loaded.types == {"name": "text", "sex": "text", "births": "integer"}
    assert len(loaded.rows) == 2
    again = project.load_text("n,s,b\nMary,F,7065\n", columns=("name", "sex", "births"), header="1")
    assert [tuple(row.values()) for row in again.rows] == [("Mary", "F", 7065)]


def test_header_0_leaves_the_columns_without_names(project: Project) -> None:
    loaded = project.load_text("1,x\n2,y\n", header="0")
    assert loaded.rows == [{"column_1": 1, "column_2": "x"}, {"column_1": 2, "column_2": "y"}]
    assert loaded.codes == ["COLUMN_UNNAMED"]


def test_a_first_row_of_values_is_refused(project: Project) -> None:
    project.write("data.csv", "1,2\n3,4\n")
    finding = project.refusal("data.csv").finding
    assert (finding.code, finding.place.line) == ("HEADER_MISSING", 1)
    assert "columns: […]" in (finding.hint or "")


def test_a_header_that_may_be_a_row_is_told(project: Project) -> None:
    [finding] = project.load_text("Mary,F,7065\nAnna,F,2604\n").relation.findings
    assert (finding.code, finding.place.line) == ("HEADER_DOUBTFUL", 1)
    assert "7065 looks like a value" in finding.message
    assert project.load_text("Mary,F,7065\nAnna,F,2604\n", header="1").relation.findings == ()
    assert project.load_text("country,1985,1986\nIT,1,2\n").relation.findings == ()


def test_a_row_of_values_after_names_is_no_header_missing(project: Project) -> None:
    assert list(project.load_text("country,1985,1986\nIT,1,2\n").types) == ["country", "1985", "1986"]


def test_footnotes_after_a_blank_row_or_by_their_look() -> None:
    table = ["a|1|x", "b|2|y"]
    assert [r.line for r in find_footnotes(sheet(*table, ".|.|.", "Revised in June|.|."), 3)] == [4]
    assert [r.line for r in find_footnotes(sheet(*table, "* provisional|.|.", "1 see page 3|.|."), 3)] == [3, 4]
    assert find_footnotes(sheet(*table, "Total|.|."), 3) == ()
    assert find_footnotes(sheet(*table, "c|.|."), 3) == ()
    assert find_footnotes(sheet("a|1", ".|.", "b|."), 2) == ()  # a name without its number
    assert find_footnotes(sheet("a", ".", "Source: b"), 1) == ()


def test_ragged_rows_are_kept_as_far_as_they_go(project: Project) -> None:
    loaded = project.load_text("a,b,c\n1,2,3,4\n5\n6,7,8,\n9,10,11\n")
    assert [tuple(row.values()) for row in loaded.rows] == [(1, 2, 3), (5, None, None), (6, 7, 8), (9, 10, 11)]
    longer, shorter = loaded.relation.findings
    assert (longer.code, longer.place.line) == ("ROW_RAGGED", 2)
    assert "1 row(s) of data.csv have more cells than the header; the surplus is left out (lines 2)" in longer.message
    assert (shorter.code, shorter.place.line) == ("ROW_RAGGED", 3)


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("id,Amount,x,amount\n1,2,3,4\n", ["id", "Amount", "x", "amount_2"]),
        ("id,a,a,a\n1,2,3,4\n", ["id", "a", "a_2", "a_3"]),
        ("id,a,a,a_2\n1,2,3,4\n", ["id", "a", "a_3", "a_2"]),
        ("id,id,a\n1,2,3\n", ["id", "id_2", "a"]),
        ("x,x\n1,2\n", ["x", "x_2"]),
    ],
)
def test_a_second_column_of_a_name_is_numbered(project: Project, content: str, names: list[str]) -> None:
    loaded = project.load_text(content)
    assert list(loaded.types) == names
    assert list(loaded.rows[0].values()) == [int(cell) for cell in content.splitlines()[1].split(",")]
    [finding] = loaded.relation.findings
    assert (finding.code, finding.level, finding.place.line) == ("COLUMN_TWICE", "warning", 1)


def test_columns_without_name_keep_their_cells(project: Project) -> None:
    loaded = project.load_text("id,,x,\n1,a,2,\n2,b,3,\n")
    assert loaded.types == {"id": "integer", "column_2": "text", "x": "integer"}
    assert loaded.codes == ["COLUMN_UNNAMED"]
    seen = project.preview("data.csv")
    assert [(d.what, d.why) for d in seen.dropped] == [("blank columns", "1 without name and text")]


def test_blank_rows_are_dropped_and_counted(project: Project) -> None:
    loaded = project.load_text("a,b\n1,2\n,\n\n3,4\n , \n")
    assert loaded.column("a") == [1, 3]
    assert [d.why for d in project.preview("data.csv").dropped] == ["3 without any text"]


def test_an_empty_file_is_refused(project: Project) -> None:
    project.write("data.csv", "")
    assert project.refusal("data.csv").finding.code == "SOURCE_EMPTY"


def test_a_header_without_rows_is_an_empty_table(project: Project) -> None:
    loaded = project.load_text("a,b\n")
    assert (loaded.types, loaded.rows) == ({"a": "null", "b": "null"}, [])

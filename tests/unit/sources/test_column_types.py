"""What a column of a file becomes: types, nulls, and the remarks where a guess would be needed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaded_tables import Loaded, Project
from truenorth.model.tables import DateRule, Table


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def one_column(project: Project, *cells: str, **options: object) -> Loaded:
    """A file with a key and these cells, each quoted as given."""
    return project.load_text("k,x\n" + "".join(f"r{n}z,{cell}\n" for n, cell in enumerate(cells)), **options)


D = Decimal

CASES: list[tuple[str, list[str], str, list[Any]]] = [
    ("whole numbers", ["1", "-20", "300"], "integer", [1, -20, 300]),
    ("decimals at the file's own scale", ["1.5", "2", "0.125"], "decimal(3)", [D("1.500"), D("2.000"), D("0.125")]),
    ("a trailing zero counts", ["21289.0", "0.0"], "decimal(1)", [D("21289.0"), D("0.0")]),
    ("scientific notation", ["6.72e-05", "1.5"], "float", [6.72e-05, 1.5]),
    ("thousands", ['"1,234"', '"12,345,678"', "5"], "integer", [1234, 12345678, 5]),
    ("thousands and decimals", ['"1,234.50"', "7"], "decimal(2)", [D("1234.50"), D("7.00")]),
    ("lakh and crore", ['"1,23,456"', '"12,34,567.5"'], "decimal(1)", [D("123456.0"), D("1234567.5")]),
    ("spaces between thousands", ["1 414", "-1 352", "- 1", " 7"], "integer", [1414, -1352, -1, 7]),
    ("no-break spaces between thousands", ["1\u00a0414", "2\u202f000"], "integer", [1414, 2000]),
    ("Swiss thousands", ["1'234.50", "2'000.00"], "decimal(2)", [D("1234.50"), D("2000.00")]),
    ("decimal commas", ['"12,5"', '"1,25"'], "decimal(2)", [D("12.50"), D("1.25")]),
    ("decimal commas show in three digits too", ['"0,125"', '"1,500"'], "decimal(3)", [D("0.125"), D("1.500")]),
    ("points between thousands", ['"1.234,56"', '"7,5"'], "decimal(2)", [D("1234.56"), D("7.50")]),
    ("points between thousands, no decimals", ["1.234.567", "2.000.000"], "integer", [1234567, 2000000]),
    ("pounds", ["£512.20", '"-£45,550.00"'], "decimal(2)", [D("512.20"), D("-45550.00")]),
    ("pounds before the sign", ["£-5", "£7"], "integer", [-5, 7]),
    ("euros behind", ['"12,50 €"', '"3,00 €"'], "decimal(2)", [D("12.50"), D("3.00")]),
    ("currency codes", ["USD 5.25", "USD 7"], "decimal(2)", [D("5.25"), D("7.00")]),
    ("brackets are negative", ['"(1,234.5)"', "2"], "decimal(1)", [D("-1234.5"), D("2.0")]),
    ("the minus of typesetters", ["−5", "3"], "integer", [-5, 3]),
    ("percent becomes a fraction", ["12.5%", "100%"], "decimal(3)", [D("0.125"), D("1.000")]),
    ("a bare zero among percents", ["12%", "0"], "decimal(2)", [D("0.12"), D("0.00")]),
    ("18 digits stay narrow, 20 are wide", ["12345678901234567890.5"], "decimal(1)", [D("12345678901234567890.5")]),
    ("more than 38 digits", ["1234567890123456789012345678901234567890.5"], "float", [1.2345678901234568e39]),
    ("words for missing among numbers", ["5", "NA", "n/a", "N/A", "-", "..", ""], "integer", [5] + [None] * 6),
    ("blanks among numbers", ["5", "   ", '""'], "integer", [5, None, None]),
    ("Namibia stays", ["NA", "GB", ""], "text", ["NA", "GB", None]),
    ("only words for missing", ["NA", "NA"], "text", ["NA", "NA"]),
    ("yes and no stay text", ["Yes", "No"], "text", ["Yes", "No"]),
    ("true and false", ["true", "False", "TRUE", ""], "boolean", [True, False, True, None]),
    ("true, false and NA", ["true", "NA"], "text", ["true", "NA"]),
    ("an empty cell and a quoted empty text", ["", '""', "b"], "text", [None, "", "b"]),
    ("blanks inside a text column are kept", ["a ", " b", " "], "text", ["a ", " b", " "]),
    ("leading zeros", ["007", "123"], "text", ["007", "123"]),
    ("negative leading zeros", ["-05", "12"], "text", ["-05", "12"]),
    ("zero alone is a number", ["0", "10"], "integer", [0, 10]),
    ("long codes", ["4111111111111111", "1"], "text", ["4111111111111111", "1"]),
    ("telephone numbers", ["+441632960961", "+441632960962"], "text", ["+441632960961", "+441632960962"]),
    ("versions", ["1.2.3", "1.10.0"], "text", ["1.2.3", "1.10.0"]),
    ("no infinity, no NaN", ["inf", "NaN"], "text", ["inf", "NaN"]),
    ("a number beyond floats", ["1e400", "2e1"], "text", ["1e400", "2e1"]),
    ("ISO dates", ["2024-02-29", "2023-01-01"], "date", [dt.date(2024, 2, 29), dt.date(2023, 1, 1)]),
    ("dates and NA", ["2024-02-29", "NA", ""], "date", [dt.date(2024, 2, 29), None, None]),
    ("year first, slashed", ["2012/9/6", "2012/12/31"], "date", [dt.date(2012, 9, 6), dt.date(2012, 12, 31)]),
    ("year first, dotted", ["2012.09.06", "2012.12.31"], "date", [dt.date(2012, 9, 6), dt.date(2012, 12, 31)]),
    ("open ends", ["9999-12-31"], "date", [dt.date(9999, 12, 31)]),
    ("no such day", ["2023-02-30", "2023-01-01"], "text", ["2023-02-30", "2023-01-01"]),
    ("day first", ["14/07/2017", "01/02/2017"], "date", [dt.date(2017, 7, 14), dt.date(2017, 2, 1)]),
    ("month first", ["7/14/2017", "1/2/2017"], "date", [dt.date(2017, 7, 14), dt.date(2017, 1, 2)]),
    ("either first", ["1/2/2017", "3/4/2017"], "text", ["1/2/2017", "3/4/2017"]),
    ("both first", ["14/7/2017", "7/14/2017"], "text", ["14/7/2017", "7/14/2017"]),
    ("years of two digits", ["14/07/17", "31/12/17"], "text", ["14/07/17", "31/12/17"]),
    ("the month's name", ["28th November 2014", "1 May 2015"], "date", [dt.date(2014, 11, 28), dt.date(2015, 5, 1)]),
    (
        "the month's name first",
        ['"Nov 28, 2014"', '"May 1, 2015"'],
        "date",
        [dt.date(2014, 11, 28), dt.date(2015, 5, 1)],
    ),
    ("bare years", ["2013", "2014"], "integer", [2013, 2014]),
    ("year and month", ["2013-04", "2013-05"], "text", ["2013-04", "2013-05"]),
    ("year and quarter", ["2013-Q2", "2013-Q3"], "text", ["2013-Q2", "2013-Q3"]),
    ("month and year", ["Oct-14", "Nov-14"], "text", ["Oct-14", "Nov-14"]),
    ("compact dates are numbers", ["20240131"], "integer", [20240131]),
    ("times", ["11:38:36", "9:05"], "time", [dt.time(11, 38, 36), dt.time(9, 5)]),
    ("hours beyond the clock", ["36:10", "1:00"], "text", ["36:10", "1:00"]),
]


@pytest.mark.parametrize(("what", "cells", "type_", "values"), CASES, ids=[case[0] for case in CASES])
def test_a_column_becomes(project: Project, what: str, cells: list[str], type_: str, values: list[Any]) -> None:
    loaded = one_column(project, *cells)
    assert (loaded.types["x"], loaded.column("x")) == (type_, values)


def test_timestamps_and_instants(project: Project) -> None:
    loaded = project.load_text(
        "local,utc,offset,comma\n"
        "2024-03-31T23:30:00,2024-03-31T23:30:00Z,2024-03-31 23:30:00+0200,2012/09/26 12:00\n"
        '2024-03-31 23:30,2024-03-31 23:30 UTC,2024-03-31T23:30:15.5-05:30,"2012/09/26 12:00:01,5"\n'
    )
    assert loaded.types == {"local": "timestamp", "utc": "instant", "offset": "instant", "comma": "timestamp"}
    utc = dt.UTC
    assert loaded.column("local") == [dt.datetime(2024, 3, 31, 23, 30)] * 2
    assert loaded.column("utc") == [dt.datetime(2024, 3, 31, 23, 30, tzinfo=utc)] * 2
    assert loaded.column("offset") == [
        dt.datetime(2024, 3, 31, 21, 30, tzinfo=utc),
        dt.datetime(2024, 4, 1, 5, 0, 15, 500000, tzinfo=utc),
    ]
    assert loaded.column("comma") == [dt.datetime(2012, 9, 26, 12), dt.datetime(2012, 9, 26, 12, 0, 1, 500000)]


def test_dates_beside_timestamps_are_timestamps(project: Project) -> None:
    loaded = one_column(project, "2024-03-31", "2024-03-31 08:00:00")
    assert loaded.types["x"] == "timestamp"
    assert loaded.column("x") == [dt.datetime(2024, 3, 31), dt.datetime(2024, 3, 31, 8)]


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        (["£5", "$6"], "MIXED_CURRENCIES", "$, £"),
        (["12%", "3"], "MIXED_PERCENTAGES", "percent sign"),
        (["1.5", '"2,5"'], "AMBIGUOUS_NUMBERS", "decimal comma"),
        (["1/2/2017", "3/4/2017"], "DATE_AMBIGUOUS", "cannot be told apart"),
        (["14/7/2017", "7/14/2017"], "DATE_AMBIGUOUS", "some dates begin with the day"),
        (["2024-01-01T00:00:00Z", "2024-01-01T00:00:00"], "MIXED_ZONES", "zone"),
        (["2023-02-30", "2023-01-01"], "CELL_IMPOSSIBLE", "'2023-02-30'"),
    ],
)
def test_what_would_be_a_guess_stays_text_with_a_finding(
    project: Project, cells: list[str], code: str, words: str
) -> None:
    loaded = one_column(project, *cells)
    assert loaded.types["x"] == "text"
    [finding] = loaded.relation.findings
    assert finding.code == code
    assert words in finding.message
    assert "x" in finding.message
    assert (finding.place.file, finding.place.line) == ("data.csv", 2)


def test_nearly_a_number_names_the_cells_and_the_remedy(project: Project) -> None:
    cells = [str(n) for n in range(20)]
    loaded = one_column(project, *cells, "NReq", "NA")
    assert loaded.types["x"] == "text"
    [finding] = loaded.relation.findings
    assert (finding.code, finding.place.line) == ("COLUMN_MIXED", 22)
    assert finding.message == "Column x is text: 1 cell of 21 are not numbers: 'NReq'."
    assert finding.hint == "if they mean missing: `null_values: ['NReq', 'NA']`"
    mended = one_column(project, *cells, "NReq", "NA", null_values=("NReq", "NA"))
    assert mended.types["x"] == "integer"
    assert mended.column("x")[-2:] == [None, None]


def test_null_values_replace_the_usual_words_everywhere(project: Project) -> None:
    loaded = project.load_text("a,b,c\n1,x,NA\n..,none,5\n-,NA,none\n", null_values=("none", "-"))
    assert loaded.types == {"a": "text", "b": "text", "c": "text"}
    assert loaded.column("a") == ["1", "..", None]
    assert loaded.column("b") == ["x", None, "NA"]
    assert loaded.column("c") == ["NA", "5", None]


def test_an_empty_list_of_null_values_leaves_only_empty_cells(project: Project) -> None:
    loaded = one_column(project, "5", "NA", "", null_values=())
    assert (loaded.types["x"], loaded.column("x")) == ("text", ["5", "NA", None])


def test_spreadsheet_errors_among_numbers_are_missing_with_a_finding(project: Project) -> None:
    loaded = one_column(project, "5", "#REF!", "#DIV/0!")
    assert loaded.column("x") == [5, None, None]
    [finding] = loaded.relation.findings
    assert (finding.code, finding.place.line) == ("SPREADSHEET_ERROR", 3)
    assert "2 cells" in finding.message


def test_the_order_of_a_date_is_told(project: Project) -> None:
    [finding] = one_column(project, "14/07/2017").relation.findings
    assert (finding.code, finding.level) == ("DATE_ORDER", "note")
    assert finding.message == "Column x was read as dates written day, month, year."


@pytest.mark.parametrize(
    ("mark", "type_", "values"),
    [(",", "decimal(3)", [D("1.234"), D("2.500")]), (".", "integer", [1234, 2500])],
)
def test_decimal_says_how_marks_are_read(project: Project, mark: str, type_: str, values: list[Any]) -> None:
    loaded = one_column(project, '"1,234"', '"2,500"', decimal=mark)
    assert (loaded.types["x"], loaded.column("x")) == (type_, values)


def test_three_digits_behind_a_comma_are_no_guess_in_a_file_with_semicolons(project: Project) -> None:
    loaded = project.load_text("k;x\na;1,234\nb;2,500\n")
    assert loaded.types["x"] == "text"
    assert loaded.codes == ["AMBIGUOUS_NUMBERS"]
    assert loaded.relation.findings[0].hint == 'say `decimal: ","` or `decimal: "."` in the source'


def test_another_columns_decimal_comma_makes_three_digits_doubtful(project: Project) -> None:
    loaded = project.load_text('k,x,y\na,"1,234","1,5"\nb,"2,500","2,25"\n')
    assert (loaded.types["x"], loaded.types["y"]) == ("text", "decimal(2)")
    assert loaded.codes == ["AMBIGUOUS_NUMBERS"]


def test_another_columns_decimal_point_settles_it(project: Project) -> None:
    loaded = project.load_text("k;x;y\na;1,234;1.5\nb;2,500;2.25\n")
    assert (loaded.types["x"], loaded.column("x")) == ("integer", [1234, 2500])


@pytest.mark.parametrize("cells", [("", ""), ('""', '""'), ("  ", ""), ('""', "")])
def test_a_column_without_cells_is_of_no_type_yet(project: Project, cells: tuple[str, str]) -> None:
    loaded = project.load_text(f"a,b\n1,{cells[0]}\n2,{cells[1]}\n")
    assert (loaded.types["b"], loaded.column("b"), loaded.codes) == ("null", [None, None], [])


def test_a_column_of_nothing_but_spreadsheet_errors_is_empty_and_told(project: Project) -> None:
    loaded = one_column(project, "#REF!", "")
    assert (loaded.types["x"], loaded.column("x"), loaded.codes) == ("null", [None, None], ["SPREADSHEET_ERROR"])


def test_a_column_that_one_of_several_files_fills_is_typed_by_it(project: Project) -> None:
    project.write("q1.csv", "day,refund\n2026-01-05,\n")
    project.write("q2.csv", "day,refund\n2026-04-05,2.50\n")
    loaded = project.load("q*.csv", **{"as": "quarters"})
    assert (loaded.types["refund"], loaded.column("refund")) == ("decimal(2)", [None, D("2.50")])


POINTED: list[tuple[str, str, str]] = [  # files that may come from where numbers have decimal commas
    ("semicolons", "d;x\n2024-01-01;1.234\n2024-01-02;2.000\n", "text"),
    ("days first, with points", "d,x\n01.02.2024,1.234\n02.02.2024,-2.000\n", "text"),
    ("days first, short years", "d,x\n31.12.23,1.234\n01.01.24,2.000\n", "text"),
    ("days first, with slashes", "d\tx\n31/12/2023\t1.234\n01/01/2024\t2.000\n", "text"),
    ("months named in German", "d,x\n1. März 2024,1.234\n2. Mai 2024,2.000\n", "text"),
    ("a cell proves the point", "d;x\n2024-01-01;1.234\n2024-01-02;0.500\n", "decimal(3)"),
    ("another column proves the point", "d;x;y\n2024-01-01;1.234;1.5\n2024-01-02;2.000;2.25\n", "decimal(3)"),
    ("an English file", "d,x\n2024-01-31,1.234\n2024-02-01,2.000\n", "decimal(3)"),
    ("months first", "d,x\n12/31/2023,1.234\n01/01/2024,2.000\n", "decimal(3)"),
    ("months named in English", "d,x\n1 Jun 2024,1.234\n2 May 2024,2.000\n", "decimal(3)"),
]


@pytest.mark.parametrize(("what", "content", "type_"), POINTED, ids=[case[0] for case in POINTED])
def test_three_digits_behind_a_point_are_asked_where_the_file_may_not_be_english(
    project: Project, what: str, content: str, type_: str
) -> None:
    loaded = project.load_text(content)
    assert loaded.types["x"] == type_
    assert ("AMBIGUOUS_NUMBERS" in loaded.codes) == (type_ == "text")
    if type_ == "text":
        assert project.load_text(content, decimal=",").types["x"] == "integer"
        assert project.load_text(content, decimal=".").types["x"] == "decimal(3)"


def test_a_spelling_with_the_day_first_makes_three_digits_behind_a_point_doubtful(project: Project) -> None:
    project.write("data.csv", "d,x\n01/02/2024,1.234\n02/02/2024,2.000\n")
    table = Table("t", source="sheets", date=DateRule("d", written="d/m/yyyy"))
    assert "AMBIGUOUS_NUMBERS" in project.load_table(table, "data.csv", {}).codes
    table = Table("t", source="sheets", date=DateRule("d", written="m/d/yyyy"))
    assert "AMBIGUOUS_NUMBERS" not in project.load_table(table, "data.csv", {}).codes


AT = dt.datetime
RECOGNISED: list[tuple[str, list[str], str, list[Any]]] = [
    ("12 hours", ["6/1/2026 9:22 AM", "6/13/2026 12:05 PM"], "timestamp",
     [AT(2026, 6, 1, 9, 22), AT(2026, 6, 13, 12, 5)]),
    ("midnight", ["6/13/2026 12:05 a.m."], "timestamp", [AT(2026, 6, 13, 0, 5)]),
    ("a comma", ["13/6/2026, 1:05:07\u202fpm", "1/6/2026, 1:05:07\u202fam"], "timestamp",
     [AT(2026, 6, 13, 13, 5, 7), AT(2026, 6, 1, 1, 5, 7)]),
    ("day first, with a clock", ["13.6.2026 09:05"], "timestamp", [AT(2026, 6, 13, 9, 5)]),
    ("an issue tracker's", ["09/Oct/25 1:42 PM", "10/Oct/25 12:00 AM"], "timestamp",
     [AT(2025, 10, 9, 13, 42), AT(2025, 10, 10)]),
    ("a spreadsheet's", ["1-Oct-25", "12-Nov-24"], "date", [dt.date(2025, 10, 1), dt.date(2024, 11, 12)]),
    ("named, with a clock", ["Jan 5, 2024 10:30", "March 3, 2024 9:05 PM"], "timestamp",
     [AT(2024, 1, 5, 10, 30), AT(2024, 3, 3, 21, 5)]),
    ("year first, 12 hours", ["2024-01-31 1:05 PM"], "timestamp", [AT(2024, 1, 31, 13, 5)]),
    ("without marks", ["20240131T103000", "20240131T103001"], "timestamp",
     [AT(2024, 1, 31, 10, 30), AT(2024, 1, 31, 10, 30, 1)]),
    ("without marks, offset", ["20240131T103000Z", "20240131T103000+0200"], "instant",
     [AT(2024, 1, 31, 10, 30, tzinfo=dt.UTC), AT(2024, 1, 31, 8, 30, tzinfo=dt.UTC)]),
    ("an offset", ["2024-01-31T10:30:00+02:00"], "instant", [AT(2024, 1, 31, 8, 30, tzinfo=dt.UTC)]),
    ("clocks of 12 hours", ["9:22 AM", "12:01 PM"], "time", [dt.time(9, 22), dt.time(12, 1)]),
    ("lengths beyond a day", ["26:15:00", "1:00:30"], "decimal(6)", [D(94500), D("3630")]),
    ("long lengths", ["125:00:00.5", "1:00:30"], "decimal(6)", [D("450000.5"), D("3630")]),
    ("clocks below a day", ["9:22:00", "8:00:01"], "time", [dt.time(9, 22), dt.time(8, 0, 1)]),
    ("hours and minutes, or minutes and seconds", ["26:15", "1:00"], "text", ["26:15", "1:00"]),
    ("no such day", ["31/2/2024 1:00 PM", "30/1/2024 1:00 PM"], "text", ["31/2/2024 1:00 PM", "30/1/2024 1:00 PM"]),
    ("no such hour", ["30/1/2024 13:00 PM"], "text", ["30/1/2024 13:00 PM"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "cells", "type_", "values"), RECOGNISED, ids=[case[0] for case in RECOGNISED])
def test_spellings_of_moments_that_are_certain(
    project: Project, what: str, cells: list[str], type_: str, values: list[Any]
) -> None:
    loaded = one_column(project, *(f'"{cell}"' for cell in cells))
    assert (loaded.types["x"], loaded.column("x")) == (type_, values)


def test_an_ambiguous_date_with_a_12_hour_clock_is_asked_with_its_clock(project: Project) -> None:
    [finding] = one_column(project, "6/1/2026 9:22 AM", "6/2/2026 1:05 PM").relation.findings
    assert finding.code == "DATE_AMBIGUOUS"
    assert "`written: m/d/yyyy h:mm am/pm` (1 June 2026)" in (finding.hint or "")


@pytest.mark.parametrize("spelling", ["m/d/yyyy h:mm am/pm", "m/d/yyyy"])
def test_the_spelling_of_a_day_reads_the_clock_behind_it(project: Project, spelling: str) -> None:
    project.write("data.csv", "k,x\n1,6/1/2026 9:22 AM\n2,6/2/2026 1:05 PM\n")
    table = Table("t", source="sheets", date=DateRule("x", written=spelling))
    assert project.load_table(table, "data.csv", {}).column("x") == [AT(2026, 6, 1, 9, 22), AT(2026, 6, 2, 13, 5)]

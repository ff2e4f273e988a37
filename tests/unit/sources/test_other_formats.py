"""Workbooks, JSON, Parquet and SQLite: their values, their types, and what they cannot give."""

from __future__ import annotations

import datetime as dt
import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loaded_tables import Project
from truenorth.errors import Refused
from truenorth.sources import table_names

D = Decimal


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def write_workbook(project: Project, name: str, sheets: dict[str, list[list[Any]]], merge: str = "") -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    book.save(project.folder / name)


def test_workbook_cells_have_their_types(project: Project) -> None:
    cells: dict[str, tuple[Any, Any, str, Any]] = {  # what two cells hold, the column's type, its first value
        "n": (1, 2.0, "integer", 1),
        "d": (1.5, 0.1, "decimal(1)", D("1.5")),
        "date": (dt.date(2024, 1, 31), dt.date(2024, 2, 1), "date", dt.date(2024, 1, 31)),
        "moment": (
            dt.datetime(2024, 1, 31, 8, 30),
            dt.datetime(2024, 2, 1),
            "timestamp",
            dt.datetime(2024, 1, 31, 8, 30),
        ),
        "yes": (True, False, "boolean", True),
        "time": (dt.time(9, 5), dt.time(23, 59, 30), "time", dt.time(9, 5)),
        "text": ("x", "y", "text", "x"),
        "code": ("007", "010", "text", "007"),
        "spent": (dt.timedelta(hours=30), dt.timedelta(minutes=1), "decimal(6)", D("108000")),
        "mixed": (1, "a", "text", "1"),
    }
    rows: list[list[Any]] = [list(cells), *([pair[row] for pair in cells.values()] for row in (0, 1))]
    write_workbook(project, "book.xlsx", {"Sheet1": rows})
    loaded = project.load("book.xlsx", "book")
    assert loaded.types == {name: type_ for name, (_, _, type_, _) in cells.items()}
    assert loaded.rows[0] == {name: value for name, (*_, value) in cells.items()}
    why = {column.name: column.why for column in project.preview("book.xlsx").columns}
    assert why["spent"] == "durations of a spreadsheet, in seconds"


def test_small_and_large_numbers_of_a_workbook(project: Project) -> None:
    write_workbook(project, "book.xlsx", {"S": [["k", "x"], ["a", 1e-7], ["b", 123456789.25], ["c", -0.1]]})
    loaded = project.load("book.xlsx")
    assert loaded.types["x"] == "decimal(7)"
    assert loaded.column("x") == [D("0.0000001"), D("123456789.25"), D("-0.1")]


def test_three_decimals_in_a_workbook_are_no_thousands(project: Project) -> None:
    write_workbook(project, "book.xlsx", {"S": [["k", "x"], ["a", 1.234], ["b", 5.678]]})
    assert project.load("book.xlsx").column("x") == [D("1.234"), D("5.678")]


def test_sheets_are_tables(project: Project) -> None:
    write_workbook(project, "book.xlsx", {"North": [["a"], [1]], "South 2": [["a"], [2]]})
    assert table_names(project.source("book.xlsx", {}), folder=project.folder) == ("book.North", "book.South 2")
    assert project.load("book.xlsx", "book.South 2").column("a") == [2]
    assert project.load("book.xlsx", "book", sheet="North").column("a") == [1]
    missing = project.refusal("book.xlsx", "book", sheet="Nort").finding
    assert (missing.code, missing.nearest) == ("SHEET_MISSING", ("North",))
    needed = project.refusal("book.xlsx", "all", **{"as": "all"}).finding
    assert needed.code == "SHEET_NEEDED"
    assert project.load("book.xlsx", "all", **{"as": "all", "sheet": "North"}).column("a") == [1]


def test_cells_merged_downwards_hold_for_all_their_rows(project: Project) -> None:
    rows: list[list[Any]] = [["area", "year", "n"], ["North", 2015, 1], [None, 2016, 2], ["South", 2015, 3]]
    write_workbook(project, "book.xlsx", {"S": rows}, merge="A2:A3")
    loaded = project.load("book.xlsx")
    assert loaded.column("area") == ["North", "North", "South"]
    assert [(f.code, f.level, f.place.line) for f in loaded.relation.findings] == [("CELLS_MERGED", "note", 2)]


def test_an_open_document_sheet(project: Project) -> None:
    def cell(kind: str, text: str, **attributes: str) -> str:
        values = "".join(f' office:{name}="{value}"' for name, value in attributes.items())
        return f'<table:table-cell office:value-type="{kind}"{values}><text:p>{text}</text:p></table:table-cell>'

    head = cell("string", "day") + cell("string", "sold") + cell("string", "share")
    row = cell("date", "31 Jan 24", **{"date-value": "2024-01-31"}) + cell("float", "12,50", value="12.5")
    row += cell("percentage", "25 %", value="0.25")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sales"><table:table-row>{head}</table:table-row><table:table-row>{row}'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(project.folder / "book.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    loaded = project.load("book.ods")
    assert loaded.types == {"day": "date", "sold": "decimal(1)", "share": "decimal(2)"}
    assert list(loaded.rows[0].values()) == [dt.date(2024, 1, 31), D("12.5"), D("0.25")]


def test_a_formula_with_an_error_is_missing_and_told(project: Project) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["k", "x"])
    sheet.append(["a", 5])
    sheet.append(["b", "#DIV/0!"])
    sheet["B3"].data_type = "e"
    book.save(project.folder / "book.xlsx")
    loaded = project.load("book.xlsx")
    assert loaded.column("x") == [5, None]
    [finding] = loaded.relation.findings
    assert (finding.code, finding.place.line) == ("SPREADSHEET_ERROR", 3)
    assert "the first in B3" in finding.message


def test_json_lines(project: Project) -> None:
    lines = [
        '{"day": "2024-01-31", "sold": 12.50, "shop": {"city": "Rome", "code": "007"}, "open": true, "tags": ["a"]}',
        '{"day": "2024-02-01", "sold": 7, "shop": {"city": null}, "extra": ""}',
    ]
    project.write("sales.jsonl", "\n".join(lines) + "\n\n")
    loaded = project.load("sales.jsonl")
    assert loaded.types == {
        "day": "date",
        "sold": "decimal(2)",
        "shop.city": "text",
        "shop.code": "text",
        "open": "boolean",
        "tags": "text",
        "extra": "null",
    }
    assert list(loaded.rows[0].values()) == [dt.date(2024, 1, 31), D("12.50"), "Rome", "007", True, '["a"]', None]
    assert list(loaded.rows[1].values()) == [dt.date(2024, 2, 1), D("7.00"), None, None, None, None, None]


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1, "b": 0.1}, {"a": 2, "b": 0.25}]',
        '{"rows": [{"a": 1, "b": 0.1}, {"a": 2, "b": 0.25}], "count": 2}',
        '\n{"a": 1, "b": 0.1}\n{"a": 2, "b": 0.25}\n',
        '{"a": 1, "b": 0.1}\n{"a": 2, "b": 0.25}\n',
    ],
    ids=["array", "an array inside", "lines after a blank", "lines"],
)
def test_json_documents(project: Project, text: str) -> None:
    project.write("data.json", text)
    loaded = project.load("data.json")
    assert (loaded.types, loaded.column("b")) == ({"a": "integer", "b": "decimal(2)"}, [D("0.10"), D("0.25")])


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.jsonl", '{"a": 1}\n{"a": \n', 2),
        ("a.jsonl", '{"a": 1}\n[1, 2]\n', 2),
        ("a.json", '{"a": 1', 1),
        ("a.json", "[1, 2]", 1),
        ("a.json", '{"a": 1}', None),
        ("a.json", "[" * 100_000, 1),
    ],
)
def test_broken_json_is_refused_at_its_line(project: Project, name: str, text: str, line: int | None) -> None:
    project.write(name, text)
    finding = project.refusal(name).finding
    assert (finding.code, finding.place.line) == ("SOURCE_UNREADABLE", line)


def test_parquet_keeps_its_types(project: Project) -> None:
    table = pa.table(
        {
            "i": pa.array([1, None], pa.int32()),
            "u": pa.array([2**63, 1], pa.uint64()),
            "d": pa.array([D("1.50"), None], pa.decimal128(10, 2)),
            "f": pa.array([0.5, float("nan")], pa.float64()),
            "t": pa.array(["NA", ""], pa.string()),
            "b": pa.array([True, None]),
            "day": pa.array([dt.date(2024, 1, 31), None]),
            "at": pa.array([dt.datetime(2024, 1, 31, 8), None], pa.timestamp("ns")),
            "instant": pa.array([dt.datetime(2024, 1, 31, 8, tzinfo=dt.UTC), None], pa.timestamp("us", "UTC")),
            "list": pa.array([[1], None]),
            "raw": pa.array([b"x", None]),
        }
    )
    pq.write_table(table, project.folder / "data.parquet")
    loaded = project.load("data.parquet")
    assert loaded.types == {
        "i": "integer",
        "u": "integer",
        "d": "decimal(2)",
        "f": "float",
        "t": "text",
        "b": "boolean",
        "day": "date",
        "at": "timestamp",
        "instant": "instant",
    }
    first = loaded.rows[0]
    assert (first["i"], first["u"], first["d"], first["f"]) == (1, 2**63, D("1.50"), 0.5)
    assert (first["t"], first["at"]) == ("NA", dt.datetime(2024, 1, 31, 8))
    assert first["instant"] == dt.datetime(2024, 1, 31, 8, tzinfo=dt.UTC)
    assert loaded.rows[1]["f"] is None
    assert sorted(loaded.codes) == ["COLUMN_NESTED", "COLUMN_NESTED", "NUMBER_NOT_FINITE"]
    assert set(loaded.relation.unusable) == {"list", "raw"}


def test_parquet_files_unite_by_name_and_not_with_others(project: Project) -> None:
    pq.write_table(pa.table({"a": [1]}), project.folder / "1.parquet")
    pq.write_table(pa.table({"b": ["x"], "a": [2]}), project.folder / "2.parquet")
    loaded = project.load("*.parquet", **{"as": "t"})
    assert loaded.rows == [{"a": 1, "b": None}, {"a": 2, "b": "x"}]
    project.write("3.csv", "a\n1\n")
    assert project.refusal("*.*", **{"as": "t"}).finding.code == "SOURCE_MIXED"


def database(folder: Path, *statements: str) -> Project:
    con = sqlite3.connect(folder / "shop.db")
    for statement in statements:
        con.execute(statement)
    con.commit()
    con.close()
    return Project(folder, kind="sqlite")


def test_sqlite_by_declared_type(tmp_path: Path) -> None:
    shop = database(
        tmp_path,
        """CREATE TABLE orders (id INTEGER, amount NUMERIC(10,2), rate DECIMAL, weight REAL, at DATETIME, day DATE,
           code VARCHAR(9), paid BOOLEAN, free, picture BLOB, empty DATE)""",
        """INSERT INTO orders VALUES
           (1, 0.99, '1.125', 1.5, '2021-01-01 00:00:00', '2021-01-02', '70174', 1, 5, x'00', NULL),
           (4111111111111111, 5, 2, 2, '2021-01-03', '2021-01-04', '', 0, 7, NULL, NULL)""",
        "CREATE VIEW paid AS SELECT id FROM orders WHERE paid",
    )
    assert table_names(shop.source("shop.db", {}), folder=tmp_path) == ("orders", "paid")
    loaded = shop.load("shop.db", "orders")
    assert loaded.types == {
        "id": "integer",
        "amount": "decimal(2)",
        "rate": "decimal(3)",
        "weight": "float",
        "at": "timestamp",
        "day": "date",
        "code": "text",
        "paid": "boolean",
        "free": "integer",
        "empty": "date",
    }
    assert [list(row.values()) for row in loaded.rows] == [
        [1, D("0.99"), D("1.125"), 1.5, dt.datetime(2021, 1, 1), dt.date(2021, 1, 2), "70174", True, 5, None],
        [
            4111111111111111,
            D("5.00"),
            D("2.000"),
            2.0,
            dt.datetime(2021, 1, 3),
            dt.date(2021, 1, 4),
            "",
            False,
            7,
            None,
        ],
    ]
    assert loaded.codes == ["COLUMN_BINARY"]
    assert shop.load("shop.db", "paid").column("id") == [1]


def test_sqlite_values_that_disobey_are_told(tmp_path: Path) -> None:
    shop = database(
        tmp_path,
        "CREATE TABLE t (n INTEGER, d DECIMAL(10,1), at DATETIME)",
        "INSERT INTO t VALUES (1, 1.25, 1700000000), ('many', 2, 1700000001)",
    )
    loaded = shop.load("shop.db", "t")
    assert loaded.types == {"n": "text", "d": "decimal(2)", "at": "integer"}
    assert loaded.column("d") == [D("1.25"), D("2.00")]
    assert loaded.codes == ["COLUMN_DISOBEYS", "COLUMN_DISOBEYS"]
    assert "Column at is declared DATETIME, but its values are integer" in loaded.relation.findings[1].message


def test_sqlite_with_a_select(tmp_path: Path) -> None:
    shop = database(tmp_path, "CREATE TABLE t (a INTEGER, b NUMERIC(5,2))", "INSERT INTO t VALUES (1, 0.1), (2, 0.2)")
    loaded = shop.load_sql("shop.db", "SELECT a, sum(b) AS s, count(*) AS n FROM t GROUP BY a ORDER BY a DESC")
    assert loaded.types == {"a": "integer", "s": "decimal(1)", "n": "integer"}
    assert loaded.rows[0] == {"a": 2, "s": D("0.2"), "n": 1}
    noisy = shop.load_sql("shop.db", "SELECT b + 0.2 AS x FROM t")  # 0.30000000000000004
    assert (noisy.types, noisy.column("x")) == ({"x": "float"}, [0.1 + 0.2, 0.4])


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DELETE FROM t", "SQL_NOT_READING"),
        ("ATTACH 'other.db' AS o", "SQL_NOT_READING"),
        ("PRAGMA journal_mode = wal", "SQL_NOT_READING"),
        ("SELECT load_extension('x')", "SQL_NOT_READING"),
        ("SELECT nothing FROM t", "SQL_WRONG"),
        ("SELECT 1; DROP TABLE t", "SQL_WRONG"),
        ("SELEC 1", "SQL_WRONG"),
        ("", "SQL_WRONG"),
    ],
)
def test_sqlite_runs_reading_statements_only(tmp_path: Path, sql: str, code: str) -> None:
    shop = database(tmp_path, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)")
    with pytest.raises(Refused) as refused:
        shop.load_sql("shop.db", sql)
    assert refused.value.finding.code == code
    assert shop.load("shop.db", "t").rows == [{"a": 1}]


def test_sqlite_databases_that_are_none(tmp_path: Path) -> None:
    shop = Project(tmp_path, kind="sqlite")
    shop.write("shop.db", "no database" * 100)
    assert shop.refusal("shop.db", "t").finding.code == "SOURCE_UNREADABLE"
    missing = shop.refusal("shp.db", "t").finding
    assert (missing.code, missing.nearest) == ("SOURCE_MISSING", ("shop.db",))


def test_sqlite_unknown_tables_and_options(tmp_path: Path) -> None:
    shop = database(tmp_path, "CREATE TABLE orders (a INTEGER)")
    assert shop.refusal("shop.db", "order").finding.nearest == ("orders",)
    assert shop.refusal("shop.db", "orders", decimal=",").finding.code == "SOURCE_OPTION"


def test_sqlite_new_rows_make_a_new_extract(tmp_path: Path) -> None:
    shop = database(tmp_path, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)")
    first = shop.load("shop.db", "t")
    database(tmp_path, "INSERT INTO t VALUES (2)")
    second = shop.load("shop.db", "t")
    assert (len(first.rows), len(second.rows)) == (1, 2)
    assert first.relation.fingerprint != second.relation.fingerprint


def test_sheets_with_rows_are_offered_first(project: Project) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "Notes": [["what"]],
        "Blank": [],
        "Tickets": [["day", "n"], ["2024-01-01", 1]],
    }
    write_workbook(project, "export.xlsx", sheets)
    for name in ("export.Ticket", "export.Note", "somewhere", None):
        with pytest.raises(Refused) as refused:
            project.load("export.xlsx", name)
        assert refused.value.finding.code == "TABLE_MISSING"
        assert refused.value.finding.nearest[0] == "export.Tickets"
        assert "export.Tickets" in (refused.value.finding.hint or "")


def test_tables_of_nothing_but_nested_or_binary_columns_are_refused_in_words(project: Project) -> None:
    pq.write_table(pa.table({"l": [[1, 2], [3]]}), project.folder / "l.parquet")
    assert project.refusal("l.parquet").finding.code == "SOURCE_NO_COLUMN"
    with sqlite3.connect(project.folder / "b.sqlite") as con:
        con.execute("CREATE TABLE t (b BLOB)")
        con.execute("INSERT INTO t VALUES (x'00')")
    database = Project(project.folder, "sqlite")
    assert database.refusal("b.sqlite").finding.code == "SOURCE_NO_COLUMN"

"""`truenorth sources`: every file, sheet and table, each column with its type and why, and what was left out."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from command_line import Done, run
from private_postgres import Database
from truenorth.cli.screen import columns_of

DEFINITIONS = """
version: 1
name: Held
sources:
{sources}
tables:
{tables}
"""
ORDERS = """Orders export

day;customer;amount;note;
01.02.2024;x;1,50;;
02.02.2024;y;2,50;;

Source: shop system
"""


def project(folder: Path, sources: str, tables: str = "  {}") -> Path:
    """A project of these sources and tables."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "truenorth.yml").write_text(DEFINITIONS.format(sources=sources, tables=tables))
    return folder


def told(folder: Path, *names: str, code: int = 0) -> dict[str, Any]:
    """What the command prints as JSON."""
    done = run("sources", *names, "--project", str(folder), "--json")
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def tables(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"] or each["used_by"][0]: each for source in found["sources"] for each in source["tables"]}


def said(folder: Path, *names: str) -> Done:
    return run("sources", *names, "--project", str(folder))


def workbook(path: Path) -> None:
    """A sheet with two tables, a hidden one, an empty one and a chart sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sales"
    calls = [["day", "shop", "amount"], ["2024-01-01", "Rome", 10], ["2024-01-02", "Oslo", 20]]
    managers = [["region", "manager", "since"], ["North", "Ann", "2020-01-01"], ["South", "Bob", "2021-01-01"]]
    for row in (["Sales report"], [], *calls, [], *managers, ["* provisional"]):
        sheet.append(row)
    hidden = book.create_sheet("Codes")
    hidden.sheet_state = "hidden"
    for row in (["code", "label"], [1, "a"], [2, "b"]):
        hidden.append(row)
    book.create_sheet("Empty")
    book.create_chartsheet("Chart")
    book.save(path)


def test_a_column_says_its_type_and_why_and_the_file_how_it_was_read(tmp_path: Path) -> None:
    folder = project(
        tmp_path, "  f: { files: data/* }", "  sales: { source: f.orders, date: { column: day, written: d.m.yyyy } }"
    )
    (folder / "data/orders.csv").write_text(ORDERS)
    [table] = tables(told(folder)).values()
    assert (table["name"], table["used_by"], table["rows"]) == ("f.orders", ["sales"], 2)
    assert table["about"] == {"encoding": "utf-8", "separator": ";", "header": "3"}
    assert table["columns"][0] == {"name": "day", "type": "date", "why": "dates written d.m.yyyy"}
    assert [each["type"] for each in table["columns"]] == ["date", "text", "decimal", "null"]
    assert [(each["what"], each["line"]) for each in table["left_out"]] == [
        ("title", 1),
        ("footnote", 7),
        ("blank rows", None),
        ("blank columns", None),
    ]
    shown = said(folder).stdout
    assert "f.orders  2 rows · 4 columns · used as sales\n  data/orders.csv\n" in shown
    assert "utf-8, separated by semicolon, column names in line 3" in shown
    assert "left out: title in line 1 “Orders export” – text above the header" in shown
    assert "left out: footnote in line 7 “Source: shop system” – text below the table" in shown


def test_two_definitions_that_read_a_table_differently_are_told_apart(tmp_path: Path) -> None:
    spelled = "{ column: day, written: d.m.yyyy }"
    folder = project(
        tmp_path,
        "  f: { files: data/orders.csv }",
        f"  one: {{ source: f.orders, date: {spelled} }}\n  two: {{ source: f.orders, date: {spelled} }}\n"
        "  other: { source: f.orders, date: { column: day, written: m.d.yyyy } }",
    )
    (folder / "data/orders.csv").write_text(ORDERS)
    found = told(folder)["sources"][0]["tables"]
    assert [(each["used_by"], each["columns"][0]["why"]) for each in found] == [
        (["one", "two"], "dates written d.m.yyyy"),
        (["other"], "dates written m.d.yyyy"),
    ]


def test_a_workbook_shows_its_sheets_blocks_and_hidden_ones(tmp_path: Path) -> None:
    folder = project(tmp_path, "  f: { files: data/book.xlsx }", "  sales: { source: f.book.Sales, date: day }")
    workbook(folder / "data/book.xlsx")
    found = told(folder)
    held = tables(found)
    assert [(name, each["sheet"], each["block"], each["hidden"], each["rows"]) for name, each in held.items()] == [
        ("f.book.Sales", "Sales", 1, False, 2),
        ("f.book.Sales.2", "Sales", 2, False, 2),
        ("f.book.Codes", "Codes", None, True, 2),
        ("f.book.Empty", "Empty", None, False, None),
    ]
    assert held["f.book.Empty"]["failure"]["code"] == "SOURCE_EMPTY"
    assert held["f.book.Sales.2"]["left_out"][0]["text"] == "* provisional"
    assert [each["text"] for each in found["sources"][0]["left_out"]] == ["Chart"]
    shown = said(folder).stdout
    assert "data/book.xlsx, sheet Sales, table 2 on it" in shown
    assert "sheet Codes (hidden; read like any other)" in shown
    assert "SHEET_BLOCKS" in shown
    assert shown.startswith("f  files · data/book.xlsx · 4 tables, 3 that no definition uses\n")
    assert list(tables(told(folder, "f.book.Codes"))) == ["f.book.Codes"]
    assert list(tables(told(folder, "sales", "f.book.Empty"))) == ["f.book.Sales", "f.book.Empty"]
    assert tables(told(folder, "f.book")) == held


def test_a_source_says_what_its_options_leave_out(tmp_path: Path) -> None:
    folder = project(tmp_path, '  f: { files: data/book.xlsx, sheet: Codes, rows: 1, null_values: [NA, "-"] }')
    workbook(folder / "data/book.xlsx")
    found = told(folder)
    assert found["sources"][0]["options"] == {"sheet": "Codes", "rows": "1", "null_values": ["NA", "-"]}
    assert tables(found)["f.book"]["rows"] == 1
    assert [each["text"] for each in found["sources"][0]["left_out"]] == ["Sales", "Empty", "Chart"]
    assert said(folder).stdout.startswith("f  files · data/book.xlsx · 1 table\n")
    assert "read with sheet: Codes, rows: 1, null_values: [NA, '-']" in said(folder).stdout


def test_files_united_are_one_table(tmp_path: Path) -> None:
    folder = project(tmp_path, "  f: { files: data/*.csv, as: all }", "  all: { source: f.all, date: day }")
    for name in "abcd":
        (folder / f"data/{name}.csv").write_text("day,n\n2024-01-01,1\n")
    [table] = tables(told(folder)).values()
    assert (table["name"], table["used_by"], table["rows"], len(table["files"])) == ("f.all", ["all"], 4, 4)
    assert "data/a.csv, data/b.csv, data/c.csv and 1 more files\n  the first file: utf-8" in said(folder).stdout


def test_files_that_match_nothing_are_told(tmp_path: Path) -> None:
    folder = project(
        tmp_path, "  f: { files: data/o* }\n  g: { files: data/z.zip }\n  h: { sqlite: data/other.sqlite }"
    )
    (folder / "data/orders.csv").write_text("id\n1\n")
    (folder / "data/ounces.pdf").write_text("x")
    (folder / "data/customers.csv").write_text("id\n1\n")
    (folder / "data/.hidden.csv").write_text("id\n1\n")
    sqlite3.connect(folder / "data/other.sqlite").execute("create table t (id integer)").connection.commit()
    with zipfile.ZipFile(folder / "data/z.zip", "w") as archive:
        archive.writestr("a.csv", "id\n1\n")
        archive.writestr("LICENSE", "free")
    found = told(folder)
    assert [(each["text"], each["why"]) for each in found["unread"]] == [
        ("data/customers.csv", "the address of no source matches it"),
        ("data/ounces.pdf", "by its name it is no data file"),
    ]
    assert [each["text"] for each in found["sources"][1]["left_out"]] == ["LICENSE"]
    assert "Files that no source reads\n  data/customers.csv" in said(folder).stdout
    assert told(folder, "f")["unread"] == []


def test_a_broken_file_table_or_source_stands_in_its_place_and_the_others_show(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        "  f: { files: data/* }\n  gone: { files: nowhere/*.csv }\n  lite: { sqlite: s.sqlite }",
        "  orders: { source: f.orders }\n  lost: { source: lite.tt }\n  half: { sorce: f.orders }\n"
        "  ids: { source: lite, sql: select id from t }",
    )
    (folder / "data/orders.csv").write_text("id\n1\n")
    (folder / "data/broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with sqlite3.connect(folder / "s.sqlite") as database:
        database.execute("create table t (id integer, picture blob)")
        database.execute("insert into t values (1, x'00')")
    found = told(folder, code=1)
    files, gone, lite = found["sources"]
    assert [each["code"] for each in files["findings"]] == ["SOURCE_UNREADABLE"]
    assert files["blocked"] and files["tables"][0]["rows"] == 1
    assert [each["code"] for each in gone["findings"]] == ["SOURCE_MISSING"]
    assert [(each["name"], each["used_by"], each["rows"]) for each in lite["tables"]] == [
        ("lite.t", [], 1),
        ("lite.tt", ["lost"], None),
        (None, ["ids"], 1),
    ]
    assert lite["tables"][0]["unusable"][0]["name"] == "picture"
    assert lite["tables"][1]["failure"]["nearest"] == ["t"]
    assert [each["code"] for each in found["findings"]] == ["UNKNOWN_KEY"]
    shown = said(folder)
    assert shown.returncode == 1 and "Traceback" not in shown.stdout + shown.stderr
    assert "no question about a table of this source is answered" in shown.stdout
    assert "SQL of ids  1 row · 1 column" in shown.stdout
    assert run("query", "x", "--project", str(folder)).returncode == 2


def test_two_files_of_one_name_show_and_say_that_they_cannot_be_asked(tmp_path: Path) -> None:
    folder = project(tmp_path, "  f: { files: data/**/a.csv }")
    for name in ("one", "two"):
        (folder / "data" / name).mkdir()
        (folder / "data" / name / "a.csv").write_text("id\n1\n")
    [source] = told(folder, code=1)["sources"]
    assert ([each["code"] for each in source["findings"]], source["blocked"]) == (["SOURCE_NAME_TWICE"], True)
    assert [each["files"] for each in source["tables"]] == [["data/one/a.csv"], ["data/two/a.csv"]]


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    folder = project(tmp_path, "  f: { files: data/orders.csv }", "  sales: { source: f.orders }\n  half: { sorce: f }")
    (folder / "data/orders.csv").write_text("id\n1\n")
    for name, near in (("sale", "sales"), ("f.order", "f.orders"), ("order", "f.orders"), ("g.orders", "f.orders")):
        done = said(folder, name)
        assert (done.returncode, "UNKNOWN_TABLE" in done.stderr) == (2, True)
        assert f"Did you mean `{near}`?" in done.stderr
    assert "UNKNOWN_KEY" in said(folder, "half").stderr


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_a_database_lists_tables_with_columns_by_type(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = (
        "create table orders (id int, made timestamp, price decimal(10, 2), tags varchar[]);"
        "create schema far; create table far.away (n int)"
    )
    if engine == "duckdb":
        with duckdb.connect(str(tmp_path / "w.duckdb")) as database:
            database.execute(made)
        address = "w.duckdb"
    else:
        server: Database = request.getfixturevalue("postgres_database")
        server.load(made)
        address = f'"{server.reader_url}"'
    folder = project(tmp_path, f"  w: {{ {engine}: {address} }}", "  sales: { source: w.orders, date: made }")
    found = told(folder)
    assert found["sources"][0]["address"] == ("w.duckdb" if engine == "duckdb" else None)
    held = tables(found)
    assert [(name, each["used_by"]) for name, each in sorted(held.items())] == [
        ("w.far.away", []),
        ("w.orders", ["sales"]),
    ]
    columns = held["w.orders"]["columns"]
    assert [(each["name"], each["type"]) for each in columns] == [
        ("id", "integer"),
        ("made", "timestamp"),
        ("price", "decimal"),
    ]
    assert [each["name"] for each in held["w.orders"]["unusable"]] == ["tags"]
    shown = said(folder).stdout
    assert "3 columns · used as sales" in shown and "not used" in shown
    assert engine == "duckdb" or "postgresql://" not in shown


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_a_database_that_is_none_says_so(kind: str, tmp_path: Path) -> None:
    folder = project(tmp_path, f"  w: {{ {kind}: w.db }}")
    (folder / "w.db").write_text("no database at all, and never was one")
    [source] = told(folder, code=1)["sources"]
    assert ([each["code"] for each in source["findings"]], source["tables"]) == (["SOURCE_UNREADABLE"], [])


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_keep_to_the_screen(width: int, tmp_path: Path) -> None:
    folder = project(tmp_path, "  f: { files: data/* }")
    workbook(folder / "data/book.xlsx")
    assert said(folder).stdout.startswith("f  files · data/* · 4 tables, none used by a definition\n")
    lines = run("sources", "--project", str(folder), COLUMNS=str(width)).stdout.splitlines()
    assert max(map(columns_of, lines)) <= width


def test_a_project_without_sources_says_so(tmp_path: Path) -> None:
    (tmp_path / "truenorth.yml").write_text("version: 1\nname: Bare\n")
    assert said(tmp_path).stdout == "This project has no source.\n"
    assert told(tmp_path) == {"sources": [], "unread": [], "findings": []}

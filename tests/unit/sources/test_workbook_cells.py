"""Cells of workbooks that are more than their value: formulas never computed, merged cells, noise, far cells."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaded_tables import Loaded, Project

D = Decimal
DAY = dt.date(2024, 1, 31)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def book(project: Project, *rows: list[Any], merge: tuple[str, ...] = (), **options: object) -> Loaded:
    """A workbook of one sheet with these rows and merged ranges, loaded."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    workbook.save(project.folder / "book.xlsx")
    return project.load("book.xlsx", None, **options)


def sheet_of(project: Project, cells: str, name: str = "book.xlsx") -> Path:
    """A workbook whose sheet holds that XML."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}'
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>",
    }
    path = project.folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for entry, text in entries.items():
            archive.writestr(entry, text)
    return path


def text(address: str, value: str) -> str:
    at = f' r="{address}"' if address else ""
    return f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>'


UNCOMPUTED: list[tuple[str, list[list[Any]], str, int]] = [
    ("a whole column", [["k", "x"], ["a", "=1+1"], ["b", "=2+1"]], "2 formulas whose results are", 2),
    ("one cell among values", [["k", "x"], ["a", 5], ["b", "=2+1"]], "1 formula whose result is", 3),
    ("dates", [["k", "x"], ["a", DAY], ["b", "=A2+1"]], "1 formula whose result is", 3),
    ("members", [["k", "x"], ["a", "North"], ["b", '="So"&"uth"']], "1 formula whose result is", 3),
    ("the last rows", [["k", "x"], ["a", 1], ["b", 2], [None, None], ["c", "=B2"]], "1 formula whose result is", 5),
]


@pytest.mark.parametrize(("what", "rows", "says", "line"), UNCOMPUTED, ids=[case[0] for case in UNCOMPUTED])
def test_a_column_with_formulas_that_nobody_computed_cannot_be_used(
    project: Project, what: str, rows: list[list[Any]], says: str, line: int
) -> None:
    loaded = book(project, *rows)
    finding = loaded.relation.unusable["x"]
    assert (finding.code, finding.place.line) == ("FORMULA_NOT_COMPUTED", line)
    assert says in finding.message
    assert "x" not in loaded.types
    assert "FORMULA_NOT_COMPUTED" in loaded.codes


def test_formulas_without_a_result_are_missing_where_the_source_says_so(project: Project) -> None:
    loaded = book(project, ["k", "x"], ["n/a", 5], ["b", "=2+1"], null_values=("#NOT_COMPUTED!",))
    assert (loaded.types["x"], loaded.column("x"), loaded.codes) == ("integer", [5, None], [])
    same = book(project, ["k", "x"], ["b", "n/a"], ["b", "5"], ["c", "=2+1"], null_values=("#NOT_COMPUTED!",))
    assert (same.types["x"], same.column("x")) == ("integer", [None, 5, None])


def test_a_formula_with_a_stored_result_is_that_result(project: Project) -> None:
    header = text("A1", "k") + text("B1", "x") + text("C1", "y")
    row = '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c>'
    row += '<c r="C2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
    sheet_of(project, f'<row r="1">{header}</row><row r="2">{row}</row>')
    loaded = project.load("book.xlsx")
    assert (loaded.codes, loaded.rows) == ([], [{"k": 2, "x": None, "y": "ab"}])


def test_cells_that_name_no_address_are_found_too(project: Project) -> None:
    rows = f"<row>{text('', 'k')}{text('', 'x')}</row><row><c><v>1</v></c><c><f>A2</f></c></row>"
    sheet_of(project, rows)
    assert project.load("book.xlsx").relation.unusable["x"].place.line == 2


def open_document(project: Project, rows: str) -> None:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(project.folder / "book.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)


OPEN_HEAD = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>k</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
OPEN_CELL = '<table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'


def test_formulas_of_an_open_document_are_computed_too(project: Project) -> None:
    formula = '<table:table-cell table:formula="of:=[.A2]"/>'
    open_document(project, f"{OPEN_HEAD}<table:table-row>{OPEN_CELL}{formula}</table:table-row>")
    assert project.load("book.ods").relation.unusable["x"].place.line == 2


def test_an_open_document_that_repeats_itself_beyond_measure_is_refused(project: Project) -> None:
    far = OPEN_CELL.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="90000000"')
    open_document(project, f"{OPEN_HEAD}<table:table-row>{far}</table:table-row>")
    assert project.refusal("book.ods").finding.code == "SHEET_SPREAD"


MERGED: list[tuple[str, str, Any, list[Any]]] = [
    ("area", "text", "North", ["North", "North", "South"]),
    ("since", "date", DAY, [DAY, DAY, dt.date(2024, 2, 1)]),
    ("Year", "integer", 2024, [2024, 2024, 2025]),
    ("fiscal year", "integer", 2024, [2024, 2024, 2025]),
    ("Monat", "integer", 1, [1, 1, 2]),
    ("code", "text", "007", ["007", "007", "010"]),
    ("open", "boolean", True, [True, True, False]),
    ("budget", "integer", 300, [300, None, 200]),
    ("budget per month", "integer", 2000, [2000, None, 1950]),
    ("share", "decimal(2)", 0.25, [D("0.25"), None, D("0.50")]),
    ("days off", "integer", 14, [14, None, 15]),
]


@pytest.mark.parametrize(("name", "type_", "first", "values"), MERGED, ids=[case[0] for case in MERGED])
def test_a_merged_label_holds_for_each_row_and_a_number_counts_once(
    project: Project, name: str, type_: str, first: Any, values: list[Any]
) -> None:
    last = "010" if name == "code" else float(values[2]) if isinstance(values[2], D) else values[2]
    loaded = book(project, ["k", name], ["a", first], ["b", None], ["c", last], merge=("B2:B3",))
    assert (loaded.types[name], loaded.column(name)) == (type_, values)
    code = "CELLS_MERGED" if values[1] is not None else "NUMBERS_MERGED"
    [finding] = loaded.relation.findings
    assert (finding.code, finding.place.line) == (code, 2)


def test_numbers_of_a_sheet_have_fifteen_digits(project: Project) -> None:
    values = [0.1 + 0.2, 123199.85999999999, 1 / 3, 1e-7, 0.1 * 3, 5.0]
    loaded = book(project, ["k", "x"], *(["a", value] for value in values))
    assert [str(value.normalize()) for value in loaded.column("x")[:5]] == [
        "0.3", "123199.86", "0.333333333333333", "1E-7", "0.3",
    ]  # fmt: skip
    whole = book(project, ["k", "x"], ["a", 900719925474099], ["b", 12])
    assert whole.column("x") == [900719925474099, 12]


def test_a_far_cell_is_refused_before_the_sheet_is_laid_out(project: Project) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 11))
    head = f'<row r="1">{text("A1", "x")}</row>'
    sheet_of(project, f'{head}{rows}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    refused = project.refusal("book.xlsx").finding
    assert (refused.code, refused.place.line) == ("SHEET_SPREAD", 1048576)
    assert "XFD1048576; 11 of its" in refused.message
    sheet_of(project, f'{head}{rows}<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert len(project.load("book.xlsx").rows) == 9


@pytest.mark.parametrize(
    ("entry", "content"),
    [
        ("xl/workbook.xml", "<workbook><sheets><sheet name='S' &undefined; /></sheets></workbook>"),
        ("xl/workbook.xml", '<!DOCTYPE w [<!ENTITY a "x">]><workbook><sheets>&b;</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", "<Relationships"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"),
    ],
)
def test_a_workbook_whose_parts_are_broken_is_told_as_unreadable(project: Project, entry: str, content: str) -> None:
    path = sheet_of(project, f'<row r="1">{text("A1", "x")}</row><row r="2"><c r="A2"><v>1</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, content if name == entry else data)
    assert project.refusal("book.xlsx").finding.code in ("SOURCE_UNREADABLE", "SOURCE_EMPTY", "TABLE_MISSING")


def test_numbers_that_a_sheet_holds_as_text_are_asked_where_they_may_be_thousands(project: Project) -> None:
    rows: list[list[Any]] = [["k", "x", "y"], ["a", "1.234", 1.234], ["b", "2.000", 2.5]]
    loaded = book(project, *rows)
    assert (loaded.types, loaded.codes) == ({"k": "text", "x": "text", "y": "decimal(3)"}, ["AMBIGUOUS_NUMBERS"])
    said = book(project, *rows, decimal=",")
    assert (said.column("x"), said.column("y")) == ([1234, 2000], [D("1.234"), D("2.500")])


@pytest.mark.parametrize(
    ("content", "says", "hint"),
    [
        ("day,amount\n2024-01-01,5\n", "is text, though it is called .xlsx", "book.csv"),
        ("<html><table><tr><td>1</td></tr></table></html>", "is a web page", "save it as a workbook"),
        ("PK\x03\x04 damaged", "cannot be read", "save it again"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_kind(project: Project, content: str, says: str, hint: str) -> None:
    project.write("book.xlsx", content)
    finding = project.refusal("book.xlsx").finding
    assert finding.code == "SOURCE_UNREADABLE"
    assert says in finding.message
    assert hint in (finding.hint or "")

"""Each messy text file loads to a table written here by hand; sums are computed again with Python's own csv."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaded_tables import Project

DATA = Path(__file__).parent / "data"
D = Decimal


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The data folder, with a store of its own."""
    for path in DATA.iterdir():
        (tmp_path / path.name).symlink_to(path)
    return Project(tmp_path)


def raw(name: str, encoding: str) -> list[list[str]]:
    text = (DATA / name).read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline="")))


def raw_sum(rows: list[list[str]], column: int) -> Decimal:
    """The sum of a column's numbers, stripped of pounds and commas, by hand."""
    cells = [row[column].strip().replace("£", "").replace(",", "") for row in rows]
    return sum((D(cell) for cell in cells if cell and cell[-1].isdigit()), D(0))


def total(values: list[Any]) -> Decimal:
    return sum((D(value) for value in values if value is not None), D(0))


def test_02_services_as_they_are(project: Project) -> None:
    loaded = project.load("02_services.csv")
    assert len(loaded.rows) == 734
    assert list(loaded.types)[:9] == [
        "Abbr",
        "Department",
        "Agency/body",
        "Agency abbr",
        "Name of service",
        "Slug",
        "2012-Q4 Vol.",
        "2012-Q4 CPT (£)",
        "2012-Q4 Digital vol.",
    ]
    assert len(loaded.types) == 183 - 4  # four columns without name and text
    assert "Previous dept (MOG, Jun 2016)" in loaded.types  # a line end inside the name became a blank
    types = loaded.types
    assert (types["2012-Q4 Vol."], types["2012-Q4 CPT (£)"]) == ("integer", "decimal(5)")
    assert types["2012-Q4 Completion rate"] == "null"  # no cell at all
    assert types["2016-Q4 Vol."] == "integer"  # eleven cells are "-"
    assert types["Latest digital take-up"] == "decimal(2)"  # 100%
    assert types["Total Oct16-Sep17 [12 MONTHS]"] == "integer"
    assert types["Digital exceeds all (quarters)"] == "text"
    first = loaded.rows[0]
    assert first["Department"] == "Attorney General's Office"
    assert first["Agency abbr"] == "TSOL"
    assert first["Slug"] == "ago-bona-vacantia-referrals-of-estates-company-assets"
    assert (first["2012-Q4 Vol."], first["2012-Q4 CPT (£)"], first["2014-Q4 Vol."]) == (40000, None, 20548)
    assert first["Total transactions Jul - Sep 2014"] == 4133
    assert [row["Latest digital take-up"] for row in loaded.rows if row["Latest digital take-up"] is not None] == [D(1)]
    rows = raw("02_services.csv", "utf-8")
    for column in (6, 7, 8, 60, 88, 104, 155):
        name = " ".join(rows[0][column].split())
        assert total(loaded.column(name)) == raw_sum(rows[1:], column), name


def test_02_services_numbers_names_that_stand_twice(project: Project) -> None:
    relation = project.load("02_services.csv").relation
    assert relation.unusable == {}
    assert {"Totals check Oct-Sep", "Totals check Oct-Sep_2"} <= set(relation.columns)
    finding = next(f for f in relation.findings if f.code == "COLUMN_TWICE")
    assert (finding.place.file, finding.place.line) == ("02_services.csv", 1)
    errors = [f for f in relation.findings if f.code == "SPREADSHEET_ERROR"]
    assert [f.message.split(" holds ")[0] for f in errors] == [
        "Column Hi-vol",
        "Column Latest volumes",
        "Column Latest digital totals",
    ]


def test_02_services_by_quarter_with_one_line(project: Project) -> None:
    loaded = project.load("02_services.csv", unpivot="{quarter} {*}")
    values = ["Vol.", "CPT (£)", "Digital vol.", "Digital CPT (£)", "Completion rate", "User satisfaction"]
    assert list(loaded.types)[-7:] == ["quarter", *values]
    assert {name: loaded.types[name] for name in ("quarter", *values[:4])} == {
        "quarter": "text",
        "Vol.": "integer",
        "CPT (£)": "decimal(5)",
        "Digital vol.": "integer",
        "Digital CPT (£)": "decimal(5)",
    }
    first = [row for row in loaded.rows if row["Slug"] == "ago-reimbursing-witness-expenses"][:5]
    assert [(row["quarter"], row["Vol."], row["Digital vol."]) for row in first] == [
        ("2012-Q4", 55432, None),
        ("2013-Q3", 48362, None),
        ("2013-Q4", 47561, None),
        ("2014-Q1", 47041, None),
        ("2014-Q2", 47186, 0),
    ]
    rows = raw("02_services.csv", "utf-8")
    wide = [i for i, name in enumerate(rows[0]) if name.endswith(" Vol.")]
    assert len(wide) == 21
    assert total(loaded.column("Vol.")) == sum((raw_sum(rows[1:], i) for i in wide), D(0))
    assert len(set(loaded.column("quarter"))) == 21
    filled = {
        (number, name[:7])
        for number, row in enumerate(rows[1:])
        for name, cell in zip(rows[0], row, strict=True)
        if name[4:6] == "-Q" and cell
    }
    assert len(loaded.rows) == len(filled)


def test_17_utf_16(project: Project) -> None:
    loaded = project.load("17_utf-16le_encoded.csv")
    assert len(loaded.rows) == 327
    texts = ["Organisation_code", "Organisation_name", "Organisation_classification", "Reporting_period"]
    assert [name for name, type_ in loaded.types.items() if type_ == "text"] == texts
    assert list(loaded.types.values())[4:] == ["integer"] * 15
    assert list(loaded.rows[0].values()) == [
        "5C1",
        "Enfield PCT",
        "NHS Facilities                                    ",
        "2010-11",
        *[2, 1, 0, 3, 2, 0, 5, 7, 7, 3, 10, 1, 0, 0, 1],
    ]
    assert list(loaded.rows[-1].values())[:8] == [
        "NYA04",
        "St Andrews Healthcare - Nottinghamshire",
        "Independent Hospitals                             ",
        "2010-11",
        *[6, 3, 0, 9],
    ]
    rows = raw("17_utf-16le_encoded.csv", "utf-16")
    for column in range(4, 19):
        assert total(loaded.column(rows[0][column])) == raw_sum(rows[1:], column)
    assert loaded.relation.findings == ()


def test_18_latin_1(project: Project) -> None:
    loaded = project.load("18_spanish_chars.csv")
    assert loaded.types == {
        "GF_ID": "integer",
        "FN_ID": "integer",
        "SF_ID": "integer",
        "GF": "text",
        "F": "text",
        "SF": "text",
        "Gasto total 2011": "decimal(2)",
        "Descripción": "text",
    }
    assert len(loaded.rows) == 114
    assert list(loaded.rows[1].values()) == [
        None,
        0,
        None,
        None,
        "Legislación",
        None,
        D("10105.40"),
        "Comprende las actividades que realizan las Cámaras de Diputados, de Senadores y del Órgano Superior de "
        "Fiscalización.",
    ]
    assert [row["GF"] for row in loaded.rows if row["GF"]] == ["Gobierno", "Desarrollo Social"]
    assert (loaded.rows[39]["GF_ID"], loaded.rows[39]["Gasto total 2011"]) == (2, D("1493503.10"))
    assert loaded.rows[113]["Gasto total 2011"] == D("7653.70")
    rows = raw("18_spanish_chars.csv", "cp1252")
    assert total(loaded.column("Gasto total 2011")) == raw_sum(rows[1:115], 6)
    [guess] = loaded.relation.findings
    assert (guess.code, guess.level) == ("ENCODING_GUESSED", "warning")
    assert "was read as cp1252" in guess.message


def test_18_latin_1_drops_its_source_line_and_says_so(project: Project) -> None:
    seen = project.preview("18_spanish_chars.csv")
    [note] = [dropped for dropped in seen.dropped if dropped.what == "footnote"]
    assert (note.text or "").startswith("Fuente: Presupuesto de Egresos de la Federación 2011")
    assert [dropped.why for dropped in seen.dropped if dropped.what == "blank rows"] == ["1 without any text"]
    assert (seen.encoding, seen.separator, seen.header_lines) == ("cp1252", ",", "1")


def test_19_big5(project: Project) -> None:
    loaded = project.load("19_characters.csv")
    assert len(loaded.rows) == 382
    assert {name: type_ for name, type_ in loaded.types.items() if type_ != "text"} == {
        "X坐標": "decimal(6)",
        "Y坐標": "decimal(6)",
        "Changetime": "timestamp",
        "主要停車場X坐標": "null",
        "主要停車場Y坐標": "null",
    }
    assert {row["主要停車場X坐標"] for row in loaded.rows} == {None}
    second = loaded.rows[1]
    assert second["id"] == "v_2"
    assert second["景點編號"] == "C1_395000000A_000002"
    assert second["景點中文名稱"] == "蘆竹溝"
    assert (second["X坐標"], second["Y坐標"]) == (D("120.096037"), D("23.234509"))
    assert second["Changetime"] == dt.datetime(2012, 9, 26, 12)
    assert second["警告及注意事項"] == "海邊風大，注意保暖與防曬"
    assert loaded.rows[2]["開放時間"] == "一~日09:00~18:00\n"  # a line end inside quotes
    assert loaded.rows[378]["景點分類代碼1"] == "04"  # a code with a leading zero
    rows = raw("19_characters.csv", "big5")
    assert total(loaded.column("X坐標")) == raw_sum(rows[1:], 6)
    assert total(loaded.column("Y坐標")) == raw_sum(rows[1:], 7)
    assert loaded.codes == ["ENCODING_GUESSED", *["MEMBERS_ALIKE"] * 3]
    told = project.load("19_characters.csv", encoding="big5")
    assert told.rows == loaded.rows
    assert told.codes == ["MEMBERS_ALIKE"] * 3
    assert project.load("19_characters.csv", None, encoding="big5", trim="yes").codes == []


def test_21_dutch_budget(project: Project) -> None:
    loaded = project.load("21_begrotingsanalyse-2011.csv")
    provinces = "Groningen Friesland Drenthe Overijssel Gelderland Utrecht Noord-Holland Zuid-Holland Zeeland"
    names = [*provinces.split(), "Noord-Brabant", "Limburg", "Flevoland"]
    columns = [f"provincie / {letter} / {name}" for letter, name in zip("ABCDEFGHIJKL", names, strict=True)]
    assert loaded.types == {"NR.": "integer", "Cluster": "text", **dict.fromkeys(columns, "integer")}
    assert len(loaded.rows) == 36
    rows = [list(row.values()) for row in loaded.rows]
    assert rows[0] == [0, "Inkomstenclusters:", *[None] * 12]
    assert rows[1] == [1, "Onroerendezaakbelastingen", 208, 173, 163, 179, 190, 174, 184, 183, 187, 169, 187, 185]
    assert rows[6] == [6, None, *[None] * 12]
    assert rows[30][1:5] == ["Totaal", -1414, -1352, -1233]  # written "-1 414"
    assert rows[32][1:5] == ["Totaal", 0, 1, -1]  # written " 0", " 1", "- 1"
    assert rows[34][1:6] == ["Aantal inwoners", 566216, 626948, 491524, 1130345]  # commas between thousands
    assert rows[35] == [35, "Aantal gemeenten", 22, 26, 12, 25, 55, 25, 57, 70, 13, 67, 33, 6]
    written = raw("21_begrotingsanalyse-2011.csv", "utf-8")[7:]
    for index, column in enumerate(columns, start=2):
        cells = [row[index].replace(" ", "").replace(",", "") for row in written]
        assert total(loaded.column(column)) == sum((D(cell) for cell in cells if cell), D(0)), column


def test_21_dutch_budget_by_province(project: Project) -> None:
    unpivot = {"columns": "provincie / {letter} / {province}", "value": "euros"}
    loaded = project.load("21_begrotingsanalyse-2011.csv", unpivot=unpivot)
    assert loaded.types == {
        "NR.": "integer",
        "Cluster": "text",
        "letter": "text",
        "province": "text",
        "euros": "integer",
    }
    assert list(loaded.rows[1].values()) == [1, "Onroerendezaakbelastingen", "B", "Friesland", 173]
    assert len(loaded.rows) == 27 * 12  # of 36 rows nine hold a heading or nothing


def test_24_several_tables_give_their_text(project: Project) -> None:
    loaded = project.load("24_mos-oct-dec-2014.csv")
    headings = ["Minister", "Date", "Name of organisation or individual", "Purpose of meeting"]
    assert list(loaded.types) == [*headings, *(f"column_{n}" for n in range(5, 10))]
    assert set(loaded.types.values()) == {"text"}
    assert len(loaded.rows) == 50
    rows = [list(row.values()) for row in loaded.rows]
    minister = "RT Hon Desmond Swayne TD MP"
    assert rows[0] == [minister, "Oct-14", "Tearfund", "Discussion about Education in Emergencies", *[None] * 5]
    assert rows[1] == [None, None, "World Vision", *[None] * 6]
    assert rows[35][0] == "Overseas Travel"
    assert rows[37] == [
        minister,
        "12 - 15 October 2014",
        "Cairo and Jerusalem",
        "Gaza Reconstruction Conference",
        "Scheduled flight",
        None,
        None,
        "No",
        "3271.41",
    ]
    assert rows[43][6] == "Outcome \n(received gifts only)"
    assert loaded.codes == ["COLUMN_UNNAMED"]


def test_24_one_of_its_tables_by_its_rows(project: Project) -> None:
    loaded = project.load("24_mos-oct-dec-2014.csv", skip_rows="40", rows="2")
    assert len(loaded.types) == 9
    cost = "Total cost (for minister only) including all visas, accommodation, travel, meals etc (£)"
    assert loaded.types[cost] == "decimal(2)"
    assert loaded.column(cost) == [D("3271.41"), D("825.84")]
    assert loaded.column("Destination") == ["Cairo and Jerusalem", "Berlin"]
    assert loaded.column("Date(s) of trip") == ["12 - 15 October 2014", "28th November 2014"]


def test_25_three_rows_of_headings(project: Project) -> None:
    loaded = project.load("25_workforce-management-information-dft_201706.csv")
    names = list(loaded.types)
    assert len(names) == 41
    assert names[:5] == [
        "Organisation name",
        "Organisation type",
        "Main, parent or sponsoring department:",
        "Payroll staff / AO/AA / Headcount",
        "Payroll staff / AO/AA / Full-time equivalent",
    ]
    other = "Number of non-payroll staff (contingent labour and consultants/consultancy)"
    assert names[15:19] == [
        "Payroll staff / Total Employees / Headcount",
        "Payroll staff / Total Employees / Full-time equivalent",
        f"{other} / Agency staff (clerical/admin) / Headcount",
        f"{other} / Agency staff (clerical/admin) / Full-time equivalent",
    ]
    assert names[27:30] == [
        "Grand Total (workforce numbers) / Headcount",
        "Grand Total (workforce numbers) / Full-time equivalent",
        "Payroll staff costs / Salary",
    ]
    assert names[39] == "Grand Total paybill/staffing (payroll and non-payroll) costs"
    types = list(loaded.types.values())
    assert types[:5] == ["text", "text", "text", "integer", "decimal(2)"]
    assert types[29:40] == ["decimal(2)"] * 11
    assert loaded.types[f"{other} / Total / Full-time equivalent"] == "decimal(9)"  # 1.681818182
    assert len(loaded.rows) == 10
    transport = list(loaded.rows[0].values())
    assert transport[:5] == [
        "Department for Transport ",
        "Ministerial Department",
        "Department for Transport",
        164,
        D("147.89"),
    ]
    assert transport[13:17] == [None, None, 2324, 2256]
    assert transport[29:31] == [D("8832540.54"), D("143728.98")]
    police = list(loaded.rows[5].values())
    assert police[0] == "British Transport Police Authority"
    assert police[36:40] == [D("28575.00"), D("-45550.00"), D("-16975.00"), D("46278.00")]
    rows = raw("25_workforce-management-information-dft_201706.csv", "utf-8")[3:13]
    for column in range(3, 40):
        assert total(loaded.column(names[column])) == raw_sum(rows, column), names[column]
    assert loaded.codes == ["HEADER_JOINED"]


def test_26_card_payments(project: Project) -> None:
    loaded = project.load("26_epcs-dwp-cmg-spend-july-2017.csv")
    assert loaded.types == {
        "Line Number": "integer",
        "Posting Date": "date",
        "MCH.Merchant Category Code (MCC)": "integer",
        "MCH.Merchant Name": "text",
        "FIN.Transaction Amount": "decimal(2)",
        "Description": "text",
    }
    training = "Payment for External Training Course "
    conference = "Payment for Digital staff to attend a conference and networking event"
    tech = "EB  DYNAMO 17-TECH BOO"
    assert [tuple(row.values()) for row in loaded.rows] == [
        (1, dt.date(2017, 7, 14), 9399, "CAPITA BUS SVS-MOTO", D("512.20"), training),
        (2, dt.date(2017, 7, 14), 9399, "CAPITA BUS SVS-MOTO", D("512.20"), training),
        (
            3,
            dt.date(2017, 7, 14),
            5943,
            "WWW.STAPLES.CO.UK",
            D("529.00"),
            "Payment for specialist equipment for a staff member",
        ),
        (4, dt.date(2017, 6, 21), 7399, tech, D("518.40"), conference),
        (5, dt.date(2017, 6, 21), 7399, tech, D("518.40"), conference),
    ]
    assert loaded.codes == ["DATE_ORDER"]
    seen = project.preview("26_epcs-dwp-cmg-spend-july-2017.csv", rows=2)
    assert [(d.what, d.line) for d in seen.dropped] == [("title", 4), ("blank rows", None), ("blank columns", None)]
    assert seen.dropped[0].text == "DEPARTMENT FOR WORK & PENSIONS July 2017"
    assert seen.rows[0][:5] == ("1", "2017-07-14", "9399", "CAPITA BUS SVS-MOTO", "512.20")

"""Each messy workbook loads to a table written here by hand; sums are computed again by openpyxl."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaded_tables import Project

DATA = Path(__file__).parent / "data"
D = Decimal
CRIMES = (
    "Violent crime3",
    "Murder and nonnegligent manslaughter",
    "Rape (revised definition)4",
    "Rape (legacy definition)5",
    "Robbery",
    "Aggravated assault",
    "Property crime",
    "Burglary",
    "Larceny-theft",
    "Motor vehicle theft",
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The data folder, with a store of its own."""
    for path in DATA.iterdir():
        (tmp_path / path.name).symlink_to(path)
    return Project(tmp_path)


def sheet_cells(name: str, top: int, bottom: int) -> list[list[Any]]:
    """The cells of the first sheet's rows, as openpyxl reads them."""
    sheet = openpyxl.load_workbook(DATA / name, data_only=True).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top, max_row=bottom)]


def sum_of(rows: list[list[Any]], column: int) -> Decimal:
    return sum((D(repr(row[column])) for row in rows if isinstance(row[column], (int, float))), D(0))


def total(values: list[Any]) -> Decimal:
    return sum((D(value) for value in values if value is not None), D(0))


def test_04_merged_headings_and_merged_areas(project: Project) -> None:
    loaded = project.load("04_us-crime-2.xlsx", null_values=("*",))
    pairs = [name for crime in CRIMES for name in (crime, f"{crime} / Rate per 100,000")]
    assert list(loaded.types) == ["Area", "Year", "Population2", *pairs]
    assert list(loaded.types.values()) == ["text", "text", "integer", *["decimal(1)"] * 20]
    assert len(loaded.rows) == 198  # 66 areas of three rows
    assert list(loaded.rows[0].values())[:7] == [
        "United States Total6, 7, 8, 9",
        "2015",
        320896618,
        D("1234183.0"),
        D("384.6"),
        D("15883.0"),
        D("4.9"),
    ]
    assert list(loaded.rows[10].values())[:5] == ["     Connecticut", "2016", 3576452, D("8123.0"), D("227.1")]
    assert list(loaded.rows[11].values())[:4] == ["     Connecticut", "Percent change", None, D("2.3")]
    assert loaded.rows[23]["Property crime / Rate per 100,000"] is None  # an asterisk: less than a tenth of a percent
    assert list(loaded.rows[197].values())[:4] == ["Puerto Rico9 ", "Percent change", None, D("0.2")]
    areas = loaded.column("Area")
    assert all(areas[index] == areas[index - index % 3] for index in range(198))
    cells = sheet_cells("04_us-crime-2.xlsx", 6, 203)
    for index, name in enumerate(loaded.types):
        if index > 1:
            assert total(loaded.column(name)) == sum_of(cells, index), name


def test_04_without_a_word_for_the_asterisk_five_columns_stay_text(project: Project) -> None:
    loaded = project.load("04_us-crime-2.xlsx")
    rate = "/ Rate per 100,000"
    mixed = [
        f"Rape (revised definition)4 {rate}",
        f"Robbery {rate}",
        f"Aggravated assault {rate}",
        f"Property crime {rate}",
    ]
    assert [name for name, type_ in loaded.types.items() if type_ == "text"] == ["Area", "Year", *mixed, "Burglary"]
    found = [finding for finding in loaded.relation.findings if finding.code == "COLUMN_MIXED"]
    assert [finding.place.line for finding in found] == [170, 146, 110, 29, 83]
    assert found[0].hint == "if they mean missing: `null_values: ['*']`"


def test_04_tells_what_it_left_out(project: Project) -> None:
    seen = project.preview("04_us-crime-2.xlsx")
    assert [d.line for d in seen.dropped if d.what == "title"] == [1, 2, 3]
    assert [d.line for d in seen.dropped if d.what == "footnote"] == list(range(204, 215))
    assert seen.header_lines == "4, 5"


def test_06_years_as_columns(project: Project) -> None:
    loaded = project.load("06_toronto_transit.xlsx")
    years = [str(year) for year in range(2017, 1984, -1)]
    years[2] = "2015 *"
    assert loaded.types == {"column_1": "text", "FARE MEDIA": "text", **dict.fromkeys(years, "integer")}
    assert len(loaded.rows) == 49
    assert list(loaded.rows[0].values())[:4] == ["WHO", "ADULT", None, None]
    assert list(loaded.rows[1].values())[:6] == [None, "     TOKENS", 76106, 102073, 110945, 111157]
    assert list(loaded.rows[2].values())[1:10] == ["     TICKETS", *[None] * 7, 1298]
    assert list(loaded.rows[48].values())[:3] == [None, "  SYSTEM TOTAL", 533216]
    cells = sheet_cells("06_toronto_transit.xlsx", 7, 55)
    for index, year in enumerate(years, start=2):
        assert total(loaded.column(year)) == sum_of(cells, index), year
    seen = project.preview("06_toronto_transit.xlsx")
    assert [d.text for d in seen.dropped if d.what == "title"] == [
        "TORONTO TRANSIT COMMISSION",
        "ANALYSIS OF RIDERSHIP",
        "1985 TO 2017 ACTUALS (000'S)",
    ]
    assert [d.line for d in seen.dropped if d.what == "footnote"] == [57, 59, 60]
    assert loaded.codes == ["COLUMN_UNNAMED", "MEMBERS_ALIKE", "TOTAL_ROWS"]
    assert "lines 20, 30, 36, 51 sum up other rows ('SUB-TOTAL')" in loaded.relation.findings[2].message


def test_06_years_as_rows_with_one_line(project: Project) -> None:
    loaded = project.load("06_toronto_transit.xlsx", unpivot={"columns": "{year}", "value": "riders"})
    assert loaded.types == {"column_1": "text", "FARE MEDIA": "text", "year": "integer", "riders": "integer"}
    assert len(loaded.rows) == 44 * 33  # five rows are headings
    tokens = [row for row in loaded.rows if row["FARE MEDIA"] == "     TOKENS"]
    assert [(row["year"], row["riders"]) for row in tokens[:4]] == [
        (2017, 76106),
        (2016, 102073),
        (2015, 110945),  # headed "2015 *"
        (2014, 111157),
    ]
    assert (tokens[-1]["year"], tokens[-1]["riders"]) == (1985, 128207)
    cells = sheet_cells("06_toronto_transit.xlsx", 7, 55)
    assert total(loaded.column("riders")) == sum((sum_of(cells, i) for i in range(2, 35)), D(0))


def test_08_three_levels_of_headings_and_numbers_kept_as_text(project: Project) -> None:
    loaded = project.load("08_vaccinations.xlsx", "08_vaccinations.SVV Coverage Trend Data")
    years = ["2009-10", "2010-11", "2011-12", "2012-13", "2013-14", "2014-15", "2015-16"]
    given = ["MMR", "DTP/DTaP/DT", "1 dose Varicella", "2 doses Varicella", "Hepatitis B", "Polio"]
    known = {"1 dose Varicella", "2 doses Varicella"}
    heads = [f"School Assessment - {v} Vaccination{' (unknown disease history)' * (v in known)}" for v in given]
    assert [name for name in loaded.types if re.search(r"Names|\d{4}-\d\d$", name)] == [
        "Names",
        *(f"{h} / All kindergartners / {year}" for h in heads for year in years),
    ]
    assert len(loaded.rows) == 53
    mmr = [f"{heads[0]} / All kindergartners / {year}" for year in years]
    assert [loaded.types[name] for name in mmr] == ["decimal(1)"] * 7
    assert [loaded.rows[0][name] for name in mmr] == [
        D("94.0"),
        None,
        D("93.6"),
        D("92.8"),
        D("92.0"),
        D("93.5"),
        D("93.1"),
    ]
    assert [loaded.rows[52]["Names"], loaded.rows[52][mmr[0]]] == ["Median", D("94.5")]
    dtp = f"{heads[1]} / All kindergartners / 2009-10"
    assert loaded.types[dtp] == "text"  # NReq stands for: not required
    assert loaded.rows[0][dtp] == "94.0"
    # the five columns beside each year have one name seven times over
    beside = ["FOOTNOTES", "SURVEY TYPE", "TOTAL KINDERGARTEN POPULATION", "PERCENT SURVEYED", "TARGET"]
    numbered = ["", *(f"_{number}" for number in range(2, 8))]
    others = {f"{h} / All kindergartners / {name}{n}" for h in heads for name in beside for n in numbered}
    assert len(others) == 210
    assert others < set(loaded.types)


def test_08_by_vaccination_and_year_with_one_line(project: Project) -> None:
    loaded = project.load(
        "08_vaccinations.xlsx",
        null_values=("NA", "NaN", "NReq"),
        sheet="SVV Coverage Trend Data",
        unpivot={"columns": "School Assessment - {vaccination} / All kindergartners / {year}", "value": "coverage"},
    )
    names = ["Names", "vaccination", "year", "coverage"]
    assert [loaded.types[name] for name in names] == ["text", "text", "text", "decimal(1)"]
    assert [[row[name] for name in names] for row in loaded.rows[:3]] == [
        ["Alabama", "MMR Vaccination", "2009-10", D("94.0")],
        ["Alabama", "MMR Vaccination", "2011-12", D("93.6")],
        ["Alabama", "MMR Vaccination", "2012-13", D("92.8")],
    ]
    cells = sheet_cells("08_vaccinations.xlsx", 3, 56)
    wide = [i for i, name in enumerate(cells[0]) if name and name[0].isdigit()]
    texts = [row[i] for row in cells[1:] for i in wide]
    numbers = [D(text) for text in texts if text not in ("NA", "NaN", "NReq")]
    assert len(wide) == 42
    assert sorted(loaded.column("coverage")) == sorted(numbers)


def test_08_its_sheet_of_notes_is_a_table_too(project: Project) -> None:
    loaded = project.load("08_vaccinations.xlsx", "08_vaccinations.Data Notes & Footnotes")
    assert list(loaded.types) == ["ElementType", "Element", "MetadataElement", "Value"]
    assert len(loaded.rows) == 1
    assert loaded.rows[0]["ElementType"].startswith("Abbreviations: MMR = measles, mumps, and rubella vaccine;")
    refused = project.refusal("08_vaccinations.xlsx").finding
    assert refused.code == "TABLE_MISSING"
    assert refused.nearest == ("08_vaccinations.SVV Coverage Trend Data", "08_vaccinations.Data Notes & Footnotes")


def test_23_encrypted(project: Project) -> None:
    finding = project.refusal("23_encrypted_no_password.xls").finding
    assert (finding.code, finding.place.file) == ("SOURCE_ENCRYPTED", "23_encrypted_no_password.xls")
    assert finding.message == "23_encrypted_no_password.xls is protected by a password."
    assert finding.hint == "save a copy without password"

"""`written:` says how a date is spelled: cells are read by it, those that are dates already stay, nothing is silent."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from loaded_tables import Loaded, Project
from truenorth.errors import Refused
from truenorth.model.tables import DateRule, SpanRule, Table

DAY, AT = dt.date, dt.datetime


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def written(project: Project, spelling: str, *cells: str, **options: object) -> Loaded:
    """A column `x` of these cells whose table says `written:`."""
    project.write("data.csv", "k;x\n" + "".join(f"r{n}z;{cell}\n" for n, cell in enumerate(cells)))
    table = Table("t", source="sheets", date=DateRule("x", written=spelling))
    return project.load_table(table, "data.csv", options)


SPELLINGS: list[tuple[str, list[str], str, list[Any]]] = [
    ("m/d/yyyy", ["9/1/2025", "9/12/2025"], "date", [DAY(2025, 9, 1), DAY(2025, 9, 12)]),
    ("m/d/yyyy", ["9/1/2025", "9/13/2025"], "date", [DAY(2025, 9, 1), DAY(2025, 9, 13)]),
    ("dd.mm.yyyy", ["01.02.2024", "31.12.2024"], "date", [DAY(2024, 2, 1), DAY(2024, 12, 31)]),
    ("d/m/yy", ["1/2/24", "31/12/99"], "date", [DAY(2024, 2, 1), DAY(1999, 12, 31)]),
    ("mmm-yy", ["Oct-14", "Nov-14"], "date", [DAY(2014, 10, 1), DAY(2014, 11, 1)]),
    ("d mmmm yyyy", ["1 September 2024", "2 Sept 2024"], "date", [DAY(2024, 9, 1), DAY(2024, 9, 2)]),
    ("yyyymmdd", ["20240131", "20240201"], "date", [DAY(2024, 1, 31), DAY(2024, 2, 1)]),
    (
        "m/d/yyyy h:mm am/pm",
        ["6/1/2026 9:22 AM", "2/1/2026 12:30 am", "2/1/2026 12:30 PM"],
        "timestamp",
        [AT(2026, 6, 1, 9, 22), AT(2026, 2, 1, 0, 30), AT(2026, 2, 1, 12, 30)],
    ),
    ("dd/mmm/yy h:mm am/pm", ["09/Oct/25 1:42 PM"], "timestamp", [AT(2025, 10, 9, 13, 42)]),
    ("d.m.yyyy hh:mm:ss", ["1.2.2024 08:05:09"], "timestamp", [AT(2024, 2, 1, 8, 5, 9)]),
    (
        "yyyy-mm-ddThh:mm:ssz",
        ["2024-01-31T23:30:00+02:00", "2024-01-31T23:30:00Z"],
        "instant",
        [AT(2024, 1, 31, 21, 30, tzinfo=dt.UTC), AT(2024, 1, 31, 23, 30, tzinfo=dt.UTC)],
    ),
    ("seconds since 1970", ["1706743800"], "instant", [AT(2024, 1, 31, 23, 30, tzinfo=dt.UTC)]),
    ("milliseconds since 1970", ["1706743800250"], "instant", [AT(2024, 1, 31, 23, 30, 0, 250000, tzinfo=dt.UTC)]),
    ("serial number", ["45322", "45351.97916666667"], "timestamp", [AT(2024, 1, 31), AT(2024, 2, 29, 23, 30)]),
]


@pytest.mark.parametrize(("spelling", "cells", "type_", "values"), SPELLINGS)
def test_cells_are_read_as_written(
    project: Project, spelling: str, cells: list[str], type_: str, values: list[Any]
) -> None:
    loaded = written(project, spelling, *cells)
    assert (loaded.types["x"], loaded.column("x"), loaded.relation.findings) == (type_, values, ())


@pytest.mark.parametrize(
    ("spelling", "cell"),
    [("m/d/yyyy", "2024-01-31"), ("dd.mm.yyyy", "2024-02-29"), ("d/m/yyyy", "31.01.2024")],
)
def test_a_column_of_dates_needs_no_spelling(project: Project, spelling: str, cell: str) -> None:
    loaded = written(project, spelling, cell)
    assert loaded.types["x"] == "date"
    assert loaded.codes[-1] == "WRITTEN_NOT_NEEDED"
    assert loaded.relation.findings[-1].level == "note"


def test_real_dates_beside_typed_ones_are_read_too(project: Project) -> None:
    loaded = written(project, "dd/mm/yyyy", "01/02/2024", "2024-02-13")
    assert loaded.column("x") == [DAY(2024, 2, 1), DAY(2024, 2, 13)]


@pytest.mark.parametrize("cell", ["Summe", "31/06/2024", "1/2/24", "tomorrow"])
def test_a_cell_that_does_not_fit_is_named_and_has_no_date(project: Project, cell: str) -> None:
    loaded = written(project, "d/m/yyyy", "1/2/2024", "2/2/2024", cell)
    assert loaded.column("x") == [DAY(2024, 2, 1), DAY(2024, 2, 2), None]
    [finding] = loaded.relation.findings
    assert (finding.code, finding.place.file, finding.place.line) == ("WRITTEN_CELL", "data.csv", 4)
    assert repr(cell) in finding.message


@pytest.mark.parametrize("cell", ["n/a", "", "-", "#REF!"])
def test_words_for_missing_are_no_misfits(project: Project, cell: str) -> None:
    loaded = written(project, "d/m/yyyy", "1/2/2024", cell)
    assert (loaded.column("x"), loaded.codes) == ([DAY(2024, 2, 1), None], [])


def test_null_values_say_which_cells_are_missing(project: Project) -> None:
    loaded = written(project, "d/m/yyyy", "1/2/2024", "Summe", null_values=("Summe",))
    assert (loaded.column("x"), loaded.codes) == ([DAY(2024, 2, 1), None], [])


@pytest.mark.parametrize(
    ("spelling", "cells", "code", "line"),
    [
        ("d/m/yyyy", ["9/1/2025", "9/13/2025"], "WRITTEN_DISAGREES", 3),
        ("m/d/yyyy", ["13/9/2025", "14/9/2025"], "WRITTEN_DISAGREES", 2),
        ("d/m/yyyy", ["1.2.25", "2.2.25"], "WRITTEN_UNFIT", 2),
        ("seconds since 1970", ["1706743800250"], "WRITTEN_UNFIT", 2),
        ("milliseconds since 1970", ["1706743800"], "WRITTEN_UNFIT", 2),
    ],
)
def test_a_spelling_that_the_column_contradicts_makes_it_no_use(
    project: Project, spelling: str, cells: list[str], code: str, line: int
) -> None:
    relation = written(project, spelling, *cells).relation
    assert "x" not in relation.columns
    assert (relation.unusable["x"].code, relation.unusable["x"].place.line) == (code, line)


@pytest.mark.parametrize("spelling", ["d", "yyyy", "h:mm", "q-yyyy", "d/m/yyyy mm", "d/m/yyyy z"])
def test_what_is_no_spelling_is_refused(project: Project, spelling: str) -> None:
    with pytest.raises(Refused) as refused:
        written(project, spelling, "1/2/2024")
    assert refused.value.finding.code == "UNKNOWN_SPELLING"


def test_both_ends_of_a_span_and_other_dates_are_read(project: Project) -> None:
    project.write("data.csv", "a,b,c\n1/2/2024,3/2/2024,5/2/2024\n")
    table = Table(
        "t",
        source="sheets",
        date=SpanRule(DateRule("a", written="d/m/yyyy"), DateRule("b", written="d/m/yyyy")),
        other_dates=(DateRule("c", written="m/d/yyyy"),),
    )
    loaded = project.load_table(table, "data.csv", {})
    assert [loaded.column(name) for name in "abc"] == [[DAY(2024, 2, 1)], [DAY(2024, 2, 3)], [DAY(2024, 5, 2)]]


def test_two_tables_may_read_one_file_by_two_spellings(project: Project) -> None:
    assert written(project, "d/m/yyyy", "1/2/2024").column("x") == [DAY(2024, 2, 1)]
    assert written(project, "m/d/yyyy", "1/2/2024").column("x") == [DAY(2024, 1, 2)]


@pytest.mark.parametrize(
    ("cells", "first", "second"),
    [
        (["9/1/2025", "9/2/2025", "9/3/2025"], "`written: m/d/yyyy` (1 September 2025)", "`written: d/m/yyyy` (9 Jan"),
        (["1/9/2025", "2/9/2025", "3/9/2025"], "`written: d/m/yyyy` (1 September 2025)", "`written: m/d/yyyy` (9 Jan"),
        (
            ["01.09.2025", "02.09.2025"],
            "`written: d.m.yyyy` (1 September 2025)",
            "`written: m.d.yyyy` (9 January 2025)",
        ),
        (["9/1/2025 15:41", "9/2/2025 15:42"], "`written: m/d/yyyy h:mm` (1 Sep", "`written: d/m/yyyy h:mm` (9 Jan"),
    ],
)
def test_an_ambiguous_date_is_asked_with_both_days_spelled_out(
    project: Project, cells: list[str], first: str, second: str
) -> None:
    loaded = project.load_text("k,x\n" + "".join(f"r,{cell}\n" for cell in cells))
    [finding] = loaded.relation.findings
    assert finding.code == "DATE_AMBIGUOUS"
    assert finding.hint is not None
    assert 0 < finding.hint.index(first) < finding.hint.index(second)
    spelling = first.split("written: ")[1].split("`")[0]
    project.write("data.csv", "k;x\n" + "".join(f"r;{cell}\n" for cell in cells))
    assert written(project, spelling, *cells).column("x")[0].month == 9

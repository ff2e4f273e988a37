"""Typed values from entries/<metric>.csv."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from truenorth.definitions import load_entries, read_entries
from truenorth.errors import Refused
from truenorth.model.definitions import Entry
from truenorth.model.metrics import Manual, Metric, Unit
from truenorth.periods import Calendar, Grain

MOOD = Metric("mood", "Mood", manual=Manual(Grain.MONTH), unit=Unit("points"), bounds=(Decimal(1), Decimal(5)))
SHARE = Metric("share", "Share", manual=Manual(Grain.QUARTER), unit=Unit("percent"))


def put(folder: Path, text: str, metric: Metric = MOOD) -> Path:
    (folder / "entries").mkdir(exist_ok=True)
    (folder / "entries" / f"{metric.key}.csv").write_text(text, encoding="utf-8")
    return folder


def test_rows_are_read_with_dimensions_and_remarks(tmp_path: Path) -> None:
    text = (
        'period,region,value,note,by,at\n2026-01,north,3.5,"cold, dark",anna@acme.example,2026-02-01\n2026-02,,4,,,\n'
    )
    assert load_entries(put(tmp_path, text), MOOD) == (
        Entry("mood", "2026-01", "3.5", {"region": "north"}, "cold, dark", "anna@acme.example", "2026-02-01"),
        Entry("mood", "2026-02", "4", {}),
    )


def test_values_are_in_the_metrics_unit(tmp_path: Path) -> None:
    put(tmp_path, "period,value\n2026-Q1,96 %\n2026-Q2,0.5\n", SHARE)
    assert [entry.value for entry in load_entries(tmp_path, SHARE)] == ["0.96", "0.5"]


def test_no_file_means_no_values(tmp_path: Path) -> None:
    assert load_entries(tmp_path, MOOD) == ()


def test_an_empty_line_is_no_row_and_a_byte_order_mark_no_letter(tmp_path: Path) -> None:
    assert len(load_entries(put(tmp_path, "\ufeffperiod,value\r\n2026-01,3\r\n\r\n2026-02,4\r\n"), MOOD)) == 2


def test_fiscal_units_are_the_calendars(tmp_path: Path) -> None:
    put(tmp_path, "period,value\nFY2026-Q1,0.5\n", SHARE)
    assert load_entries(tmp_path, SHARE, calendar=Calendar()) != ()
    with pytest.raises(Refused, match="ENTRY_GRAIN"):
        load_entries(tmp_path, SHARE, calendar=Calendar(fiscal_year_starts=4))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "ENTRY_COLUMNS", 1),
        ("periode,value\n2026-01,3\n", "ENTRY_COLUMNS", 1),
        ("period,value,value\n2026-01,3,4\n", "ENTRY_COLUMNS", 1),
        ("period,value,\n2026-01,3,4\n", "ENTRY_COLUMNS", 1),
        ("period,value\n2026-01,3,5\n", "ENTRY_COLUMNS", 2),
        ("period,value\nJanuary,3\n", "NOT_A_PERIOD", 2),
        ("period,value\n2026,3\n", "ENTRY_GRAIN", 2),
        ("period,value\n2026-01-05,3\n", "ENTRY_GRAIN", 2),
        ("period,value\n2026-01,\n", "NOT_A_NUMBER", 2),
        ("period,value\n2026-01,high\n", "NOT_A_NUMBER", 2),
        ("period,value\n2026-01,3 EUR\n", "UNIT_MISMATCH", 2),
        ("period,value\n2026-01,7\n", "ENTRY_OUT_OF_BOUNDS", 2),
        ("period,value\n2026-01,3\n2026-02,4\n2026-01,4\n", "ENTRY_DUPLICATE", 4),
        ('period,value\n2026-01,3\n2026-02,"4\n', "ENTRIES_UNREADABLE", None),
    ],
)
def test_a_bad_row_is_a_finding_and_refuses_the_metric(text: str, code: str, line: int | None, tmp_path: Path) -> None:
    found = read_entries(put(tmp_path, text), MOOD)
    assert (found.findings[0].code, found.findings[0].place.line) == (code, line)
    assert found.findings[0].place.file == "entries/mood.csv"
    with pytest.raises(Refused, match=code):
        load_entries(tmp_path, MOOD)


def test_all_bad_rows_are_found(tmp_path: Path) -> None:
    found = read_entries(put(tmp_path, "period,value\n2026-01,x\n2026-02,3\n2026-03,9\n"), MOOD)
    assert [one.place.line for one in found.findings] == [2, 4]
    assert [one.period for one in found.entries] == ["2026-02"]


def test_a_key_that_is_no_key_reaches_no_other_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no metric's key"):
        load_entries(tmp_path, Metric("../mood", "Mood", manual=Manual(Grain.MONTH)))

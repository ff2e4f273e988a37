"""Tables: aligned, narrowed by cutting and then by leaving out, coloured only where wanted."""

from __future__ import annotations

import re

import pytest

from truenorth.cli.screen import Screen, columns_of, cut, screen
from truenorth.cli.table import Column, Heading, Row, Text, lay_out

COLUMNS = (Column("name", least=6), Column("value", right=True), Column("trend", drop=1), Column("none"))
ROWS: tuple[Row, ...] = (
    Heading("Customer", "3 KPIs"),
    ["On-time delivery", "94.2 %", "▁▂▃", ""],
    [Text("東京", "red"), "1.0 %", "█", ""],
)


def test_columns_are_aligned_and_empty_ones_left_out() -> None:
    assert lay_out(COLUMNS, ROWS, Screen()) == [
        "name               value  trend",
        "Customer  3 KPIs",
        "On-time delivery  94.2 %  ▁▂▃",
        "東京               1.0 %  █",
    ]


def test_a_narrow_screen_cuts_before_it_leaves_out() -> None:
    assert lay_out(COLUMNS, ROWS, Screen(26))[2] == "On-time de…  94.2 %  ▁▂▃"
    assert lay_out(COLUMNS, ROWS, Screen(16))[2] == "On-time…  94.2 %"


@pytest.mark.parametrize("width", range(14, 40))
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    rows = [row for row in ROWS if not isinstance(row, Heading)]
    assert all(columns_of(line) <= width for line in lay_out(COLUMNS, rows, Screen(width)))


def test_colour_only_where_it_is_wanted_and_it_moves_nothing() -> None:
    painted = lay_out(COLUMNS, ROWS, Screen(None, True))
    assert "\x1b[31m東京\x1b[0m" in painted[3]
    assert [re.sub(r"\x1b\[[\d;]*m", "", line) for line in painted] == lay_out(COLUMNS, ROWS, Screen())


@pytest.mark.parametrize(
    ("environment", "colour", "width"),
    [({}, False, None), ({"FORCE_COLOR": "1"}, True, None), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, None)],
)
def test_a_pipe_is_plain_and_wide_unless_told(
    environment: dict[str, str], colour: bool, width: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert screen() == Screen(width, colour)


def test_the_width_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "71")
    assert screen().width == 71


def test_a_cut_text_ends_with_an_ellipsis() -> None:
    assert cut("東京都", 5) == "東京…"
    assert cut("short", 5) == "short"

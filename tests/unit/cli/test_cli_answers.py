"""Answers as tables: every layout, every mark, every note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from truenorth.cli.answer import answer_lines, member
from truenorth.cli.screen import Screen
from truenorth.errors import Finding, Level
from truenorth.model.answers import Amount, Answer, AnswerRow, Cell, Comparison, Measured, MetricInfo, State
from truenorth.model.definitions import Definitions
from truenorth.model.metrics import Metric, Unit
from truenorth.periods import Calendar, Grain, label, spine
from truenorth.wording.styles import column_style, row_style, thinned

CALENDAR = Calendar("Europe/Rome")
METRICS = {
    "revenue": Metric("revenue", "Revenue", unit=Unit("EUR")),
    "share": Metric("share", "Share", unit=Unit("percent")),
}
SHOP = Definitions("Shop", CALENDAR, as_of="2015-03-31", metrics=METRICS)
START, END = CALENDAR.midnight(date(2015, 1, 1)), CALENDAR.midnight(date(2015, 4, 1))
MONTHS = tuple(spine(CALENDAR, Grain.MONTH, START, END))


def measured(value: Amount, state: State = State.COMPLETE, reason: str | None = None) -> Measured:
    return Measured(Cell(value, reason), state)


def answer(rows: Sequence[tuple[int, Mapping[str, str | None], Mapping[str, Measured]]]) -> Answer:
    """An answer from (month 0–2, segment, values)."""
    keys = tuple(rows[0][2])
    infos = tuple(
        MetricInfo(key, METRICS[key].label, METRICS[key].unit, "h", "formula", END, "by date") for key in keys
    )
    made = tuple(AnswerRow(MONTHS[month], label(CALENDAR, MONTHS[month]), by, values) for month, by, values in rows)
    return Answer(made, infos, tuple(rows[0][1]), END, "by date", END, (), ())


def table(given: Answer, width: int | None = None) -> list[str]:
    """The lines between the title and the notes."""
    lines = answer_lines(given, SHOP, Screen(width))
    return lines[2 : lines.index("", 2)]


def test_periods_down_metrics_across_with_a_trend() -> None:
    values = [
        {"revenue": measured(Decimal("1234.50")), "share": measured(Decimal("0.5"))},
        {"revenue": measured(None, reason="no_rows"), "share": measured(Decimal("0.254"))},
        {"revenue": measured(Decimal("99.9"), State.IN_PROGRESS), "share": measured(Decimal("0.75"))},
    ]
    lines = answer_lines(answer([(month, {}, each) for month, each in enumerate(values)]), SHOP, Screen())
    assert lines == [
        "Shop · Revenue, Share by month",
        "",
        "period   Revenue, EUR   Share",
        "2015-01     1,234.50   50.0 %",
        "2015-02            –   25.4 %",
        "2015-03        99.90*  75.0 %",
        "trend            █ ▁      ▄▁█",
        "",
        "data to 31 March 2015, as of 31 March 2015 (sample data)",
        "* in progress",
        "– Revenue: no rows (1×)",
    ]


def test_segments_across_where_they_fit_else_down() -> None:
    rows = [
        (month, {"country": country}, {"revenue": measured(Decimal(10 * month + len(country or "")))})
        for month in range(3)
        for country in ("IT", None)
    ]
    assert table(answer(rows)) == [
        "period      IT  (none)",
        "2015-01   2.00    0.00",
        "2015-02  12.00   10.00",
        "2015-03  22.00   20.00",
        "trend      ▁▅█     ▁▅█",
        "in EUR",
    ]
    rows = [(month, {"country": f"{by['country']} and its islands"}, values) for month, by, values in rows]
    assert table(answer(rows), 48) == [
        "country             period   Revenue, EUR  trend",
        "IT and its islands  2015-01          2.00  ▁▅█",
        "IT and its islands  2015-02         12.00",
        "IT and its islands  2015-03         22.00",
        "None and its isla…  2015-01          0.00  ▁▅█",
        "None and its isla…  2015-02         10.00",
        "None and its isla…  2015-03         20.00",
    ]


def test_comparisons_stand_beside_the_value() -> None:
    beside = Comparison(Decimal(80), Decimal(100), Decimal(20), Decimal("0.25"), "first 10 days", None)
    value = replace(measured(Decimal(100), State.IN_PROGRESS), compare={"previous-period": beside})
    lines = answer_lines(answer([(0, {}, {"revenue": value})]), SHOP, Screen())
    assert lines[2:4] == [
        "Revenue, EUR  previous period  change        %",
        "     100.00*            80.00  +20.00  +25.0 %",
    ]
    assert "* in progress; compared over the first 10 days" in lines


def test_a_member_of_one_side_is_called_gone_or_new() -> None:
    gone = Comparison(Decimal(80), 0, Decimal(-80), Decimal(-1), None, None, "gone")
    new = Comparison(0, Decimal(20), Decimal(20), None, None, "division_by_zero", "new")
    values = (replace(measured(None), compare={"previous-period": gone}), measured(Decimal(20)))
    rows = [
        (0, {"country": "FR"}, {"revenue": values[0]}),
        (0, {"country": "DE"}, {"revenue": replace(values[1], compare={"previous-period": new})}),
    ]
    assert [line.split()[-2:] for line in table(answer(rows))[1:]] == [["−80.00", "gone"], ["+20.00", "new"]]


def test_the_total_row_is_named_and_comes_last() -> None:
    both = {"revenue": measured(Decimal(3)), "share": measured(Decimal(1))}
    given = answer([(0, {"country": "IT"}, both), (0, {"country": "FR"}, both)])
    total = AnswerRow(MONTHS[0], "2015-01", {}, both, total=True)
    lines = table(replace(given, rows=(*given.rows, total)))
    assert [line.split()[0] for line in lines] == ["country", "IT", "FR", "total"]


def test_rows_behind_a_number() -> None:
    value = replace(measured(Decimal(3)), rows=({"id": 1, "day": date(2015, 1, 5)}, {"id": 2, "day": None}))
    lines = answer_lines(answer([(0, {}, {"revenue": value})]), SHOP, Screen())
    at = lines.index("Rows behind Revenue, January 2015")
    assert lines[at + 1 : at + 4] == ["id  day", "1   2015-01-05", "2   (none)"]


def test_doubt_undated_rows_findings_and_notes_are_told() -> None:
    doubtful = replace(measured(Decimal(3)), doubt="repeated_key")
    given = replace(
        answer([(0, {}, {"revenue": doubtful})]),
        undated={"orders": 1200, "lines": 0},
        notes=("rolled up from days",),
        findings=(Finding("KEY_REPEATED", "a key stands twice", level=Level.WARNING),),
    )
    lines = answer_lines(given, SHOP, Screen())
    assert "? doubtful: a key stands more than once" in lines
    assert "orders: 1,200 rows without a date are in no period" in lines
    assert "rolled up from days" in lines
    assert lines[-1] == "KEY_REPEATED warning: a key stands twice"
    assert not any(line.startswith("lines:") for line in lines)


def test_no_period_is_said_in_words() -> None:
    empty = replace(answer([(0, {}, {"revenue": measured(None)})]), rows=())
    assert "No period of the data lies in the range asked." in answer_lines(empty, SHOP, Screen())


def test_members_are_written_as_they_are() -> None:
    assert [member(each) for each in (None, True, "NO", date(2024, 1, 31), Decimal("1.50"))] == [
        "(none)",
        "true",
        "NO",
        "2024-01-31",
        "1.50",
    ]


def test_a_column_has_one_number_of_decimals_enough_to_see_it() -> None:
    assert column_style([Decimal("1.5"), 3], None, None, None).number(3) == "3.00"
    assert column_style([1, 3], None, None, None).number(3) == "3"
    assert column_style([Decimal("0.00031")], None, None, None).number(Decimal("0.00031")) == "0.00031"
    assert column_style([Decimal("2.5")], Unit("EUR"), 0, None).number(Decimal("2.5")) == "3 EUR"


def test_large_amounts_of_a_row_are_shortened_alike() -> None:
    style = row_style([Decimal("817860.05"), 815000], Unit("USD"), None, None)
    assert (style.number(815000), style.change(Decimal("2860.05"))) == ("815.0k USD", "+2.9k USD")
    assert row_style([Decimal("2345.67")], Unit("USD"), None, None).number(Decimal("2345.67")) == "2,346 USD"


def test_long_series_are_averaged_short_ones_kept() -> None:
    assert thinned([1, None, 3], 5) == [1, None, 3]
    assert thinned(range(10), 5) == [Decimal("0.5"), Decimal("2.5"), Decimal("4.5"), Decimal("6.5"), Decimal("8.5")]

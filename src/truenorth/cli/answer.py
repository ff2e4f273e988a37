"""An answer as a table: periods down, metrics or segments across, a trend drawn with block letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from truenorth.cli.findings import line as finding_line
from truenorth.cli.moments import spell_as_of
from truenorth.cli.screen import Screen, columns_of
from truenorth.cli.table import Column, Row, Text, lay_out
from truenorth.model.answers import Answer, AnswerRow, Comparison, Measured, MetricInfo, State
from truenorth.model.definitions import Definitions
from truenorth.periods import Grain
from truenorth.wording import NOTHING, exact, sparkline, spell_period, spell_reason, spell_until
from truenorth.wording.styles import Style, column_style, thinned

IN_PROGRESS, DOUBTFUL = "*", "?"
WIDE = 200
"""The widest table of segments in a file or pipe; wider ones are set downwards."""
TREND = 12
"""Marks of the trend drawn in a table: a year of months."""


@dataclass(frozen=True)
class Sheet:
    """An answer about to be drawn: with the style of each metric's column."""

    answer: Answer
    definitions: Definitions
    styles: Mapping[str, Style]
    marked: frozenset[str]  # the metrics of which some number has a mark
    screen: Screen

    @property
    def timed(self) -> bool:
        """Whether there is a series to draw."""
        return len({row.period for row in self.answer.rows}) > 1

    @property
    def compared(self) -> tuple[str, ...]:
        rows = self.answer.rows
        found = next((measured for row in rows for measured in row.values.values() if measured.compare), None)
        return tuple(found.compare) if found else ()


def answer_lines(answer: Answer, definitions: Definitions, screen: Screen) -> list[str]:
    """The lines to print for an answer: title, table, rows behind the numbers where asked, notes."""
    marked = frozenset(key for row in answer.rows for key, measured in row.values.items() if _mark(measured))
    sheet = Sheet(answer, definitions, _styles(answer, definitions), marked, screen)
    lines = [screen.paint(_title(sheet), "bold")]
    if not answer.rows:
        return [*lines, "No period of the data lies in the range asked.", *_notes(sheet)]
    return [*lines, "", *_table(sheet), *_drilled(sheet), "", *_notes(sheet)]


def with_values(answer: Answer) -> Answer:
    """The answer without the rows that hold no value at all."""
    kept = tuple(row for row in answer.rows if any(each.cell.value is not None for each in row.values.values()))
    return replace(answer, rows=kept)


def _styles(answer: Answer, definitions: Definitions) -> dict[str, Style]:
    return {
        info.key: column_style(
            [row.values[info.key].cell.value for row in answer.rows if info.key in row.values],
            info.unit,
            definitions.metrics[info.key].decimals if info.key in definitions.metrics else None,
            definitions.currency,
        )
        for info in answer.metrics
    }


def _title(sheet: Sheet) -> str:
    answer = sheet.answer
    named = ", ".join(info.label for info in answer.metrics)
    grain = answer.rows[0].period.grain if answer.rows else None
    split = [] if grain in (None, Grain.TOTAL) else [str(grain).replace("_", " ")]
    by = " and ".join([*split, *answer.dimensions])
    once = (
        f" · {spell_period(sheet.definitions.calendar, answer.rows[0].period)}"
        if answer.rows and not sheet.timed
        else ""
    )
    return f"{sheet.definitions.name} · {named}" + (f" by {by}" if by else "") + once


def _table(sheet: Sheet) -> list[str]:
    one = len(sheet.answer.metrics) == 1 and not sheet.compared
    if not (one and sheet.timed and sheet.answer.dimensions):
        return _down(sheet)
    widest = max(map(columns_of, _across(sheet, Screen())))
    fits = widest <= (sheet.screen.width or WIDE)
    return _across(sheet, Screen(None, sheet.screen.colour)) if fits else _down(sheet)


def _across(sheet: Sheet, screen: Screen) -> list[str]:
    """One metric: periods down, segments across, and the trend of each below it; drawn as wide as it needs."""
    answer, info = sheet.answer, sheet.answer.metrics[0]
    segments = list(dict.fromkeys(_segment_key(row) for row in answer.rows))
    cells = {(row.label, _segment_key(row)): row.values.get(info.key) for row in answer.rows}
    labels = list(dict.fromkeys(row.label for row in answer.rows))
    marked = info.key in sheet.marked
    columns = [Column("period"), *(Column(", ".join(key), right=True) for key in segments)]
    rows: list[Row] = [
        [label, *(_cell(cells.get((label, key)), sheet.styles[info.key], marked=marked) for key in segments)]
        for label in labels
    ]
    trends = [_trend([cells.get((label, key)) for label in labels]) + " " * marked for key in segments]
    rows.append([Text("trend", "dim"), *(Text(trend, "cyan") for trend in trends)])
    unit = sheet.styles[info.key].sign
    told = [f"in {unit}"] if unit not in ("", "%") else []
    return [*lay_out(columns, rows, screen), *(screen.paint(each, "dim") for each in told)]


def _down(sheet: Sheet) -> list[str]:
    """Segments and periods down, metrics and comparisons across; a trend per segment and metric where it has one."""
    answer = sheet.answer
    ordered = _by_segment(answer.rows) if answer.dimensions else answer.rows
    by_trend = sheet.timed and bool(answer.dimensions)
    columns = [*(Column(name, least=8) for name in answer.dimensions), *_period_column(sheet)]
    for info in answer.metrics:
        columns += _metric_columns(sheet, info)
        columns += [Column("trend", drop=1, style="cyan")] if by_trend else []
    rows: list[Row] = []
    for _, same in groupby(ordered, key=_segment_key):
        group = list(same)
        for index, row in enumerate(group):
            rows.append(_down_row(sheet, row, group if index == 0 else [], by_trend=by_trend))
    if sheet.timed and not answer.dimensions:
        rows.append(_trend_row(sheet))
    return lay_out(columns, rows, sheet.screen)


def _period_column(sheet: Sheet) -> list[Column]:
    """The column of the period, unless there is only one, which stands in the title."""
    return [Column("period")] if sheet.timed else []


def _metric_columns(sheet: Sheet, info: MetricInfo) -> list[Column]:
    unit = sheet.styles[info.key].sign
    title = info.label if unit in ("", "%") else f"{info.label}, {unit}"
    several = len(sheet.answer.metrics) > 1
    compared = [
        Column(heading, right=True, drop=drop)
        for name in sheet.compared
        for heading, drop in ((name.replace("-", " "), 3), ("change", 2), ("%", 2 if several else 1))
    ]
    return [Column(title, right=True), *compared]


def _down_row(sheet: Sheet, row: AnswerRow, group: list[AnswerRow], *, by_trend: bool) -> list[Text | str]:
    """One line; `group` is all of its segment's rows in the first of them, else nothing."""
    style = "bold" if row.total else "" if group else "dim"
    if row.total:
        names = ["total", *("" for _ in sheet.answer.dimensions[1:])] if sheet.answer.dimensions else []
    else:
        names = [member(row.segment.get(name)) for name in sheet.answer.dimensions]
    cells: list[Text | str] = [*(Text(name, style) for name in names), *(row.label for _ in _period_column(sheet))]
    for info in sheet.answer.metrics:
        measured = row.values.get(info.key)
        cells.append(_cell(measured, sheet.styles[info.key], marked=info.key in sheet.marked))
        cells += _compared(sheet, measured, sheet.styles[info.key])
        if by_trend:
            cells.append(_trend([each.values.get(info.key) for each in group]) if group else "")
    return cells


def _compared(sheet: Sheet, measured: Measured | None, style: Style) -> list[Text | str]:
    cells: list[Text | str] = []
    for name in sheet.compared:
        found = measured.compare.get(name) if measured else None
        cells += _comparison(found, style) if found else ["", "", ""]
    return cells


def _comparison(found: Comparison, style: Style) -> list[Text | str]:
    """Partner, change, and the change as a share of the partner (of percents the change in points says it all).

    A member that only one side has is called gone or new there.
    """
    ratio = exact(found.change_ratio)
    share = "" if style.sign == "%" else NOTHING if ratio is None else f"{Style(None, 1).change(ratio * 100)} %"
    return [_bare(found.value, style), style.bare_change(found.change), found.member or share]


def _trend_row(sheet: Sheet) -> list[Text | str]:
    cells: list[Text | str] = [Text("trend", "dim")]
    for info in sheet.answer.metrics:
        series = [row.values.get(info.key) for row in sheet.answer.rows if not row.total]
        cells += [
            Text(_trend(series) + " " * (info.key in sheet.marked), "cyan"),
            *("" for _ in range(3 * len(sheet.compared))),
        ]
    return cells


def _trend(series: Sequence[Measured | None]) -> str:
    values = [each.cell.value if each else None for each in series]
    return sparkline(thinned(values, TREND)) if any(exact(value) is not None for value in values) else ""


def _cell(measured: Measured | None, style: Style, *, marked: bool) -> Text:
    """The number, and behind it one column for the mark where any number of the table has one."""
    if measured is None:
        return Text("")
    text = _bare(measured.cell.value, style)
    mark = (_mark(measured) or " ") if marked else ""
    dim = measured.cell.value is None or measured.state is State.IN_PROGRESS
    return Text(text + mark, "dim" if dim else "")


def _bare(value: object, style: Style) -> str:
    """A number in its column's style; a date or a text as it is written."""
    if value is None or (isinstance(value, int | float | Decimal) and not isinstance(value, bool)):
        return style.bare(value)
    return member(value)


def _mark(measured: Measured | None) -> str:
    if measured is None or measured.cell.value is None:
        return ""
    if measured.doubt:
        return DOUBTFUL
    return IN_PROGRESS if measured.state is State.IN_PROGRESS else ""


def _segment_key(row: AnswerRow) -> tuple[str, ...]:
    return ("total",) if row.total else tuple(member(value) for value in row.segment.values())


def _by_segment(rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """The rows of each segment together, segments in the order in which they first stand, the total last."""
    place = {key: index for index, key in enumerate(dict.fromkeys(map(_segment_key, rows)))}
    return sorted(rows, key=lambda row: (row.total, place[_segment_key(row)], row.period.start))


def member(value: object) -> str:
    """A dimension's member as it is written; nothing there is `(none)`."""
    if value is None:
        return "(none)"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _drilled(sheet: Sheet) -> list[str]:
    """The rows behind each number, where they were asked for."""
    lines: list[str] = []
    for row in sheet.answer.rows:
        for info in sheet.answer.metrics:
            measured = row.values.get(info.key)
            if measured is None or not measured.rows:
                continue
            place = ", ".join([spell_period(sheet.definitions.calendar, row.period), *_segment_key(row)])
            lines += ["", sheet.screen.paint(f"Rows behind {info.label}, {place}", "bold")]
            for named, group in groupby(measured.rows, key=tuple):
                columns = [Column(name, least=6, drop=index) for index, name in enumerate(named)]
                cells = [[member(each[name]) for name in named] for each in group]
                lines += lay_out(columns, cells, sheet.screen)
    return lines


def _notes(sheet: Sheet) -> list[str]:
    """What has to be known to read the table rightly, a line each."""
    answer, calendar = sheet.answer, sheet.definitions.calendar
    until = f"data to {spell_until(calendar, answer.data_until)}, " if answer.data_until else ""
    notes = [until + spell_as_of(sheet.definitions, answer.as_of)]
    notes += _legend(sheet)
    notes += [
        f"{table}: {count:,} rows without a date are in no period" for table, count in answer.undated.items() if count
    ]
    notes += answer.notes
    painted = [sheet.screen.paint(each, "dim") for each in notes]
    told = [each for each in answer.findings if each.code != "ROWS_UNDATED"]  # they are counted above
    return [*painted, *(sheet.screen.paint(finding_line(each), "yellow") for each in told)]


def _legend(sheet: Sheet) -> list[str]:
    every = [
        (info, row.values[info.key])
        for row in sheet.answer.rows
        for info in sheet.answer.metrics
        if info.key in row.values
    ]
    lines = []
    if any(_mark(measured) == IN_PROGRESS for _, measured in every):
        spans = sorted({each.like_for_like for _, m in every for each in m.compare.values() if each.like_for_like})
        like = f"; compared over the {', '.join(spans)}" if spans else ""
        lines.append(f"{IN_PROGRESS} in progress{like}")
    doubts = sorted({spell_reason(measured.doubt) for _, measured in every if measured.doubt})
    lines += [f"{DOUBTFUL} doubtful: {', '.join(doubts)}"] if doubts else []
    reasons = Counter(
        (info.label, spell_reason(measured.cell.reason)) for info, measured in every if measured.cell.value is None
    )
    return [*lines, *(f"{NOTHING} {label}: {reason} ({count}×)" for (label, reason), count in reasons.items())]

"""How a table is dated: a column, a span from one column to another, or columns for year, month and day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from truenorth.definitions.grammar import Key, Kind, Noun, Plain, Reading, Values, assemble, record, spelled, write_noun
from truenorth.definitions.kinds import NAME, TEXT, TRUTH, UNIT_GRAIN, ZONE, choice, list_of, scalar
from truenorth.definitions.names import dotted, split_first
from truenorth.definitions.nodes import Node, Pairs
from truenorth.model.tables import DateRule, SpanRule
from truenorth.periods import Grain


def column_text(text: str) -> DateRule:
    """The date that `ordered_at` or `orders.ordered_at` names."""
    first, second = split_first(text)
    return DateRule(first) if second is None else DateRule(second, table=first)


def _read_column(node: Node, reading: Reading) -> DateRule | None:
    text = scalar(node, reading, "a column, or `table.column` of a linked table")
    return None if text is None else column_text(text)


_COLUMN = Kind("column", _read_column, lambda rule: dotted(rule.table, rule.column), {"type": "string"})

_MEANING = (
    Key("stored_in", ZONE, "the zone of timestamps without one; local time if not said", "UTC"),
    Key("rows_cover", UNIT_GRAIN, "each row stands for a whole unit of time", "month"),
    Key("counted_by", choice("end", ["start"]), "a unit that straddles two is counted by its start", "start"),
    Key("written", TEXT, "how the date is spelled in text", "d/m/yy"),
)


def _build_column(noun: Noun, values: Values) -> DateRule:
    rule: DateRule = values["column"]
    return replace(
        rule,
        time=values["time"],
        stored_in=values["stored_in"],
        rows_cover=values["rows_cover"],
        counted_by_start="counted_by" in values,
        written=values["written"],
    )


def _spell_column(noun: Noun, rule: DateRule) -> dict[str, Any]:
    given = spelled(noun, rule) | {"column": rule}
    return given | ({"counted_by": "start"} if rule.counted_by_start else {})


COLUMN_DATE = Noun(
    "date",
    "The column by which rows are dated.",
    DateRule,
    (
        Key("column", _COLUMN, "the column, or `table.column` of a linked table", "ordered_at", required=True),
        Key("time", NAME, "a column with the clock time that belongs to the date", "clock"),
        *_MEANING,
    ),
    build=_build_column,
    spell=_spell_column,
)

_IMPLIED = {1: Grain.YEAR, 2: Grain.MONTH}


def _build_parts(noun: Noun, values: Values) -> DateRule | None:
    if "day" in values and "month" not in values:
        values.error("MISSING_KEY", "a date of `year` and `day` needs `month` too", "day")
        return None
    parts = tuple(values[name] for name in ("year", "month", "day") if name in values)
    return DateRule(
        "-".join(parts),
        time=values["time"],
        parts=parts,
        stored_in=values["stored_in"],
        rows_cover=values["rows_cover"] or _IMPLIED.get(len(parts)),
        counted_by_start="counted_by" in values,
    )


def _spell_parts(noun: Noun, rule: DateRule) -> dict[str, Any]:
    parts = dict(zip(("year", "month", "day"), rule.parts, strict=False))
    given = {name: value for name, value in spelled(noun, rule).items() if name not in ("year", "month", "day")} | parts
    return given | ({"counted_by": "start"} if rule.counted_by_start else {})


PARTS_DATE = Noun(
    "date of parts",
    "Columns that together make the date; without `day` a row covers a month, without `month` a year.",
    DateRule,
    (
        Key("year", NAME, "the column with the year", "y", field="parts", required=True),
        Key("month", NAME, "the column with the month: a number or an English name", "m", field="parts"),
        Key("day", NAME, "the column with the day of the month", "d", field="parts"),
        Key("time", NAME, "a column with the clock time that belongs to the date", "clock"),
        *_MEANING[:3],
    ),
    build=_build_parts,
    spell=_spell_parts,
)


def _build_span(noun: Noun, values: Values) -> SpanRule:
    begins, ends = (
        replace(values[name], stored_in=values["stored_in"], written=values["written"]) for name in ("from", "to")
    )
    return assemble(noun, values, begins=begins, ends=ends)  # type: ignore[no-any-return]


def _spell_span(noun: Noun, rule: SpanRule) -> dict[str, Any]:
    given: dict[str, Any] = {"from": rule.begins, "to": rule.ends}
    given |= {"to_included": True} if rule.to_included else {}
    given |= {"stored_in": rule.begins.stored_in} if rule.begins.stored_in else {}
    return given | ({"written": rule.begins.written} if rule.begins.written else {})


SPAN_DATE = Noun(
    "span",
    "Each row holds from one date to another; an empty end means that it still holds.",
    SpanRule,
    (
        Key("from", _COLUMN, "the column from which a row holds", "started_on", field="begins", required=True),
        Key(
            "to",
            _COLUMN,
            "the column until which it holds, that moment excluded",
            "ended_on",
            field="ends",
            required=True,
        ),
        Key("to_included", TRUTH, "whether the last day counts", "true"),
        Key("stored_in", ZONE, "the zone of timestamps without one", "UTC", field=""),
        Key("written", TEXT, "how both dates are spelled in text", "d/m/yy", field=""),
    ),
    build=_build_span,
    spell=_spell_span,
)

_BY_KEY = (("from", record(SPAN_DATE)), ("to", record(SPAN_DATE)), ("year", record(PARTS_DATE)))


def _kind_of_date(node: Node) -> Kind:
    if not isinstance(node, Pairs):
        return _COLUMN
    return next((kind for key, kind in _BY_KEY if node.get(key) is not None), record(COLUMN_DATE))


def write_date(rule: DateRule | SpanRule) -> Plain:
    """The shortest spelling of a date."""
    if isinstance(rule, SpanRule):
        return write_noun(SPAN_DATE, rule)
    if rule.parts:
        return write_noun(PARTS_DATE, rule)
    if rule == DateRule(rule.column, table=rule.table):
        return dotted(rule.table, rule.column)
    return write_noun(COLUMN_DATE, rule)


def _read_date(node: Node, reading: Reading) -> Any:
    return _kind_of_date(node).read(node, reading)


_KINDS = (_COLUMN, record(COLUMN_DATE), record(SPAN_DATE), record(PARTS_DATE))
DATE = Kind("date", _read_date, write_date, {"anyOf": [kind.schema for kind in _KINDS]})


def _read_other(node: Node, reading: Reading) -> Any:
    return (record(COLUMN_DATE) if isinstance(node, Pairs) else _COLUMN).read(node, reading)


OTHER_DATES = list_of(Kind("date", _read_other, write_date, {"anyOf": [kind.schema for kind in _KINDS[:2]]}))

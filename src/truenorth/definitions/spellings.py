"""Small languages inside values: windows, balances' gaps, cohorts and ages, what completes a table."""

from __future__ import annotations

import re
from typing import Any

from truenorth.definitions.grammar import Key, Kind, Noun, Plain, Reading, assemble, record
from truenorth.definitions.kinds import (
    DURATION,
    FORMULA,
    NAME,
    TRUTH,
    day_text,
    either,
    list_of,
    map_of,
    named,
    scalar,
    word,
)
from truenorth.definitions.names import dotted, quoted, split_first, unquoted
from truenorth.definitions.nodes import Node, Pairs
from truenorth.model.metrics import IfMissing, Side, ToDateSpec, Window
from truenorth.model.tables import Completion, CompletionKind
from truenorth.periods import Duration, Grain, parse_duration

# Windows and to-dates

_TO_DATE = {
    grain.value.replace("_", " "): ToDateSpec(grain)
    for grain in (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR, Grain.FISCAL_QUARTER, Grain.FISCAL_YEAR)
} | {"all time": ToDateSpec(None)}


def window_text(text: str) -> Window | None:
    """The window that `last 28 days[, partial]` spells, or None."""
    found = re.fullmatch(r"last\s+([^,]+?)(\s*,\s*partial)?", text)
    span = parse_duration(found[1]) if found else None
    if found is None or span is None or span.count == 0 or span.unit == "minute":
        return None
    return Window(span, partial=found[2] is not None)


def _spell_window(window: Window) -> str:
    return f"last {window.span}{', partial' if window.partial else ''}"


WINDOW = word(
    "window",
    'a window such as `last 28 days` or "last 28 days, partial"',
    "NOT_A_WINDOW",
    window_text,
    write=_spell_window,
    schema={"type": "string"},
)
TO_DATE = named("to-date", _TO_DATE)

# Gaps of a balance


def if_missing_text(text: str) -> IfMissing | None:
    """What `carry forward 3 days` or `last known per entity [within N days]` spells, or None."""
    found = re.fullmatch(r"carry forward (.+)", text)
    if found:
        days = _days(found[1])
        return None if days is None else IfMissing(carry=days)
    found = re.fullmatch(r"last known per entity(?: within (.+))?", text)
    if found is None:
        return None
    if found[1] is None:
        return IfMissing(per_entity=True)
    days = _days(found[1])
    return None if days is None else IfMissing(per_entity=True, within=days)


def _days(text: str) -> int | None:
    found = parse_duration(text)
    return found.days if found and found.count else None


def _spell_if_missing(rule: IfMissing) -> str:
    if rule.per_entity:
        return "last known per entity" + ("" if rule.within is None else f" within {Duration(rule.within, 'day')}")
    return f"carry forward {Duration(rule.carry or 0, 'day')}"


IF_MISSING = word(
    "rule for gaps",
    "`carry forward 3 days`, `last known per entity` or `last known per entity within 10 days`",
    "NOT_A_GAP_RULE",
    if_missing_text,
    write=_spell_if_missing,
    schema={"type": "string"},
)

# What completes a table

NEWEST = Noun(
    "completion",
    "The newest value of a column says up to when the table is complete.",
    Completion,
    (
        Key("newest", NAME, "the column whose newest value counts", "loaded_at", field="column", required=True),
        Key("minus", DURATION, "how much earlier than that the table is complete", "2 hours"),
    ),
    build=lambda noun, values: assemble(noun, values, kind=CompletionKind.NEWEST),
)
_NEWEST = record(NEWEST)


def _completion(text: str) -> Completion | None:
    if text in (CompletionKind.ROWS, CompletionKind.AS_OF):
        return Completion(CompletionKind(text))
    day = day_text(text)
    return None if day is None else Completion(CompletionKind.DATE, day=day)


_COMPLETION_WORD = word(
    "completion",
    "`rows`, `as_of`, a date, or { newest: a column, minus: 2 hours }",
    "NOT_A_COMPLETION",
    _completion,
    schema={"type": "string"},
)


def _write_completion(rule: Completion) -> Plain:
    if rule.kind is CompletionKind.NEWEST:
        return _NEWEST.write(rule)
    return rule.day.isoformat() if rule.day else rule.kind.value


COMPLETION = either(
    "completion",
    lambda node: _NEWEST if isinstance(node, Pairs) else _COMPLETION_WORD,
    "what completes the table",
    _write_completion,
    _COMPLETION_WORD,
    _NEWEST,
)

# Sides of a conversion or retention

SIDE = Noun(
    "side",
    "One side of a conversion or retention.",
    Side,
    (
        Key("table", NAME, "the table", "orders", required=True),
        Key("filter", FORMULA, "the rows that count", "orders.amount > 10"),
        Key("first", TRUTH, "a cohort only: each entity's first row", "true"),
        Key("column", NAME, "a cohort only: the date by which entities are put into cohorts", "first_order_on"),
    ),
)
_SIDE = record(SIDE)


def _side_word(node: Node, reading: Reading) -> Side | None:
    text = scalar(node, reading, "a table")
    if text is None:
        return None
    first = re.fullmatch(r"first\s+(.+)", text.strip())
    if first:
        return Side(unquoted(first[1]), first=True)
    table, column = split_first(text)
    return Side(table, column=column)


def _write_side(side: Side) -> Plain:
    if side.filter is not None:
        return _SIDE.write(side)
    if side.first:
        return f"first {quoted(side.table)}"
    return dotted(side.table, side.column) if side.column else quoted(side.table)


_SIDE_WORD = Kind("table", _side_word, _write_side, {"type": "string"})
SIDE_KIND = either(
    "side",
    lambda node: _SIDE if isinstance(node, Pairs) else _SIDE_WORD,
    "a table or { table, filter }",
    _write_side,
    _SIDE_WORD,
    _SIDE,
)

_SAME_LIST = list_of(NAME, single=True)
_SAME_MAP = map_of(NAME, "from columns of one side to those of the other")


def _read_same(node: Node, reading: Reading) -> Any:
    if isinstance(node, Pairs):
        found = _SAME_MAP.read(node, reading)
        return None if found is None else tuple(found.items())
    names = _SAME_LIST.read(node, reading)
    return None if names is None else tuple((name, name) for name in names)


def _write_same(same: tuple[tuple[str, str], ...]) -> Plain:
    if all(here == there for here, there in same):
        return _SAME_LIST.write(tuple(here for here, _ in same))
    return _SAME_MAP.write(dict(same))


SAME = Kind("columns", _read_same, _write_same, {"anyOf": [_SAME_LIST.schema, _SAME_MAP.schema]})

# Ages of a cohort

_UNITS = {"day": Grain.DAY, "week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}


def after_text(text: str) -> tuple[Grain, int, int] | None:
    """The unit and the first and last age that `1 month` or `0..12 months` spells, or None."""
    found = re.fullmatch(r"(\d{1,4})(?:\s*\.\.\s*(\d{1,4}))?\s+([a-z]+?)s?", text)
    if found is None or found[3] not in _UNITS:
        return None
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    return (_UNITS[found[3]], first, last) if first <= last else None


def _spell_after(age: tuple[Grain, int, int]) -> str:
    unit, first, last = age
    return f"{first}..{last} {unit}s" if first != last else str(Duration(first, unit.value))


AFTER = word(
    "age",
    "an age such as `1 month` or `0..12 months`",
    "NOT_AN_AGE",
    after_text,
    write=_spell_after,
    schema={"type": "string"},
)

# Each: conditions on whole entities

EACH = map_of(FORMULA, "from a column to a condition")

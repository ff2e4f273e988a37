"""What the columns of a table hold, and which of them look like its date, key, dimensions and amounts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from truenorth.engines.base import Engine
from truenorth.model.types import Type
from truenorth.sql.text import ident

PROFILED = 200_000
"""So many rows are looked at for distinct values and examples."""
SAMPLE = 12
MOST_MEMBERS = 60
_TEXT = 80

ColumnRole = Literal["date", "key", "dimension", "amount", ""]


class ColumnSeen(TypedDict):
    """A column of a table that is not added yet."""

    name: str
    type: str
    why: str
    nulls: int
    distinct: int
    least: str
    most: str
    examples: list[str]
    role: ColumnRole


class TableSeen(TypedDict):
    """A table that is not added yet: `seen` rows were looked at, of `rows` (-1 where only those are known)."""

    name: str
    rows: int
    seen: int
    columns: list[ColumnSeen]
    sample: list[list[str]]
    problems: list[dict[str, Any]]
    dropped: list[str]
    about: list[str]


def look_at(
    engine: Engine, rows_sql: str, columns: Mapping[str, Type], why: Mapping[str, str]
) -> tuple[int, list[ColumnSeen], list[list[str]]]:
    """How many rows were looked at, each column with its guessed role, and the first rows as text."""
    if not columns:
        return 0, [], []
    seen = f"({rows_sql} limit {PROFILED}) as seen"
    counted = ["count(*)"]
    for name, kind in columns.items():
        column = ident(name)
        ends = kind.is_number or kind.is_moment
        counted += [f"count({column})", f"count(distinct cast({column} as varchar))"]
        counted += [f"cast({end}({column}) as varchar)" if ends else "null" for end in ("min", "max")]
    total, *told = engine.run(f"select {', '.join(counted)} from {seen}")[0]
    listed = ", ".join(f"cast({ident(name)} as varchar)" for name in columns)
    sample = [[_short(cell) for cell in row] for row in engine.run(f"select {listed} from {seen} limit {SAMPLE}")]
    rows = int(str(total))
    found = [
        _column(name, kind, why.get(name, ""), rows, told[4 * at : 4 * at + 4], [row[at] for row in sample])
        for at, (name, kind) in enumerate(columns.items())
    ]
    guess(found, rows)
    return rows, found, sample


def _short(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"


def _column(name: str, kind: Type, why: str, rows: int, told: Sequence[object], cells: list[str]) -> ColumnSeen:
    filled, distinct, least, most = told
    return {
        "name": name,
        "type": str(kind),
        "why": why,
        "nulls": rows - int(str(filled)),
        "distinct": int(str(distinct)),
        "least": _short(least),
        "most": _short(most),
        "examples": [text for text in dict.fromkeys(cells) if text][:3],
        "role": "",
    }


def guess(columns: Sequence[ColumnSeen], rows: int) -> None:
    """Gives each column the role that it probably has: one date, at most one key, dimensions and amounts."""
    moments = [each for each in columns if each["type"] in ("date", "timestamp", "instant") and each["distinct"]]
    if moments:
        min(moments, key=lambda each: (each["nulls"] > 0, not _dated(each["name"]), _born(each["name"])))["role"] = (
            "date"
        )
    unique = [each for each in columns if each["distinct"] == rows > 1 and not each["nulls"] and not each["role"]]
    keys = [each for each in unique if _is_id(each["name"])] or [
        each for each in unique[:1] if each["type"] in ("text", "integer") and each is columns[0]
    ]
    if keys:
        keys[0]["role"] = "key"
    for each in columns:
        if each["role"]:
            continue
        repeats = 1 < each["distinct"] <= MOST_MEMBERS and each["distinct"] < rows - each["nulls"]
        if each["type"] == "boolean" or (each["type"] == "text" and repeats):
            each["role"] = "dimension"
        elif each["type"] in ("integer", "decimal", "float") and not _is_id(each["name"]):
            each["role"] = "amount"


def _dated(name: str) -> bool:
    return bool(re.search(r"date|day|time|month|_at$|_on$|^at$|^on$", name, re.IGNORECASE))


def _born(name: str) -> bool:
    """Dates of people's lives, of deliveries and of changes are seldom what rows are dated by."""
    return bool(re.search(r"birth|born|updat|modif|delet|ship|deliver|due|end", name, re.IGNORECASE))


def _is_id(name: str) -> bool:
    words = re.split(r"[\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return bool({"id", "key", "number", "no", "nr", "code", "uuid", "zip", "postcode", "year"} & set(words))

"""Right answers as the trap and case files write them, and what of an answer differs from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

MISSING = ("before_data", "not_loaded", "no_date", "not_yet", "no_age")
"""Reasons that make a null cell's state `missing`; with any other the state is that of its period."""

Answer = Mapping[str, Any]


def number(text: str) -> Decimal:
    """The number written as `12.5` or as a quotient `96/102`."""
    above, _, below = text.partition("/")
    with localcontext(prec=28):
        return Decimal(above) / Decimal(below or 1)


def near(expected: Decimal, found: object, tolerance: Decimal) -> bool:
    """Whether a number is the expected one, up to a share of it."""
    if isinstance(found, bool) or not isinstance(found, int | float | Decimal):
        return False
    return abs(Decimal(found) - expected) <= tolerance * abs(expected)


def differences(expected: Sequence[Mapping[str, Any]], answer: Answer, by: Sequence[str], *, some: bool) -> list[str]:
    """What differs between the rows expected and those of the answer, a sentence each; `some` allows further rows."""
    left = list(answer["rows"])
    problems = []
    for wanted in expected:
        row = next((row for row in left if _is_row(wanted, row, by)), None)
        if row is None:
            problems.append(f"no row for {dict(wanted)}")
            continue
        left.remove(row)
        problems += _row_differences(wanted, row, by)
    if left and not some:
        problems += [f"unexpected row {row['period']} {row['segment']}" for row in left]
    return problems


def _is_row(wanted: Mapping[str, Any], row: Mapping[str, Any], by: Sequence[str]) -> bool:
    if bool(row.get("total")) != (wanted.get("total") == "true"):
        return False
    if "period" in wanted and wanted["period"] != row["period"]:
        return False
    names = [name for name in by if name in wanted] if row.get("total") else by
    return all(_is_member(wanted[name], row["segment"].get(name, ...)) for name in names)


def _is_member(text: str, found: object) -> bool:
    if text == "null" or isinstance(found, str):
        return found is None if text == "null" else text == found
    return text == (str(found).lower() if isinstance(found, bool) else str(found))


def _row_differences(wanted: Mapping[str, Any], row: Mapping[str, Any], by: Sequence[str]) -> list[str]:
    problems = [
        f"{row['period']}: {edge} is {row[edge]}, not {wanted[edge]}"
        for edge in ("start", "end")
        if edge in wanted and wanted[edge] != row[edge]
    ]
    known = {"period", "start", "end", "total", *by}
    for metric in (key for key in wanted if key not in known):
        where = f"{row['period']} {row['segment']} {metric}"
        problems += [f"{where}: {problem}" for problem in _cell_differences(wanted[metric], row["values"][metric])]
    return problems


def _cell_differences(wanted: str | Mapping[str, Any], cell: Mapping[str, Any]) -> list[str]:
    more = {} if isinstance(wanted, str) else wanted
    value, reason, state = _read(wanted if isinstance(wanted, str) else wanted["is"])
    found = (cell["value"], cell["reason"], cell["state"])
    problems = []
    if not _same(value, cell["value"]) or reason != cell["reason"] or state != cell["state"]:
        problems.append(f"expected {(value, reason, state)}, found {found}")
    if "like_for_like" in more and more["like_for_like"] != cell.get("like_for_like"):
        problems.append(f"like_for_like is {cell.get('like_for_like')!r}")
    if "rows" in more:
        problems += _drilled_differences(more["rows"], cell.get("rows", []))
    for name, parts in (
        *more.get("compare", {}).items(),
        *([("components", more["components"])] if "components" in more else []),
    ):
        block = cell["components"] if name == "components" else cell["compare"][name]
        problems += [
            f"{name}: {key} is {block[key]!r}, not {text}"
            for key, text in parts.items()
            if not _as_written(text, block[key])
        ]
    return problems


def _drilled_differences(wanted: Sequence[Mapping[str, str]], found: Sequence[Mapping[str, Any]]) -> list[str]:
    """What differs between the rows behind a number, in order, in the columns that are named."""
    if len(wanted) != len(found):
        return [f"{len(found)} rows behind it, not {len(wanted)}: {[dict(row) for row in found]}"]
    return [
        f"row {number} behind it has {name} {row.get(name, ...)!r}, not {text}"
        for number, (cells, row) in enumerate(zip(wanted, found, strict=True), 1)
        for name, text in cells.items()
        if not _as_written(text, row.get(name, ...))
    ]


NUMBER = re.compile(r"-?\d+(\.\d+)?(/\d+)?")


def _read(text: str) -> tuple[Decimal | str | None, str | None, str]:
    """(value, reason, state) of a cell as written: `12`, `96/102`, `2024-01-31`, `null no_rows`, `100 in_progress`."""
    words = text.split()
    going = words[-1] == "in_progress"
    if going:
        words.pop()
    state = "in_progress" if going else "complete"
    if words[0] != "null":
        return number(words[0]) if NUMBER.fullmatch(words[0]) else words[0], None, state
    reason = words[1]
    return None, reason, "missing" if reason in MISSING else state


def _as_written(text: str, found: object) -> bool:
    if text == "null":
        return found is None
    if text in ("true", "false"):
        return found is (text == "true")
    if NUMBER.fullmatch(text):
        return _same(number(text), found)
    return text == found


def _same(expected: Decimal | str | None, found: object) -> bool:
    if expected is None or isinstance(expected, str):
        return found == expected
    return near(expected, found, Decimal("1e-14"))  # quotients come with 15 digits

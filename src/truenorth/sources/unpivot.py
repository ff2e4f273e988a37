"""Wide columns to long rows, by a pattern of their names.

`unpivot: "{year}"` takes the columns named 1985 … 2017: each cell becomes a row with `year` and `value`.
`unpivot: "{quarter} {*}"` takes `2012-Q4 Vol.`, `2012-Q4 CPT (£)`, …: one row per quarter, with columns
`quarter`, `Vol.`, `CPT (£)`. `{year} {quarter} {month} {week} {day}` take only what is spelled as one; any other
name in braces takes any text; `{*}` is the rest of the name, and names the column of values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from truenorth.errors import Place, nearest_names, refuse
from truenorth.sources import duck
from truenorth.sources.cells import MONTH
from truenorth.sources.options import Unpivot

SPELLINGS = {
    "year": r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?|FY ?\d\d(?:\d\d)?",
    "quarter": r"(?:19|20)\d\d[- ]?Q[1-4]|Q[1-4](?:[- ](?:19|20)?\d\d)?",
    "month": rf"(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])|{MONTH}\.?(?:[- ']*(?:19|20)?\d\d)?",
    "week": r"(?:19|20)\d\d-?W\d\d|W\d\d?",
    "day": r"(?:19|20)\d\d[-/]\d\d?[-/]\d\d?|\d\d?[-/.]\d\d?[-/.](?:19|20)?\d\d",
}
FOOTNOTE = r"(?:\s*[*†‡§¶]+)?"
REST = "*"


@dataclass(frozen=True)
class Group:
    """One long row of each wide one: the texts of the parts, and the staged column of each value column."""

    parts: tuple[str, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Long:
    """What is kept, the part names, the value columns, and the groups in the order of the wide columns."""

    kept: tuple[tuple[str, str], ...]
    parts: tuple[str, ...]
    values: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (*(name for name, _ in self.kept), *self.parts, *self.values)


def plan_unpivot(unpivot: Unpivot, columns: Sequence[tuple[str, str]], place: Place) -> Long:
    """The long shape of these (name, staged column) pairs; `Refused` where nothing matches or names collide."""
    pattern, parts = _pattern(unpivot, place)
    kept: list[tuple[str, str]] = []
    groups: dict[tuple[str, ...], dict[str, str]] = {}
    values: dict[str, None] = {}
    for name, column in columns:
        match = pattern.fullmatch(name)
        if match is None:
            kept.append((name, column))
            continue
        texts = tuple(match[f"p{index}"].strip() for index in range(len(parts)))
        value = match["rest"].strip() if "rest" in pattern.groupindex else unpivot.value
        values.setdefault(value)
        if value in groups.setdefault(texts, {}):
            raise refuse(
                "UNPIVOT_TWICE",
                f"Two columns would become {value} of {', '.join(texts)}; one is {name}.",
                place,
                hint="name more of the column's text in the pattern",
            )
        groups[texts][value] = column
    if not groups:
        known = [name for name, _ in columns]
        raise refuse(
            "UNPIVOT_NOTHING",
            f"No column is named like {unpivot.columns}.",
            place,
            nearest=nearest_names(unpivot.columns, known) or tuple(known[:3]),
        )
    long = Long(tuple(kept), parts, tuple(values), tuple(Group(texts, dict(found)) for texts, found in groups.items()))
    _check_names(long, place)
    return long


def _check_names(long: Long, place: Place) -> None:
    folded = [name.casefold() for name in long.names]
    twice = next((name for name in long.names if folded.count(name.casefold()) > 1), None)
    if twice is not None:
        raise refuse(
            "UNPIVOT_NAME",
            f"The long table would have two columns named {twice}.",
            place,
            hint="choose another name in braces, or `value:`",
        )


def _pattern(unpivot: Unpivot, place: Place) -> tuple[re.Pattern[str], tuple[str, ...]]:
    parts: list[str] = []
    written = ""
    for index, piece in enumerate(re.split(r"\{([^{}]+)\}", unpivot.columns)):
        if index % 2 == 0:
            written += re.sub(r"(?:\\ )+", r"\\s+", re.escape(piece))
        elif piece.strip() == REST:
            written += r"(?P<rest>.+)"
        else:
            spelling = SPELLINGS.get(piece.strip().lower())
            written += f"(?P<p{len(parts)}>{spelling or '.+?'})" + (FOOTNOTE if spelling else "")
            parts.append(piece.strip())
    if not parts or unpivot.columns.count("{*}") > 1:
        raise refuse(
            "UNPIVOT_PATTERN",
            f"The pattern {unpivot.columns!r} should name at least one part, and {{*}} at most once.",
            place,
            hint='such as "{quarter} {*}"',
        )
    return re.compile(written, re.IGNORECASE), tuple(parts)


def long_sql(table: str, long: Long) -> str:
    """The SQL of the long table: columns n0 … in the order of `names`; rows without any value are left out."""
    selects = []
    for order, group in enumerate(long.groups):
        columns = [column for _, column in long.kept]
        columns += [duck.text(text) for text in group.parts]
        columns += [group.columns.get(value, "NULL") for value in long.values]
        named = ", ".join(f"{sql} AS n{index}" for index, sql in enumerate(columns))
        present = " OR ".join(f"NOT {duck.is_blank(column)}" for column in group.columns.values())
        selects.append(f"SELECT part, line, {order} AS long_order, {named} FROM {table} WHERE {present}")
    return "\nUNION ALL ".join(selects)

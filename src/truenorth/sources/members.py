"""Members of a column of text that differ by white space or by small and capital letters only: told, or trimmed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from truenorth.errors import Finding, Level, Place
from truenorth.model.types import TEXT
from truenorth.sources import duck
from truenorth.sources.columns import Staged, TypedColumn

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

PlaceOf: TypeAlias = Callable[[str, str], Place]
CODE = "MEMBERS_ALIKE"
MOST_MEMBERS = 20_000  # more are no members but texts
REPEATED = 2  # capital letters tell codes apart, but hardly members that stand so often on average
LONGEST = 60  # longer texts are sentences
SPACES = "[\\s\\x{00a0}\\x{202f}\\x{feff}]+"


def trimmed_texts(typed: Sequence[TypedColumn]) -> list[TypedColumn]:
    """The columns of text without white space around their cells, and with single blanks inside."""
    return [replace(one, sql=trim_sql(one.sql)) if one.type == TEXT else one for one in typed]


def trim_sql(sql: str) -> str:
    """SQL of a text without white space around it and with single blanks inside; nothing left is null."""
    return f"nullif(trim(regexp_replace({sql}, '{SPACES}', ' ', 'g')), '')"


TRIM_FILES = "say `trim: yes` in the source, which cuts white space"
TRIM_SQL = "cut white space by trim(…) in a `sql:` of the table"


def staged_members(staged: Staged, typed: Sequence[TypedColumn], remedy: str = TRIM_FILES) -> list[Finding]:
    """A warning for each staged column of text with members that look alike; `remedy` says how to trim them."""
    texts = [(one.name, one.sql) for one in typed if one.type == TEXT]

    def place(sql: str, member: str) -> Place:
        part, line = staged.con.execute(
            f"SELECT part, line FROM {staged.table} WHERE {sql} = {duck.text(member)} ORDER BY part, line LIMIT 1"
        ).fetchall()[0]
        return staged.place(int(part), int(line))

    return alike_members(staged.con, staged.table, texts, place, remedy)


def alike_members(
    con: Connection, table: str, texts: Sequence[tuple[str, str]], place: PlaceOf, remedy: str = TRIM_FILES
) -> list[Finding]:
    """A warning for each (name, SQL) of text with members that look alike; `place` finds the first cell of one."""
    if not texts:
        return []
    counts = ", ".join(f"count({sql}), approx_count_distinct({sql})" for _, sql in texts)
    row = con.execute(f"SELECT {counts} FROM {table}").fetchall()[0]
    found = []
    for number, (name, sql) in enumerate(texts):
        filled, members = int(row[2 * number]), int(row[2 * number + 1])
        if members > MOST_MEMBERS:
            continue
        groups = con.execute(
            f"""SELECT list(m ORDER BY cells DESC, m), sum(cells), bool_or(m IS DISTINCT FROM {trim_sql("m")}) AS spaced
                FROM (SELECT {sql} AS m, count(*) AS cells FROM {table} WHERE length({sql}) <= {LONGEST} GROUP BY 1)
                GROUP BY lower({trim_sql("m")}) HAVING count(*) > 1 AND lower({trim_sql("m")}) IS NOT NULL
                ORDER BY 2 DESC, 1"""
        ).fetchall()
        told = [(list(group), bool(spaced)) for group, _, spaced in groups if spaced or filled >= REPEATED * members]
        if told:
            found.append(_finding(name, told, place(sql, told[0][0][1]), remedy))
    return found


def _shown(member: str) -> str:
    """The member with its white space to be seen, where some is too much."""
    plain = " ".join(member.split())
    seen = member if member == plain else "".join("␣" if letter.isspace() else letter for letter in member)
    return f"'{seen}'"


def for_dimensions(findings: Sequence[Finding], columns: Collection[str]) -> tuple[Finding, ...]:
    """The findings, those of alike members a note where their column is no dimension."""
    named = tuple(_begins(column) for column in columns)
    return tuple(
        replace(each, level=Level.NOTE) if each.code == CODE and not each.message.startswith(named) else each
        for each in findings
    )


def _begins(column: str) -> str:
    return f"Column {column} holds "


def _finding(name: str, groups: Sequence[tuple[Sequence[str], bool]], place: Place, remedy: str) -> Finding:
    first = " and ".join(_shown(member) for member in groups[0][0][:3])
    more = f" ({len(groups) - 1} more such)" if len(groups) > 1 else ""
    spaced = any(each for _, each in groups)
    alike = "write them alike where they are made, or split by a dimension with a `formula:` of lower(…)"
    return Finding(
        CODE,
        f"{_begins(name)}{first}{more}: they differ by blanks or capital letters only, and count apart.",
        place,
        Level.WARNING,
        hint=remedy if spaced else alike,
    )

"""Parquet files copied as they are typed; nested and binary columns are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.errors import Finding, Level, Place
from truenorth.model.types import BOOLEAN, DATE, FLOAT, INSTANT, INTEGER, TEXT, TIME, TIMESTAMP, Type, decimal
from truenorth.sources import duck
from truenorth.sources.columns import Staged, TypedColumn
from truenorth.sources.facts import ColumnFacts, Facts
from truenorth.sources.find import Part, no_column, unreadable
from truenorth.sources.load import Loaded, select_typed
from truenorth.sources.members import alike_members, trimmed_texts
from truenorth.sources.unpack import unpack
from truenorth.sources.written import NOTHING_WRITTEN, Written, apply_spellings, texts_of

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

TYPES: tuple[tuple[str, Type, str], ...] = (  # the engine's type, ours, and the SQL that brings one to the other
    ("BOOLEAN", BOOLEAN, "{c}"),
    ("U?(TINY|SMALL)INT|U?INTEGER|BIGINT", INTEGER, "CAST({c} AS BIGINT)"),
    ("U?HUGEINT|UBIGINT", INTEGER, "CAST({c} AS DECIMAL(38, 0))"),
    ("FLOAT|DOUBLE", FLOAT, "CASE WHEN isfinite({c}) THEN CAST({c} AS DOUBLE) END"),
    ("VARCHAR|UUID|JSON|ENUM.*", TEXT, "CAST({c} AS VARCHAR)"),
    ("DATE", DATE, "{c}"),
    ("TIME", TIME, "{c}"),
    ("TIMESTAMP(_S|_MS|_NS)?", TIMESTAMP, "CAST({c} AS TIMESTAMP)"),
    ("TIMESTAMP WITH TIME ZONE", INSTANT, "{c}"),
)


def load_parquet(
    con: Connection, parts: Sequence[Part], work: Path, written: Written = NOTHING_WRITTEN, *, trim: bool = False
) -> Loaded:
    """The files united by column name, in their own types."""
    import duckdb

    paths = ", ".join(duck.text(str(unpack(part, work, number))) for number, part in enumerate(parts))
    rows = f"read_parquet([{paths}], union_by_name = true)"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()
        count = con.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0]
    except duckdb.Error as problem:
        raise unreadable(parts[0], str(problem).splitlines()[0]) from None
    typed: list[TypedColumn] = []
    unusable: dict[str, Finding] = {}
    findings: list[Finding] = []
    place = Place(parts[0].file)
    for name, engine_type, *_ in described:
        found = _typed(engine_type)
        if found is None:
            sentence = (
                f"Column {name} holds {engine_type.split('(')[0].lower()} values, not single ones; it is left out."
            )
            unusable[name] = Finding("COLUMN_NESTED", sentence, place, Level.NOTE)
            continue
        type_, template = found
        typed.append(TypedColumn(name, type_, template.replace("{c}", duck.name(name)), f"stored as {engine_type}"))
        if type_ == FLOAT:
            findings += _not_finite(con, rows, name, place)
    if trim:
        typed = trimmed_texts(typed)
    findings += alike_members(con, rows, [(one.name, one.sql) for one in typed if one.type == TEXT], lambda *_: place)
    if any(one.name in written.spelled for one in typed):
        rows, typed, unfit = _spelled(con, rows, parts[0].file, typed, written)
        unusable |= unfit
    if not typed:
        raise no_column(parts[0].label, parts[0].file, unusable)
    findings += [finding for one in typed for finding in one.findings]
    columns = tuple(ColumnFacts(one.name, one.type, one.why) for one in typed)
    facts = Facts(columns, int(count), unusable, (), (*unusable.values(), *findings), {"file": parts[0].label})
    return Loaded(select_typed(rows, typed), facts)


def _spelled(
    con: Connection, rows: str, file: str, typed: Sequence[TypedColumn], written: Written
) -> tuple[str, list[TypedColumn], dict[str, Finding]]:
    """The rows with the cells of written dates as text beside them, and the columns read by their spellings."""
    told = [one for one in typed if one.name in written.spelled]
    texts = [f"CAST({one.sql} AS VARCHAR) AS written_{number}" for number, one in enumerate(told)]
    con.execute(
        f"CREATE VIEW staged AS SELECT 0 AS part, row_number() OVER () AS line, *, {', '.join(texts)} FROM {rows}"
    )
    staged = Staged(con, "staged", [(one.name, f"written_{number}") for number, one in enumerate(told)], [file])
    columns, unfit = apply_spellings(staged, typed, written.spelled, own_nulls=True)
    return "staged", [*columns, *texts_of(staged, columns, written.texts)], unfit


def _typed(engine_type: str) -> tuple[Type, str] | None:
    match = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", engine_type)
    if match:
        return decimal(int(match[2])), "{c}"
    return next((pair for pattern, *pair in TYPES if re.fullmatch(pattern, engine_type)), None)  # type: ignore[return-value]


def _not_finite(con: Connection, rows: str, name: str, place: Place) -> list[Finding]:
    column = duck.name(name)
    # not in WHERE: DuckDB 2.0 skips row groups by statistics that leave NaN out
    count = con.execute(f"SELECT count(*) FILTER (NOT isfinite({column})) FROM {rows}").fetchall()[0][0]
    if not count:
        return []
    sentence = f"Column {name} holds {count} values that are no number (NaN or infinite); read as missing."
    return [Finding("NUMBER_NOT_FINITE", sentence, place, Level.WARNING, columns=(name,))]

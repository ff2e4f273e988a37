"""Columns typed as their database declares them, as far as their values keep to it."""

from __future__ import annotations

import re
from dataclasses import replace

from truenorth.errors import Finding, Level
from truenorth.model.types import BOOLEAN, DATE, FLOAT, INTEGER, NULL, TEXT, TIME, TIMESTAMP, Kind, decimal
from truenorth.sources.columns import Numbers, Staged, TypedColumn, type_columns
from truenorth.sources.number_columns import NARROW, WIDE

NAMES = (  # the first that is found in the declared name, as SQLite itself reads them
    (r"BOOL", Kind.BOOLEAN),
    (r"INT", Kind.INTEGER),
    (r"CHAR|CLOB|TEXT|STRING|UUID|JSON", Kind.TEXT),
    (r"REAL|FLOA|DOUB", Kind.FLOAT),
    (r"DATETIME|TIMESTAMP", Kind.TIMESTAMP),
    (r"DATE", Kind.DATE),
    (r"TIME", Kind.TIME),
    (r"DEC|NUM|MONEY|CURRENCY", Kind.DECIMAL),
)
CASTS = {
    Kind.INTEGER: (INTEGER, "TRY_CAST({c} AS BIGINT)"),
    Kind.FLOAT: (FLOAT, "CASE WHEN isfinite(TRY_CAST({c} AS DOUBLE)) THEN TRY_CAST({c} AS DOUBLE) END"),
    Kind.BOOLEAN: (BOOLEAN, "CASE lower({c}) WHEN '1' THEN true WHEN '0' THEN false ELSE TRY_CAST({c} AS BOOLEAN) END"),
}
EMPTY = {
    Kind.DATE: (DATE, "DATE"),
    Kind.TIMESTAMP: (TIMESTAMP, "TIMESTAMP"),
    Kind.TIME: (TIME, "TIME"),
}
FLOAT_DIGITS = 12  # more decimals than people write; the last are the noise of binary fractions
MOMENTS = (Kind.DATE, Kind.TIMESTAMP, Kind.TIME)


def declared_column(staged: Staged, name: str, column: str, declared: str, *, floats: bool) -> TypedColumn:
    """The column by its declared type; by what it holds where nothing is declared, or where some value disobeys.

    `floats` says that it holds binary fractions: 0.1 + 0.2 is 0.30000000000000004, which is no decimal of 17 digits.
    """
    kind = next((kind for pattern, kind in NAMES if re.search(pattern, declared.upper())), None)
    if kind is Kind.TEXT:
        return TypedColumn(name, TEXT, column, f"declared {declared}")
    if kind in CASTS:
        type_, template = CASTS[kind]
        sql = template.replace("{c}", column)
        if not _disobeys(staged, column, sql):
            return TypedColumn(name, type_, sql, f"declared {declared}")
    held = _by_values(staged, name, column)
    if kind is None:
        noisy = floats and held.type.kind is Kind.DECIMAL and held.type.scale > FLOAT_DIGITS
        return replace(held, type=FLOAT, sql=f"CAST({column} AS DOUBLE)", why="binary fractions") if noisy else held
    if kind is Kind.DECIMAL and held.type.kind in (Kind.INTEGER, Kind.DECIMAL):
        return _decimal(staged, held, column, declared)
    if kind in MOMENTS and held.type.kind in (*MOMENTS, Kind.INSTANT):
        return _moment(held, kind, declared)
    if held.type == NULL:
        type_, engine_type = EMPTY.get(kind, (decimal(2), "DECIMAL(18, 2)"))
        return TypedColumn(name, type_, f"CAST(NULL AS {engine_type})", f"declared {declared}, empty")
    return replace(held, findings=(*held.findings, _disobedient(staged, name, declared, held)))


def _by_values(staged: Staged, name: str, column: str) -> TypedColumn:
    one = Staged(staged.con, staged.table, [(name, column)], staged.files)
    return type_columns(one, Numbers(decimal="."), own_nulls=True)[0]


def _disobeys(staged: Staged, column: str, sql: str) -> bool:
    rows = staged.con.execute(
        f"SELECT count(*) FROM {staged.table} WHERE {column} IS NOT NULL AND ({sql}) IS NULL"
    ).fetchall()
    return bool(rows[0][0])


def _decimal(staged: Staged, held: TypedColumn, column: str, declared: str) -> TypedColumn:
    """DECIMAL with the declared scale, or a larger one if some value needs it."""
    match = re.search(r"\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)", declared)
    scale = max(int(match[2] or 0) if match else 0, held.type.scale)
    digits = f"max(length(regexp_extract({column}, '^-?(\\d+)', 1)))"
    before = staged.con.execute(f"SELECT {digits} FROM {staged.table}").fetchall()[0][0] or 0
    width = NARROW if before + scale <= NARROW else WIDE
    why = f"declared {declared}"
    if match and scale > int(match[2] or 0):
        why += f", but with up to {scale} decimals"
    return TypedColumn(held.name, decimal(scale), f"CAST({column} AS DECIMAL({width}, {scale}))", why)


def _moment(held: TypedColumn, kind: Kind, declared: str) -> TypedColumn:
    """As the values say; a column declared with a clock has one even if all its values are bare dates."""
    if kind is Kind.TIMESTAMP and held.type.kind is Kind.DATE:
        return replace(held, type=TIMESTAMP, sql=f"CAST({held.sql} AS TIMESTAMP)", why=f"declared {declared}")
    return replace(held, why=f"declared {declared}: {held.why}")


def _disobedient(staged: Staged, name: str, declared: str, held: TypedColumn) -> Finding:
    return Finding(
        "COLUMN_DISOBEYS",
        f"Column {name} is declared {declared}, but its values are {held.type}; it is read as {held.type}.",
        staged.place(0, 1),
        Level.WARNING,
        hint="mend the values, or cast them in a `sql:` of the table",
    )

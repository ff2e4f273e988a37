"""DuckDB's SQL."""

from __future__ import annotations

from truenorth.model.types import Kind, Type
from truenorth.sql.dialects.base import COMMON, Dialect
from truenorth.sql.text import quote


def _divide(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    """Float for floats; else exact, rounded half up to 12 decimals once: DuckDB's own `/` on decimals is a float."""
    over, under = texts
    if result.kind is Kind.FLOAT:
        return f"(CAST({over} AS DOUBLE) / NULLIF(CAST({under} AS DOUBLE), 0))"
    a, b = (_whole(text, type) for text, type in zip(texts, types, strict=True))
    digits = 12 + types[1].scale - types[0].scale
    if digits >= 0:
        a = f"{a} * {10**digits}"
    else:
        b = f"{b} * {10**-digits}"
    rounded = f"((2 * ABS({a}) + ABS({b})) // NULLIF(2 * ABS({b}), 0))"
    signed = f"{rounded} * SIGN({over}) * SIGN({under})"
    return f"CAST(CAST({signed} AS DECIMAL(26, 0)) * CAST(0.000000000001 AS DECIMAL(12, 12)) AS DECIMAL(38, 12))"


def _whole(text: str, type: Type) -> str:
    """A decimal as the whole number of its smallest units."""
    if type.kind is not Kind.DECIMAL or type.scale == 0:
        return f"CAST({text} AS HUGEINT)"
    return f"CAST({text} * {10**type.scale} AS HUGEINT)"


def _round(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    rounded = f"ROUND({', '.join(texts)})"
    return f"CAST({rounded} AS HUGEINT)" if result.kind is Kind.INTEGER else rounded


def _whole_number(name: str) -> object:
    def write(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
        return f"CAST({name}({texts[0]}) AS HUGEINT)"

    return write


DUCKDB = Dialect(
    name="duckdb",
    types={
        Kind.INTEGER: "BIGINT",
        Kind.DECIMAL: "DECIMAL",
        Kind.FLOAT: "DOUBLE",
        Kind.TEXT: "VARCHAR",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.DATE: "DATE",
        Kind.TIME: "TIME",
        Kind.TIMESTAMP: "TIMESTAMP",
        Kind.INSTANT: "TIMESTAMPTZ",
    },
    functions={
        **COMMON,
        "contains": lambda text, part: f"CONTAINS({text}, {part})",
        "date": lambda y, m, d: f"MAKE_DATE({y}, {m}, {d})",
        "days_between": lambda a, b: f"DATE_DIFF('day', {a}, {b})",
        "seconds_between": lambda a, b: f"(EPOCH_US({b}) - EPOCH_US({a}))",
    },
    typed={"/": _divide, "round": _round, "floor": _whole_number("FLOOR"), "ceil": _whole_number("CEIL")},  # type: ignore[dict-item]
    percentile=lambda x, p, only: f"QUANTILE_CONT(CAST({x} AS DOUBLE), {p}){only}",
    edge=lambda which, x, at, only: (
        f"{'ARG_MAX' if which == 'last' else 'ARG_MIN'}({x}, ROW({at}, {x}))"
        + (only[:-1] + f" AND {x} IS NOT NULL)" if only else f" FILTER (WHERE {x} IS NOT NULL)")
    ),
    truncate=lambda unit, x: f"CAST(DATE_TRUNC('{unit}', {x}) AS DATE)",
    extract=lambda path: f"READ_PARQUET({quote(path)})",
    distinct_count=lambda x, only: f"COUNT(DISTINCT {x}){only}",
)

"""DuckDB's SQL."""

from __future__ import annotations

from truenorth.model.types import Kind, Type
from truenorth.sql.dialects import duck_numbers as numbers
from truenorth.sql.dialects.base import COMMON, Dialect, Rates, Typed
from truenorth.sql.text import quote


def _round(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    rounded = f"ROUND({', '.join(texts)})"
    return f"CAST({rounded} AS HUGEINT)" if result.kind is Kind.INTEGER else rounded


def _whole_number(name: str) -> Typed:
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
    typed={
        "*": numbers.product,
        "/": numbers.quotient,
        "round": _round,
        "floor": _whole_number("FLOOR"),
        "ceil": _whole_number("CEIL"),
    },
    percentile=lambda x, p, only: f"QUANTILE_CONT(CAST({x} AS DOUBLE), {p}){only}",
    edge=lambda which, x, at, only: (
        f"{'ARG_MAX' if which == 'last' else 'ARG_MIN'}({x}, ROW({at}, {x}))"
        + (only[:-1] + f" AND {x} IS NOT NULL)" if only else f" FILTER (WHERE {x} IS NOT NULL)")
    ),
    truncate=lambda unit, x: f"CAST(DATE_TRUNC('{unit}', {x}) AS DATE)",
    extract=lambda path: f"READ_PARQUET({quote(path)})",
    distinct_count=lambda x, only: f"COUNT(DISTINCT {x}){only}",
    rates=Rates(numbers.rate, numbers.through, numbers.factor, numbers.converted, numbers.exact),
)

"""PostgreSQL's SQL."""

from __future__ import annotations

from truenorth.model.types import Kind, Type
from truenorth.sql.dialects.base import COMMON, Dialect, Rates, Typed


def _divide(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    """Float for floats; else exact, rounded to 12 decimals once. Never integer division, never by zero."""
    over, under = texts
    if result.kind is Kind.FLOAT:
        return f"(CAST({over} AS DOUBLE PRECISION) / NULLIF(CAST({under} AS DOUBLE PRECISION), 0))"
    a, b = (f"CAST({text} AS NUMERIC)" for text in texts)
    return _rounded(a, f"NULLIF({b}, 0)")


def _multiply(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    """A product; whole numbers are made wide, since two of 32 bits seldom fit one."""
    left, right = texts
    return f"(CAST({left} AS BIGINT) * {right})" if result.kind is Kind.INTEGER else f"({left} * {right})"


def _rounded(over: str, under: str) -> str:
    """A quotient of decimals of any length, rounded half away from zero to 12 decimals once."""
    whole = f"DIV(2 * ABS({over}) * 1000000000000 + ABS({under}), 2 * ABS({under}))"
    return f"CAST(SIGN({over}) * SIGN({under}) * {whole} * 0.000000000001 AS NUMERIC(38, 12))"


def _exact(text: str, type: Type) -> str:
    """A number as a decimal; a float by the shortest decimal that it is written as, null where it is none."""
    if type.kind is not Kind.FLOAT:
        return f"CAST({text} AS NUMERIC)"
    return f"CAST(CASE WHEN {text} - {text} = 0 THEN CAST({text} AS TEXT) END AS NUMERIC)"


def _converted(amount: str, type: Type, rate: str) -> str:
    product = f"{_exact(amount, type)} * {rate}.numerator"
    quotient = _rounded(f"({product})", f"{rate}.denominator")
    return f"(CASE WHEN {rate}.denominator = 1 THEN CAST({product} AS NUMERIC(38, 12)) ELSE {quotient} END)"


_RATES = Rates(
    fraction=lambda text, type: (_exact(text, type), "CAST(1 AS NUMERIC)"),
    through=lambda first, second: (f"{first[0]} * {second[0]}", f"{first[1]} * {second[1]}"),
    factor=lambda rate, type: "CAST(NULL AS NUMERIC)",
    converted=_converted,
    exact=_exact,
)


def _round(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    """PostgreSQL rounds floats half to even; decimals half away from zero, as we say everywhere."""
    digits = texts[1] if len(texts) > 1 else "0"
    rounded = f"ROUND(CAST({texts[0]} AS NUMERIC), CAST({digits} AS INTEGER))"
    if result.kind is Kind.INTEGER:
        return f"CAST({rounded} AS BIGINT)"
    return f"CAST({rounded} AS DOUBLE PRECISION)" if result.kind is Kind.FLOAT else rounded


def _whole_number(name: str) -> Typed:
    def write(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
        return f"CAST({name}({texts[0]}) AS BIGINT)"

    return write


def _truncate(unit: str, x: str) -> str:
    """`date_trunc` on a date would read it in the session's zone: it is made a wall clock first."""
    return f"CAST(DATE_TRUNC('{unit}', CAST({x} AS TIMESTAMP)) AS DATE)"


def _edge(which: str, x: str, at: str, only: str) -> str:
    order = "DESC" if which == "last" else "ASC"
    kept = only[:-1] + f" AND {x} IS NOT NULL)" if only else f" FILTER (WHERE {x} IS NOT NULL)"
    return f"(ARRAY_AGG({x} ORDER BY {at} {order}, {x} {order}){kept})[1]"


POSTGRES = Dialect(
    name="postgres",
    types={
        Kind.INTEGER: "BIGINT",
        Kind.DECIMAL: "NUMERIC",
        Kind.FLOAT: "DOUBLE PRECISION",
        Kind.TEXT: "TEXT",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.DATE: "DATE",
        Kind.TIME: "TIME",
        Kind.TIMESTAMP: "TIMESTAMP",
        Kind.INSTANT: "TIMESTAMPTZ",
    },
    functions={
        **COMMON,
        "contains": lambda text, part: f"(POSITION({part} IN {text}) > 0)",
        "date": lambda y, m, d: f"MAKE_DATE(CAST({y} AS INTEGER), CAST({m} AS INTEGER), CAST({d} AS INTEGER))",
        "days_between": lambda a, b: f"(CAST({b} AS DATE) - CAST({a} AS DATE))",
        "seconds_between": lambda a, b: (
            f"CAST(EXTRACT(EPOCH FROM {b}) * 1000000 AS BIGINT) - CAST(EXTRACT(EPOCH FROM {a}) * 1000000 AS BIGINT)"
        ),
    },
    typed={
        "*": _multiply,
        "/": _divide,
        "round": _round,
        "floor": _whole_number("FLOOR"),
        "ceil": _whole_number("CEIL"),
    },
    percentile=lambda x, p, only: f"PERCENTILE_CONT({p}) WITHIN GROUP (ORDER BY CAST({x} AS DOUBLE PRECISION)){only}",
    edge=_edge,
    truncate=_truncate,
    extract=lambda path: f"(no extract on PostgreSQL: {path})",
    distinct_count=lambda x, only: f"COUNT(DISTINCT {x}){only}",
    rates=_RATES,
)

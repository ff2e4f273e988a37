"""Exact numbers in DuckDB: products, quotients and conversions as wide as their types need, 38 digits at most.

DuckDB divides decimals as floats and sizes a product of narrow decimals by 18 digits. So quotients are those of whole
numbers, the smallest units of both sides, by long division; and products are made wide before they are multiplied.
"""

from __future__ import annotations

from truenorth.model.types import MOST_DIGITS, Kind, Type, decimal, digits_of

NARROW = 18
"""Digits up to which DuckDB multiplies in a machine word; what may have more is made wide."""
BEHIND = 12
"""Digits behind the point that a quotient or a converted amount keeps."""
STEP = 6
"""Digits by which a long division goes on at a time."""
FLOAT_RATE = 22
"""Digits behind the point that a rate stored as a float may have."""


def product(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    """A product, made wide where its digits may not fit a machine word."""
    left, right = texts
    if result.kind is Kind.INTEGER:
        left = f"CAST({left} AS HUGEINT)"
    if result.kind is Kind.DECIMAL and sum(map(digits_of, types)) > NARROW:
        left = _wide(left, types[0].scale)
    return f"({left} * {right})"


def quotient(result: Type, types: tuple[Type, ...], texts: tuple[str, ...]) -> str:
    """Float for floats; else exact, rounded half up to 12 decimals once."""
    over, under = texts
    if result.kind is Kind.FLOAT:
        return f"(CAST({over} AS DOUBLE) / NULLIF(CAST({under} AS DOUBLE), 0))"
    a, b = (_whole(text, type) for text, type in zip(texts, types, strict=True))
    shift = BEHIND + types[1].scale - types[0].scale
    digits = tuple(digits_of(type) for type in types)
    rounded = _divided(f"ABS({a})", f"NULLIF(ABS({b}), 0)", shift, digits[0], digits[1])
    return _placed(f"{rounded} * SIGN({over}) * SIGN({under})")


def rate(text: str, type: Type) -> tuple[str, str]:
    """A rate as a numerator and a denominator in lowest terms."""
    scale = FLOAT_RATE if type.kind is Kind.FLOAT else type.scale
    whole, unit = _whole(exact(text, type, scale), decimal(scale)), f"CAST({10**scale} AS HUGEINT)"
    common = f"GCD({whole}, {unit})"
    return f"({whole} // {common})", f"({unit} // {common})"


def through(first: tuple[str, str], second: tuple[str, str]) -> tuple[str, str]:
    """Two rates one after the other, in lowest terms."""
    (a, b), (c, d) = first, second
    one, other = f"GCD({a}, {d})", f"GCD({c}, {b})"
    return f"({a} // {one}) * ({c} // {other})", f"({b} // {other}) * ({d} // {one})"


def factor(rate: tuple[str, str], type: Type) -> str:
    """The rate as a decimal, where its product with an amount of the type has 12 decimals at most; else null."""
    over, under = rate
    digits = max(0, BEHIND - _scale(type))
    whole = f"CASE WHEN {10**digits} % {under} = 0 THEN {over} * ({10**digits} // {under}) END"
    unit = f"CAST({10**-digits:.{digits}f} AS DECIMAL({digits}, {digits}))" if digits else "1"
    return f"CAST({_wide(whole, 0)} * {unit} AS DECIMAL(38, {digits}))"


def converted(amount: str, type: Type, rate: str) -> str:
    """An amount times a rate, rounded half up to 12 decimals once.

    Only where the numbers on the way have more digits than any type does it go by floats, right to 15 digits.
    """
    numerator, denominator, scale = f"{rate}.numerator", f"{rate}.denominator", _scale(type)
    easy = f"{_wide(exact(amount, type), scale)} * {rate}.factor"
    whole = _whole(exact(amount, type), decimal(scale))
    over = f"(ABS({whole}) * {numerator})"
    size = f"CAST(ABS({whole}) AS DOUBLE) * CAST({numerator} AS DOUBLE) < 1e37 AND {denominator} < 1e31"
    rounded = _divided(over, denominator, BEHIND - scale, MOST_DIGITS, MOST_DIGITS)
    near = f"CAST({amount} AS DOUBLE) * CAST({numerator} AS DOUBLE) / CAST({denominator} AS DOUBLE)"
    return (
        f"(CASE WHEN {rate}.factor IS NOT NULL THEN CAST({easy} AS DECIMAL(38, 12))"
        f" WHEN {size} THEN {_placed(f'{rounded} * SIGN({whole})')} ELSE {_wide(near, BEHIND)} END)"
    )


def exact(text: str, type: Type, scale: int = BEHIND) -> str:
    """A number as a decimal; a float by the shortest decimal that it is written as, null where it is none."""
    return f"TRY_CAST(CAST({text} AS VARCHAR) AS DECIMAL(38, {scale}))" if type.kind is Kind.FLOAT else text


def _scale(type: Type) -> int:
    return BEHIND if type.kind is Kind.FLOAT else type.scale


def _wide(text: str, scale: int) -> str:
    return f"CAST({text} AS DECIMAL(38, {scale}))"


def _whole(text: str, type: Type) -> str:
    """A decimal as the whole number of its smallest units."""
    if type.kind is not Kind.DECIMAL or type.scale == 0:
        return f"CAST({text} AS HUGEINT)"
    wide = _wide(text, type.scale)
    if type.digits + type.scale <= MOST_DIGITS:
        return f"CAST({wide} * {10**type.scale} AS HUGEINT)"
    return f"CAST(REPLACE(CAST({wide} AS VARCHAR), '.', '') AS HUGEINT)"


def _divided(a: str, b: str, shift: int, digits_a: int, digits_b: int) -> str:
    """a × 10^shift ÷ b, rounded half up, of whole numbers that are not negative; in steps where one is too long."""
    if shift < 0:
        b, digits_b, shift = f"({b} * {10**-shift})", digits_b - shift, 0
    if shift == 0 or max(digits_a + shift, digits_b) < MOST_DIGITS:
        return _rounded(f"{a} * {10**shift}", b)
    whole, rest = f"({a} // {b})", f"({a} % {b})"
    while shift:
        step = min(STEP, shift)
        more = f"{rest} * {10**step}"
        shift -= step
        digits = f"(({more}) // {b})" if shift else _rounded(more, b)
        whole, rest = f"({whole} * {10**step} + {digits})", f"(({more}) % {b})"
    return whole


def _rounded(a: str, b: str) -> str:
    return f"((2 * {a} + {b}) // (2 * {b}))"


def _placed(whole: str) -> str:
    """So many millionths of millionths as a decimal."""
    return f"CAST({_wide(whole, 0)} * CAST(0.000000000001 AS DECIMAL(12, 12)) AS DECIMAL(38, 12))"

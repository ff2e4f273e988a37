"""A column of numbers: its decimal mark, its scale, and the SQL that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truenorth.model.types import FLOAT, INTEGER, TEXT, Type, decimal
from truenorth.sources.cells import Number

LONGEST_INTEGER = 15  # longer runs of digits are codes: card and account numbers
NARROW, WIDE = 18, 38


@dataclass(frozen=True)
class NumberPlan:
    """How a column of numbers is read: its type, the SQL from the trimmed text `{v}`, and why."""

    type: Type
    sql: str
    why: str
    problem: str | None = None  # a code, where the column stays text for a reason the user should hear
    hint: str | None = None


def plan_numbers(numbers: Sequence[Number], marks: frozenset[str], mark: str | None, *, foreign: bool) -> NumberPlan:
    """The plan for these shapes; `marks` are the decimal marks the file's other columns prove, `mark` the one said.

    `foreign`: the file, by its separator or dates, may come from where numbers have decimal commas.
    """
    problem = _mixed(numbers)
    if problem:
        return problem
    chosen, why = _choose_mark(numbers, marks, mark, foreign=foreign)
    if chosen is None:
        return _text("AMBIGUOUS_NUMBERS", why, 'say `decimal: ","` or `decimal: "."` in the source')
    if any(number.power for number in numbers):
        return NumberPlan(FLOAT, f"CAST({_plain_sql(numbers, chosen)} AS DOUBLE)", "scientific notation")
    before = max(number.readings[chosen][0] for number in numbers)
    behind = max(number.readings[chosen][1] for number in numbers)
    percent = any(number.percent for number in numbers)
    if not behind and not percent:
        if before > LONGEST_INTEGER:
            return _text("", f"whole numbers of {before} digits are codes")
        return NumberPlan(INTEGER, f"CAST({_plain_sql(numbers, chosen)} AS BIGINT)", f"whole numbers{why}")
    return _decimal_plan(_plain_sql(numbers, chosen), before, behind, why, percent=percent)


def _decimal_plan(sql: str, before: int, behind: int, why: str, *, percent: bool) -> NumberPlan:
    scale = behind + (2 if percent else 0)
    digits = before + scale
    if digits > WIDE:
        return NumberPlan(FLOAT, f"CAST({sql} AS DOUBLE){' / 100' if percent else ''}", f"{digits} digits")
    width = NARROW if digits <= NARROW else WIDE
    cast = f"CAST({sql} AS DECIMAL({width}, {behind}))"
    if percent:
        product = f"CAST({sql} AS DECIMAL({width - 3}, {behind})) * CAST('0.01' AS DECIMAL(3, 2))"
        cast = f"CAST({product} AS DECIMAL({width}, {scale}))"
        return NumberPlan(decimal(scale), cast, f"percentages, stored as fractions{why}")
    return NumberPlan(decimal(scale), cast, f"numbers with up to {behind} decimal{'s' * (behind != 1)}{why}")


def _text(code: str, why: str, hint: str | None = None) -> NumberPlan:
    return NumberPlan(TEXT, "{c}", why, code or None, hint)


def _mixed(numbers: Sequence[Number]) -> NumberPlan | None:
    currencies = sorted({number.currency for number in numbers if number.currency})
    if len(currencies) > 1:
        return _text(
            "MIXED_CURRENCIES",
            f"amounts in several currencies: {', '.join(currencies)}",
            "put the currency in a column of its own and declare `currency_in`",
        )
    if len({number.percent for number in numbers if not number.zero}) > 1:
        return _text(
            "MIXED_PERCENTAGES", "some cells have a percent sign and some have none", "write all of them alike"
        )
    if any(n.power for n in numbers) and any(n.currency or n.percent for n in numbers):
        return _text("MIXED_NUMBERS", "scientific notation beside currency or percent signs")
    return None


def _choose_mark(
    numbers: Sequence[Number], marks: frozenset[str], mark: str | None, *, foreign: bool
) -> tuple[str | None, str]:
    """The decimal mark, and words for why; None and the reason where it would be a guess."""
    shown = {number.shows for number in numbers if number.shows}
    if mark:
        fits = all(mark in number.readings for number in numbers)
        return (mark, "") if fits else (None, f'some cells do not fit `decimal: "{mark}"`')
    if len(shown) > 1:
        return None, "some cells have a decimal point, others a decimal comma"
    if shown:
        own = shown.pop()
        return own, ", decimal commas" if own == "," else ""
    unclear = [n for n in numbers if len(set(n.readings.values())) > 1]
    if not unclear or marks == {"."}:
        return ".", ""
    if "," in marks or foreign:
        return None, "its marks may group thousands or begin the decimals"
    with_comma = any(number.readings["."][1] == 0 for number in unclear)
    return ".", ", commas between thousands" if with_comma else ""


def _plain_sql(numbers: Sequence[Number], mark: str) -> str:
    """SQL for the bare number: no currency, percent, blanks or grouping, a point for the decimals."""
    if all(number.plain for number in numbers) and mark == ".":
        return "{v}"
    power = "eE+" if any(number.power for number in numbers) else ""
    bare = f"regexp_replace(replace({{v}}, '−', '-'), '[^0-9{mark}{power}-]', '', 'g')"
    if mark == ",":
        bare = f"replace({bare}, ',', '.')"
    if any(number.bracketed for number in numbers):
        bare = f"CASE WHEN starts_with({{v}}, '(') THEN '-' || {bare} ELSE {bare} END"
    return bare

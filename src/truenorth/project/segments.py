"""A KPI's segment as filters, and whether any row was ever in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

from truenorth.compiler.members import filter_rows
from truenorth.expressions import parse, write_name
from truenorth.model.answers import Answer, Cell, Measured
from truenorth.model.questions import Question
from truenorth.model.syntax import Formula
from truenorth.project.ask import Asking, plan, sought
from truenorth.project.tables import world

NEVER = "no_member"
"""The reason why a KPI whose segment never had a row has no value."""
_NUMBER, _DAY = re.compile(r"\d+(\.\d+)?"), re.compile(r"\d{4}-\d\d-\d\d")


def segment_filters(segment: Mapping[str, str]) -> tuple[Formula | None, ...]:
    """The filters that a segment may mean, likeliest first: its members are written as text, but columns have types.

    >>> [filter.text for filter in segment_filters({"store": "5"})]
    ["store = '5'", 'store = 5']
    """
    if not segment:
        return (None,)
    names = [write_name(tuple(name.split(".", 1))) for name in segment]
    return tuple(
        parse(" and ".join(f"{name} = {literal}" for name, literal in zip(names, literals, strict=True)))
        for literals in product(*(_literals(member) for member in segment.values()))
    )


def _literals(member: str) -> tuple[str, ...]:
    """The constants that a member's text may stand for."""
    quoted = "'" + member.replace("'", "''") + "'"
    plain = {"true": "true", "false": "false"}.get(member) or (member if _NUMBER.fullmatch(member) else None)
    day = f"date {quoted}" if _DAY.fullmatch(member) else None
    return (quoted, *(each for each in (plain, day) if each is not None))


def lacks_segment(asking: Asking, question: Question) -> bool:
    """Whether no row known by then, of any table that the question adds up, satisfies the question's filter."""
    assert question.where is not None
    asked = world(asking.definitions, asking.relations, question.as_of)
    rows = sought(asking, asked)
    conditions = filter_rows(rows.scope, plan(asking, question, asked), question.where)
    return bool(conditions) and not any(rows.present(table, row) for table, row in conditions.items())


def without_values(answer: Answer) -> Answer:
    """The answer of a segment that never had a row: nothing is known of it, least of all that it is 0."""
    return _changed(answer, _unknown)


def only_numbers(answer: Answer) -> Answer:
    """The answer for a judgement, in which a date or a text is no value."""
    sound = all(_is_number(each.cell.value) for row in answer.rows for each in row.values.values())
    return answer if sound else _changed(answer, _number)


def _changed(answer: Answer, change: Callable[[Measured], Measured]) -> Answer:
    rows = (replace(row, values={key: change(each) for key, each in row.values.items()}) for row in answer.rows)
    return replace(answer, rows=tuple(rows))


def _number(measured: Measured) -> Measured:
    if _is_number(measured.cell.value):
        return measured
    return replace(measured, cell=Cell(None, "no_number"), compare={})


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float | Decimal) and not isinstance(value, bool))


def _unknown(measured: Measured) -> Measured:
    told = measured.cell.value is not None or measured.cell.reason == "no_rows"
    cell = Cell(None, NEVER) if told else measured.cell
    return replace(measured, cell=cell, components=None, compare={}, doubt=None)

"""Text columns to typed columns: what each one is, why, and the SQL that makes it so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from truenorth.errors import Finding, Level, Place
from truenorth.model.types import BOOLEAN, FLOAT, NULL, TEXT, Type
from truenorth.sources import duck
from truenorth.sources.moment_columns import PARTS, MomentPlan, order_hint, plan_moments
from truenorth.sources.number_columns import NumberPlan, plan_numbers
from truenorth.sources.shapes import Shape, Shapes, examples, read_shapes

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

NEARLY = 0.8  # the share of numbers (or dates) at which a column of text is worth a remark


@dataclass(frozen=True)
class TypedColumn:
    """A column of the extract: its name, type, the SQL over the staged table that reads it, and why."""

    name: str
    type: Type
    sql: str
    why: str
    findings: tuple[Finding, ...] = ()

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings, each with the column that it is about."""
        return tuple(replace(each, columns=(self.name,)) for each in self.findings)


@dataclass(frozen=True)
class Staged:
    """The staged table whose columns are to be typed: `part` and `line` beside them; where a part stands."""

    con: Connection
    table: str
    columns: Sequence[tuple[str, str]]  # the user's name, the staged column
    files: Sequence[str]

    def place(self, part: int, line: int) -> Place:
        return Place(self.files[part], line)


@dataclass(frozen=True)
class Numbers:
    """What is known of how the numbers of a file are written, before its columns are looked at.

    `decimal` is the mark that the source says; `foreign`: separator or dates suggest decimal commas; `point`: cells
    that are numbers in the file itself have points; `texts`: the columns of such a file with numbers held as text.
    """

    decimal: str | None = None
    foreign: bool = False
    point: bool = False
    texts: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


def type_columns(staged: Staged, numbers: Numbers, *, own_nulls: bool) -> tuple[TypedColumn, ...]:
    """Every column typed by what it holds; `own_nulls`: the source names its null values."""
    shapes = [read_shapes(staged.con, staged.table, column, own_nulls=own_nulls) for _, column in staged.columns]
    marks = frozenset().union(*(s.marks for s in shapes))
    if numbers.foreign or any(s.are_foreign_dates or _largest_parts(staged, s)[0] > 12 for s in shapes):
        numbers = replace(numbers, foreign=True)
    return tuple(
        _type(staged, name, column, _marks_of(name, marks, numbers))
        for (name, _), column in zip(staged.columns, shapes, strict=True)
    )


def _marks_of(name: str, marks: frozenset[str], numbers: Numbers) -> Numbers:
    """What is known of one column's numbers: cells that a workbook holds as numbers have points, its texts may not."""
    if not numbers.point:
        return replace(numbers, marks=marks)
    if name.casefold() in numbers.texts:
        return replace(numbers, marks=frozenset(), foreign=True)
    return replace(numbers, marks=frozenset("."), decimal=None)


def _type(staged: Staged, name: str, shapes: Shapes, numbers: Numbers) -> TypedColumn:
    column = shapes.column
    if not shapes.rest:
        if shapes.words:
            return TypedColumn(name, TEXT, column, "nothing but words for missing")
        why = "empty in every row" if not shapes.errors else "nothing but spreadsheet errors"
        return TypedColumn(name, NULL, "CAST(NULL AS VARCHAR)", why, _errors(staged, name, shapes))
    if shapes.are_booleans and not shapes.words and not shapes.errors:
        return TypedColumn(name, BOOLEAN, _or_null(shapes, "lower({v}) = 'true'"), "true and false")
    plan: NumberPlan | MomentPlan
    if shapes.are_numbers:
        plan = plan_numbers(shapes.numbers, numbers.marks, numbers.decimal, foreign=numbers.foreign)
    elif shapes.are_moments:
        plan = plan_moments([s.moment for s in shapes.rest if s.moment], _largest_parts(staged, shapes))
    else:
        return TypedColumn(name, TEXT, column, "text", _nearly(staged, name, shapes))
    if plan.type == TEXT:
        return TypedColumn(name, TEXT, column, plan.why, _problem(staged, name, shapes, plan))
    return _checked(staged, name, shapes, plan)


def _or_null(shapes: Shapes, sql: str) -> str:
    """The SQL with blanks, words for missing and spreadsheet errors as null."""
    value = shapes.value
    read = sql.replace("{v}", value)
    words = shapes.missing
    return f"CASE WHEN lower({value}) NOT IN {duck.texts(words)} THEN {read} END" if words else read


def _largest_parts(staged: Staged, shapes: Shapes) -> tuple[int, int]:
    """The largest first and second part of d/m/y or m/d/y cells; the largest hour of clocks."""
    orders = {s.moment.order for s in shapes.rest if s.moment}
    value = duck.trimmed(shapes.column)
    if orders and orders <= {"time", "length"}:
        hours = f"max(TRY_CAST(regexp_extract({value}, '^([0-9]+):', 1) AS INTEGER))"
        return int(staged.con.execute(f"SELECT {hours} FROM {staged.table}").fetchall()[0][0] or 0), 0
    if "slashed" not in orders:
        return (0, 0)
    first, second = (f"max(TRY_CAST(regexp_extract({value}, '{PARTS}', {part}) AS INTEGER))" for part in (1, 2))
    row = staged.con.execute(f"SELECT {first}, {second} FROM {staged.table}").fetchall()[0]
    return int(row[0] or 0), int(row[1] or 0)


def _checked(staged: Staged, name: str, shapes: Shapes, plan: NumberPlan | MomentPlan) -> TypedColumn:
    """The column as planned, unless some cell cannot be read so (31 June): then text, and a finding says which."""
    sql = _or_null(shapes, plan.sql)
    if isinstance(plan, MomentPlan) or plan.type == FLOAT:
        bad = _unreadable(staged, shapes, sql if plan.type != FLOAT else f"CASE WHEN isfinite({sql}) THEN {sql} END")
        if bad:
            line, text = bad
            finding = Finding(
                "CELL_IMPOSSIBLE",
                f"Column {name} is text: {text!r} is spelled like {plan.type} but is none.",
                line,
                Level.WARNING,
                hint="mend the cell, or name it in the source's `null_values:`",
            )
            return TypedColumn(name, TEXT, shapes.column, f"{text!r} is no {plan.type}", (finding,))
    return TypedColumn(
        name, plan.type, sql, plan.why, (*_order_note(staged, name, shapes, plan), *_errors(staged, name, shapes))
    )


def _unreadable(staged: Staged, shapes: Shapes, sql: str) -> tuple[Place, str] | None:
    """The first cell that has the spelling but is no such thing."""
    known = f"lower({shapes.value}) NOT IN {duck.texts(['', *shapes.missing])}"
    column = shapes.column
    bad = staged.con.execute(
        f"""SELECT {column} FROM (SELECT DISTINCT {column} FROM {staged.table} WHERE {column} IS NOT NULL)
            WHERE {known} AND {sql} IS NULL"""
    ).fetchall()
    if not bad:
        return None
    texts = duck.texts(text for (text,) in bad[:1000])
    part, line, text = staged.con.execute(
        f"SELECT part, line, {column} FROM {staged.table} WHERE {column} IN {texts} ORDER BY part, line LIMIT 1"
    ).fetchall()[0]
    return staged.place(part, line), text


def _order_note(staged: Staged, name: str, shapes: Shapes, plan: NumberPlan | MomentPlan) -> tuple[Finding, ...]:
    if not isinstance(plan, MomentPlan) or not plan.why.startswith("dates written"):
        return ()
    first = examples(staged.con, staged.table, shapes.column, [s.mask for s in shapes.rest], most=1)[0]
    place = staged.place(first.part, first.line)
    return (Finding("DATE_ORDER", f"Column {name} was read as {plan.why}.", place, Level.NOTE),)


def _errors(staged: Staged, name: str, shapes: Shapes) -> tuple[Finding, ...]:
    if not shapes.errors:
        return ()
    first = examples(staged.con, staged.table, shapes.column, [s.mask for s in shapes.errors], most=1)[0]
    count = sum(s.count for s in shapes.errors)
    return (
        Finding(
            "SPREADSHEET_ERROR",
            f"Column {name} holds {_cells(count)} with a spreadsheet error, the first {first.text}; read as missing.",
            staged.place(first.part, first.line),
            Level.WARNING,
            hint="mend the formula in the sheet",
        ),
    )


def _problem(staged: Staged, name: str, shapes: Shapes, plan: NumberPlan | MomentPlan) -> tuple[Finding, ...]:
    if plan.problem is None:
        return ()
    first = examples(staged.con, staged.table, shapes.column, [s.mask for s in shapes.rest], most=1)[0]
    sentence = f"Column {name} stays text: {plan.why} (the first is {first.text!r})."
    hint = plan.hint
    if plan.problem == "DATE_AMBIGUOUS":
        hint = order_hint(first.text, day_first=_days_stand_first(staged, shapes))
    return (Finding(plan.problem, sentence, staged.place(first.part, first.line), Level.WARNING, hint=hint),)


def _days_stand_first(staged: Staged, shapes: Shapes) -> bool | None:
    """True if the first part takes more values than the second, as days do; None if they take as many."""
    value = duck.trimmed(shapes.column)
    first, second = (f"regexp_extract({value}, '{PARTS}', {part})" for part in (1, 2))
    row = staged.con.execute(
        f"SELECT count(DISTINCT {first}), count(DISTINCT {second}) FROM {staged.table} WHERE {value} <> ''"
    ).fetchall()[0]
    return None if row[0] == row[1] else bool(row[0] > row[1])


def _nearly(staged: Staged, name: str, shapes: Shapes) -> tuple[Finding, ...]:
    """A remark where a column of text is nearly all numbers, dates or truth values."""
    kinds: tuple[tuple[str, Callable[[Shape], bool]], ...] = (
        ("numbers", lambda s: s.number is not None),
        ("dates or times", lambda s: s.moment is not None),
        ("true or false", lambda s: s.mask.casefold() in ("true", "false")),
    )
    total = sum(s.count for s in shapes.rest)
    for kind, fits in kinds:
        others = [s for s in shapes.rest if not fits(s)] or [*shapes.words, *shapes.errors]
        count = sum(s.count for s in others)
        if total - count < NEARLY * total or count == total:
            continue
        found = examples(staged.con, staged.table, shapes.column, [s.mask for s in others])
        texts = ", ".join(repr(example.text[:40]) for example in found)
        words = [example.text for example in found if len(example.text) <= 20] if len(others) <= len(found) else []
        words += [s.mask for s in shapes.words if words and s not in others]
        return (
            Finding(
                "COLUMN_MIXED",
                f"Column {name} is text: {_cells(count)} of {total} are not {kind}: {texts}.",
                staged.place(found[0].part, found[0].line),
                Level.WARNING,
                hint=f"if they mean missing: `null_values: {_list(words)}`" if words else "mend those cells",
            ),
        )
    return ()


def _list(words: Sequence[str]) -> str:
    """The words as a YAML list that keeps what was null before."""
    return "[" + ", ".join(f"'{word}'" for word in dict.fromkeys(["", *words]) if word) + "]"


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"

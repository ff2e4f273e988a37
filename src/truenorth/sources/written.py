"""Columns whose dates are spelled as the table says (`written:`): read by it where text, left where dates already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from truenorth.errors import Finding, Level, Place, refuse
from truenorth.model.as_written import compared_with_text, text_column
from truenorth.model.tables import DateRule, SpanRule, Table
from truenorth.model.types import DATE, TEXT
from truenorth.periods.spelling import HINT, Spelling, read_spelling, swapped, with_clock
from truenorth.sources import duck
from truenorth.sources.cells import ERROR_WORDS, NULL_WORDS
from truenorth.sources.columns import Staged, TypedColumn
from truenorth.sql.moments import ENGINE_TYPE, moment_sql, type_of

ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.]\d{1,6})?)?)?$"


@dataclass(frozen=True)
class Written:
    """What a table says of its dates: how columns are spelled, and those of them whose text is kept beside the date."""

    spelled: Mapping[str, str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()


NOTHING_WRITTEN = Written()


def spellings(table: Table) -> Written:
    """The columns of the table whose dates say how they are written, and those that its filter compares with texts."""
    rules: list[DateRule] = list(table.other_dates)
    if isinstance(table.date, SpanRule):
        rules += [table.date.begins, table.date.ends]
    elif table.date is not None:
        rules.append(table.date)
    said = {rule.column: rule.written for rule in rules if rule.written and rule.table is None and not rule.parts}
    for text in said.values():
        check_spelling(text, table.place)
    return Written(said, compared_with_text(table.filter) & said.keys())


def is_day_first(text: str) -> bool:
    """True if the spelling is one of where decimals have commas: the day before the month."""
    spelling = read_spelling(text)
    return spelling is not None and spelling.day_before_month


def check_spelling(text: str, place: Place) -> Spelling:
    """The spelling that the text stands for; `Refused` where it is none."""
    spelling = read_spelling(text)
    if spelling is None:
        raise refuse("UNKNOWN_SPELLING", f"{text!r} is not a spelling of dates.", place, hint=HINT)
    return spelling


@dataclass(frozen=True)
class Tried:
    """A spelling tried on a column: cells that fit, that do not, and that would fit with day and month swapped."""

    fit: int
    others: int
    turned: int
    dated: int  # of the others, those that are ISO dates to the letter


def apply_spellings(
    staged: Staged, typed: Sequence[TypedColumn], said: Mapping[str, str], *, own_nulls: bool
) -> tuple[list[TypedColumn], dict[str, Finding]]:
    """The columns with the spellings applied, and those that cannot be used because theirs does not fit."""
    columns: list[TypedColumn] = []
    unusable: dict[str, Finding] = {}
    staged_names = dict(staged.columns)
    for column in typed:
        spelling = read_spelling(said.get(column.name, ""))
        read = (
            column
            if spelling is None
            else _read(staged, column, staged_names[column.name], spelling, own_nulls=own_nulls)
        )
        if isinstance(read, Finding):
            unusable[column.name] = read
        else:
            columns.append(read)
    return columns, unusable


def texts_of(staged: Staged, typed: Sequence[TypedColumn], names: Collection[str]) -> list[TypedColumn]:
    """The cells of those columns as they are written, each in a column beside its date."""
    columns = dict(staged.columns)
    return [
        TypedColumn(text_column(one.name), TEXT, duck.trimmed(columns[one.name]), f"the cells of {one.name} as written")
        for one in typed
        if one.name in names and text_column(one.name) not in columns
    ]


def _read(
    staged: Staged, column: TypedColumn, name: str, spelling: Spelling, *, own_nulls: bool
) -> TypedColumn | Finding:
    spelling = _with_clock(staged, duck.trimmed(name), spelling)
    words = ["", *(() if own_nulls else (*NULL_WORDS, *ERROR_WORDS))]
    value = duck.trimmed(name)
    known = f"{name} IS NOT NULL AND lower({value}) NOT IN {duck.texts(words)}"
    tried = _try(staged, value, known, spelling)
    if not tried.fit + tried.others:
        return replace(column, type=type_of(spelling), sql=f"CAST(NULL AS {ENGINE_TYPE[type_of(spelling)]})")
    if tried.turned:
        return _disagrees(staged, column.name, name, known, spelling)
    if not tried.fit:
        return _nothing_fits(staged, column, name, known, spelling)
    sql = moment_sql(value, spelling)
    if tried.dated:
        sql = f"coalesce({sql}, {_iso_sql(value, spelling)})"
    found = _misfits(staged, column.name, name, f"{known} AND {sql} IS NULL", spelling)
    why = f"dates written {spelling.text}"
    return TypedColumn(column.name, type_of(spelling), f"CASE WHEN {known} THEN {sql} END", why, found)


def _with_clock(staged: Staged, value: str, spelling: Spelling) -> Spelling:
    """A spelling of days reads a clock behind them too, if some cell has one."""
    other = with_clock(spelling)
    if other is None:
        return spelling
    fits = f"({moment_sql(value, spelling)}) IS NULL AND ({moment_sql(value, other)}) IS NOT NULL"
    found = staged.con.execute(f"SELECT count(*) FROM (SELECT 1 FROM {staged.table} WHERE {fits} LIMIT 1)").fetchall()
    return other if found[0][0] else spelling


def _try(staged: Staged, value: str, known: str, spelling: Spelling) -> Tried:
    other = swapped(spelling)
    fits = f"({moment_sql(value, spelling)}) IS NOT NULL"
    turned = f"({moment_sql(value, other)}) IS NOT NULL" if other else "false"
    iso = f"({_iso_sql(value, spelling)}) IS NOT NULL"
    row = staged.con.execute(
        f"""SELECT count(*) FILTER (fits), count(*) FILTER (NOT fits), count(*) FILTER (NOT fits AND turned),
            count(*) FILTER (NOT fits AND iso)
            FROM (SELECT {fits} AS fits, {turned} AS turned, {iso} AS iso FROM {staged.table} WHERE {known})"""
    ).fetchall()[0]
    return Tried(*map(int, row))


def _disagrees(staged: Staged, title: str, name: str, known: str, spelling: Spelling) -> Finding:
    other = swapped(spelling)
    assert other is not None
    value = duck.trimmed(name)
    turned = f"({moment_sql(value, spelling)}) IS NULL AND ({moment_sql(value, other)}) IS NOT NULL"
    place, text = _first(staged, name, f"{known} AND {turned}")
    return Finding(
        "WRITTEN_DISAGREES",
        f"Column {title} is said to be written {spelling.text}, but {text!r} has day and month the other way round.",
        place,
        Level.WARNING,
        hint="turn day and month round in `written:`, or mend the cell if the others are right",
    )


def _nothing_fits(
    staged: Staged, column: TypedColumn, name: str, known: str, spelling: Spelling
) -> TypedColumn | Finding:
    """No cell is spelled so: no matter where the column is one of dates already, else it cannot be used."""
    place, text = _first(staged, name, known)
    if column.type.is_moment:
        note = Finding(
            "WRITTEN_NOT_NEEDED",
            f"Column {column.name} holds dates already, the first {text!r}; `written: {spelling.text}` is not needed.",
            place,
            Level.NOTE,
        )
        return replace(column, findings=(*column.findings, note))
    return Finding(
        "WRITTEN_UNFIT",
        f"No cell of column {column.name} is written {spelling.text}; the first is {text!r}.",
        place,
        Level.WARNING,
        hint=f"in `written:` of the table's date, {HINT}",
    )


def _misfits(staged: Staged, title: str, name: str, condition: str, spelling: Spelling) -> tuple[Finding, ...]:
    count = int(staged.con.execute(f"SELECT count(*) FROM {staged.table} WHERE {condition}").fetchall()[0][0])
    if not count:
        return ()
    place, text = _first(staged, name, condition)
    cells = "1 cell of column" if count == 1 else f"{count} cells of column"
    verb = "is" if count == 1 else "are"
    sentence = f"{cells} {title} {verb} not written {spelling.text}, the first {text!r}; such rows have no date."
    hint = f"mend the cell; if it means missing, say `null_values: [{duck.text(text)}]`"
    return (Finding("WRITTEN_CELL", sentence, place, Level.WARNING, hint=hint),)


def _first(staged: Staged, name: str, condition: str) -> tuple[Place, str]:
    part, line, text = staged.con.execute(
        f"SELECT part, line, {name} FROM {staged.table} WHERE {condition} ORDER BY part, line LIMIT 1"
    ).fetchall()[0]
    return staged.place(part, line), str(text)[:60]


def _iso_sql(value: str, spelling: Spelling) -> str:
    """ISO dates beside the spelling (a sheet's real dates beside typed ones); none where it begins with the year."""
    type_ = ENGINE_TYPE[type_of(spelling)]
    if spelling.is_instant or spelling.parts[0] == "year":
        return f"CAST(NULL AS {type_})"
    day_only = "" if type_of(spelling) != DATE else f" AND length({value}) = 10"
    return f"CASE WHEN regexp_matches({value}, '{ISO}'){day_only} THEN TRY_CAST({value} AS {type_}) END"

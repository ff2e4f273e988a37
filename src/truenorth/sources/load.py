"""Parts to one typed table: staged, united by name, made long if asked, and typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.errors import Finding, Level, Place
from truenorth.model.tables import Source
from truenorth.sources import duck
from truenorth.sources.columns import Numbers, Staged, TypedColumn, type_columns
from truenorth.sources.facts import ColumnFacts, Dropped, Facts
from truenorth.sources.find import Part, no_column
from truenorth.sources.members import staged_members, trimmed_texts
from truenorth.sources.options import Options
from truenorth.sources.read_part import Opened, open_part
from truenorth.sources.stage_part import StagedPart, stage_part
from truenorth.sources.totals import find_totals, has_named_totals, totals_finding, without_totals
from truenorth.sources.uncomputed import part_uncomputed
from truenorth.sources.unpivot import Long, long_sql, plan_unpivot
from truenorth.sources.written import NOTHING_WRITTEN, Written, apply_spellings, is_day_first, texts_of

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection


@dataclass(frozen=True)
class Loaded:
    """A table ready to be written: the query of its rows, and what is known about it."""

    query: str
    facts: Facts


def load_parts(
    con: Connection,
    source: Source,
    parts: Sequence[Part],
    options: Options,
    work: Path,
    *,
    written: Written = NOTHING_WRITTEN,
) -> Loaded:
    """The parts as one table, every column typed over all of them; `written` says how dates of a column are spelled."""
    opened = [open_part(part, options, work, number) for number, part in enumerate(parts)]
    staged = [
        stage_part(con, part, one, options, work, number)
        for number, (part, one) in enumerate(zip(parts, opened, strict=True))
    ]
    columns = _unite(con, staged)
    findings = [*(each for one in staged for each in one.findings), *_lacking(parts, staged, columns)]
    dropped = [lost for one in staged for lost in one.dropped]
    table = "united" if not options.null_values else _null(con, columns, options.null_values)
    numbers = _numbers(opened, staged, options, written)
    cells, told, lost = _settle_totals(Staged(con, table, columns, [part.file for part in parts]), numbers, options)
    long: Long | None = None
    if options.unpivot is not None:
        long = plan_unpivot(options.unpivot, columns, source.place)
        lost += _make_long(con, cells.table, long)
        columns = [(name, f"n{index}") for index, name in enumerate(long.names)]
        cells = Staged(con, "long", columns, cells.files)
    held = type_columns(cells, numbers, own_nulls=options.own_nulls)
    uncomputed: Mapping[str, Finding] = {}
    if any(one.uncomputed for one in opened):
        held, uncomputed = part_uncomputed(cells, held)
    typed, unfit = apply_spellings(cells, held, written.spelled, own_nulls=options.own_nulls)
    if options.trim:
        typed = trimmed_texts(typed)
    findings += staged_members(cells, typed)
    typed += texts_of(cells, typed, written.texts)
    unfit = {**uncomputed, **unfit}
    findings += [*told, *unfit.values(), *(finding for column in typed for finding in column.told)]
    if not typed:
        raise no_column(parts[0].label, parts[0].file, unfit)
    facts = Facts(
        columns=tuple(ColumnFacts(column.name, column.type, column.why) for column in typed),
        rows=int(con.execute(f"SELECT count(*) FROM {cells.table}").fetchall()[0][0]),
        unusable=unfit,
        dropped=(*dropped, *lost),
        findings=tuple(findings),
        about=_about(staged),
        repeated=_repeated(long),
    )
    return Loaded(select_typed(cells.table, typed, long=options.unpivot is not None), facts)


def select_typed(table: str, typed: Sequence[TypedColumn], *, long: bool = False) -> str:
    """The query of a typed table's rows, in the order of the file."""
    columns = ",\n    ".join(f"{column.sql} AS {duck.name(column.name)}" for column in typed)
    order = "\nORDER BY part, line, long_order" if long else ""
    return f"SELECT\n    {columns}\nFROM {table}{order}"


def _unite(con: Connection, staged: Sequence[StagedPart]) -> list[tuple[str, str]]:
    """The view `united`: every part's columns by name, null where a part has none."""
    spelled: dict[str, str] = {}
    for one in staged:
        for name in one.columns:
            spelled.setdefault(name.casefold(), name)
    names = list(spelled.values())
    selects = []
    for number, one in enumerate(staged):
        by_folded = {name.casefold(): column for name, column in one.columns.items()}
        columns = [f"{by_folded.get(name.casefold(), 'CAST(NULL AS VARCHAR)')} AS n{i}" for i, name in enumerate(names)]
        listed = ", ".join([f"{number} AS part", f"{one.stage.line} AS line", *columns])
        selects.append(f"SELECT {listed} FROM {one.stage.table}")
    con.execute(f"CREATE VIEW united AS {' UNION ALL '.join(selects)}")
    return [(name, f"n{index}") for index, name in enumerate(names)]


def _lacking(parts: Sequence[Part], staged: Sequence[StagedPart], columns: Sequence[tuple[str, str]]) -> list[Finding]:
    """A remark for each file that lacks a column the others have."""
    found = []
    for part, one in zip(parts, staged, strict=True):
        has = {name.casefold() for name in one.columns}
        lacks = [name for name, _ in columns if name.casefold() not in has]
        if lacks:
            sentence = f"{part.label} has no column {', '.join(lacks[:5])}; it is missing (null) in its rows."
            found.append(Finding("COLUMN_LACKING", sentence, Place(part.file), Level.WARNING))
    return found


def _null(con: Connection, columns: Sequence[tuple[str, str]], null_values: Sequence[str]) -> str:
    """The view `nulled`, whose cells that the source calls null are."""
    words = duck.texts(null_values)
    nulled = ", ".join(
        f"CASE WHEN {duck.trimmed(column)} NOT IN {words} THEN {column} END AS {column}" for _, column in columns
    )
    con.execute(f"CREATE VIEW nulled AS SELECT * {f'REPLACE ({nulled})' if columns else ''} FROM united")
    return "nulled"


def _numbers(opened: Sequence[Opened], staged: Sequence[StagedPart], options: Options, written: Written) -> Numbers:
    """What is known of how the numbers are written."""
    return Numbers(
        options.decimal,
        foreign=any(one.separator == ";" for one in opened) or any(map(is_day_first, written.spelled.values())),
        point=all(one.point for one in opened),
        texts=_text_columns(opened, staged),
    )


def _settle_totals(cells: Staged, numbers: Numbers, options: Options) -> tuple[Staged, list[Finding], list[Dropped]]:
    """Rows that sum up others told, or left out where the source says so."""
    if options.unpivot is not None and not has_named_totals(cells):
        return cells, [], []
    totals = find_totals(cells, type_columns(cells, numbers, own_nulls=options.own_nulls))
    if not totals:
        return cells, [], []
    if not options.without_totals:
        return cells, [totals_finding(cells, totals)], []
    rest, dropped = without_totals(cells, totals)
    return rest, [], dropped


def _text_columns(opened: Sequence[Opened], staged: Sequence[StagedPart]) -> frozenset[str]:
    """The columns, in small letters, in which a workbook holds numbers as text."""
    return frozenset(
        name.casefold()
        for one, part in zip(opened, staged, strict=True)
        for name, column in part.columns.items()
        if int(column.removeprefix("c")) in one.texts
    )


def _make_long(con: Connection, table: str, long: Long) -> list[Dropped]:
    con.execute(f"CREATE TABLE long AS {long_sql(table, long)}")
    wide = int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]) * len(long.groups)
    rows = int(con.execute("SELECT count(*) FROM long").fetchall()[0][0])
    if wide == rows:
        return []
    return [Dropped("empty cells", f"{wide - rows} of {wide} rows of the long table would hold no value")]


def _repeated(long: Long | None) -> Mapping[str, tuple[str, ...]]:
    return {name: long.parts for name, _ in long.kept} if long is not None and len(long.groups) > 1 else {}


def _about(staged: Sequence[StagedPart]) -> Mapping[str, str]:
    first = dict(staged[0].about)
    if len(staged) > 1:
        first["file"] = f"{first['file']} and {len(staged) - 1} more"
    return first

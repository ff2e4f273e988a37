"""Columns with formulas whose results are not in the workbook: they cannot be used, and are told."""

from __future__ import annotations

from collections.abc import Sequence

from truenorth.errors import Finding, Level
from truenorth.sources import duck
from truenorth.sources.cells import NOT_COMPUTED
from truenorth.sources.columns import Staged, TypedColumn


def part_uncomputed(staged: Staged, typed: Sequence[TypedColumn]) -> tuple[tuple[TypedColumn, ...], dict[str, Finding]]:
    """The columns that can be used, and a finding for each that holds a formula nobody has computed."""
    unusable = {name: found for name, column in staged.columns if (found := _finding(staged, name, column))}
    return tuple(column for column in typed if column.name not in unusable), unusable


def _finding(staged: Staged, name: str, column: str) -> Finding | None:
    mark = f"{column} = {duck.text(NOT_COMPUTED)}"
    found = staged.con.execute(f"SELECT count(*) FILTER ({mark}), count({column}) FROM {staged.table}").fetchall()
    count, total = found[0]
    if not count:
        return None
    part, line = staged.con.execute(
        f"SELECT part, line FROM {staged.table} WHERE {mark} ORDER BY part, line LIMIT 1"
    ).fetchall()[0]
    formulas = "1 formula whose result is" if count == 1 else f"{count} formulas whose results are"
    return Finding(
        "FORMULA_NOT_COMPUTED",
        f"Column {name} cannot be used: {formulas} not in the workbook (of {total} filled cells).",
        staged.place(int(part), int(line)),
        Level.WARNING,
        hint="open the workbook in a spreadsheet program, which computes them, and save it; to read them as missing, "
        f"say `null_values: ['{NOT_COMPUTED}']` in the source",
    )

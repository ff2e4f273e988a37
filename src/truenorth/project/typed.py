"""Typed values of manual metrics as one more table."""

from __future__ import annotations

from pathlib import Path

from truenorth.compiler.desugar import entries_table
from truenorth.errors import refuse
from truenorth.model.definitions import Definitions
from truenorth.model.relations import Relation
from truenorth.model.types import DATE, TEXT, decimal
from truenorth.periods import parse_period
from truenorth.sql.text import ident, quote


def entries_relation(definitions: Definitions, folder: Path, key: str) -> Relation:
    """The relation of a manual metric's typed values: period, value and the dimensions they were typed for."""
    from truenorth.definitions import load_entries

    metric = next(m for m in definitions.metrics.values() if entries_table(m.key) == key)
    entries = load_entries(folder, metric, calendar=definitions.calendar)
    if not entries:
        raise refuse(
            "NO_ENTRIES",
            f"No value has been typed for {metric.key}.",
            metric.place,
            hint=f"Put them into entries/{metric.key}.csv: period,value,note,by,at",
        )
    dimensions = list(dict.fromkeys(name for entry in entries for name in entry.segment))
    scale = max(len(entry.value.partition(".")[2]) for entry in entries)
    rows = []
    for entry in entries:
        period = parse_period(definitions.calendar, entry.period)
        assert period is not None
        day = definitions.calendar.day(period.start)
        members = [quote(entry.segment[d]) if entry.segment.get(d) else "NULL" for d in dimensions]
        rows.append(
            f"(DATE '{day}', CAST('{entry.value}' AS DECIMAL(38, {scale})){''.join(', ' + m for m in members)})"
        )
    names = ", ".join(ident(name) for name in ("period", "value", *dimensions))
    view = f"SELECT * FROM (VALUES\n  {', '.join(rows)}\n) AS typed({names})"
    columns = {"period": DATE, "value": decimal(scale), **dict.fromkeys(dimensions, TEXT)}
    return Relation(key, "duckdb", columns, view=view)

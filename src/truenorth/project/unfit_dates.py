"""A date column that holds what is no date: told once, of the column, for every metric that is dated by it."""

from __future__ import annotations

import re
from dataclasses import replace

from truenorth.errors import Finding, Refused
from truenorth.model.relations import Relation
from truenorth.model.tables import SpanRule, Table

_HELD = re.compile(r"The data hold ('.*?') where")


def unfit_date(table: Table, relation: Relation, finding: Finding) -> Refused:
    """The refusal of the table's dates, in place of one that knows of no column."""
    rules = [table.date.begins, table.date.ends] if isinstance(table.date, SpanRule) else [table.date]
    columns = [name for rule in rules if rule is not None for name in (rule.parts or (rule.column,))]
    held = _HELD.search(finding.message)
    cell = held[1] if held else "a value"
    loaded = next((each for each in relation.findings if set(each.columns) & set(columns) and each.hint), None)
    known = loaded.hint if loaded is not None else None if held else "Mend the rows, or leave them out at the source."
    return Refused(
        replace(
            finding,
            message=f"{table.key} is dated by {', '.join(columns)}, which holds {cell}: that cannot be read as a date.",
            place=table.places.get("date", table.place),
            hint=known
            or f"Say how the dates are spelled (`date: {{ column: {columns[0]}, written: d/m/yyyy }}`), or mend "
            f"the cell; if it means that there is none, say `null_values: [{cell}]` in the source.",
        )
    )

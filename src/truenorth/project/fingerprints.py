"""What changes whenever the rows may have that something is read from."""

from __future__ import annotations

from collections.abc import Mapping

from truenorth.compiler.links import routes
from truenorth.model.definitions import Definitions
from truenorth.model.relations import Relation
from truenorth.model.tables import DateRule


def fingerprint_of(
    definitions: Definitions, known: Mapping[str, Relation], key: str, *, linked: bool = False
) -> str | None:
    """What changes whenever the rows that a table's survey reads may have; None where that cannot be known.

    With `linked` those of every table that it belongs to count too.
    """
    table = definitions.tables[key]
    marks = [known[key].fingerprint]
    below = table.rolled_up_from
    filtered = table.filter is not None  # by what it belongs to, perhaps
    if linked or filtered or below is not None or (isinstance(table.date, DateRule) and table.date.table is not None):
        starts = {key, below or key}
        ones = {link.table for start in starts for route in routes(definitions.tables, start) for link in route}
        marks += [known[one].fingerprint for one in sorted(ones)]
    return None if None in marks else " ".join(str(mark) for mark in marks)

"""What surveys found, kept beside the extracts: a table whose rows have not changed is looked at once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from truenorth.model.relations import Survey
from truenorth.model.tables import Table
from truenorth.sql.world import World

Rows = tuple[tuple[object, ...], ...]

_READ: dict[str, Callable[[str], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
}


@dataclass(frozen=True, eq=False)
class Surveyed:
    """Rows of survey queries by their text and the fingerprint of the table's rows; a live table is never kept."""

    folder: Path
    seen: dict[str, Rows] = field(default_factory=dict)
    surveys: dict[tuple[object, ...], tuple[Table, Survey]] = field(default_factory=dict)

    def survey(self, table: Table, asked: World, fingerprint: str | None, find: Callable[[], Survey]) -> Survey:
        """A table's survey as of a time, found once for the same rows: every question wants it."""
        if fingerprint is None:
            return find()
        key = (id(table), asked.as_of, asked.calendar, fingerprint)
        if key not in self.surveys:
            self.surveys[key] = (table, find())  # the table too, so that no other one gets its id
        return self.surveys[key][1]

    def rows(self, sql: str, fingerprint: str | None, run: Callable[[str], Rows]) -> Rows:
        """The rows of a query, run only where they are not known for these very rows of the table."""
        if fingerprint is None:
            return run(sql)
        key = hashlib.sha256(f"{fingerprint}\n{sql}".encode()).hexdigest()[:32]
        if key not in self.seen:
            kept = self._load(key)
            self.seen[key] = run(sql) if kept is None else kept
            if kept is None:
                self._save(key, self.seen[key])
        return self.seen[key]

    def _load(self, key: str) -> Rows | None:
        try:
            stored = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
            return tuple(tuple(_value(cell) for cell in row) for row in stored)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _save(self, key: str, rows: Rows) -> None:
        """Written whole or not at all; a folder that cannot be written only costs another look."""
        text = json.dumps([[_cell(value) for value in row] for row in rows])
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = self.folder / f"{key}.{os.getpid()}.tmp"
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(self.folder / f"{key}.json")


def _cell(value: object) -> object:
    if isinstance(value, datetime | date):
        return {type(value).__name__: value.isoformat()}
    return {"Decimal": str(value)} if isinstance(value, Decimal) else value


def _value(cell: object) -> object:
    if not isinstance(cell, dict):
        return cell
    ((kind, text),) = cell.items()
    return _READ[kind](text)

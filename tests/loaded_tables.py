"""Files written into a project and loaded; the extracts are read back by pyarrow, an independent reader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet

from truenorth.errors import Refused
from truenorth.model.relations import Relation
from truenorth.model.tables import Source, Table
from truenorth.sources import Preview, locate, preview


@dataclass(frozen=True)
class Loaded:
    """A loaded table: its relation, and its rows as Python values."""

    relation: Relation
    rows: list[dict[str, Any]]

    @property
    def types(self) -> dict[str, str]:
        """Each column's type as a word; decimals with their scale."""
        return {
            name: f"decimal({type_.scale})" if type_.kind == "decimal" else str(type_)
            for name, type_ in self.relation.columns.items()
        }

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.relation.findings]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]


@dataclass(frozen=True)
class Project:
    """A folder with data files."""

    folder: Path
    kind: str = "files"

    @property
    def store(self) -> Path:
        return self.folder / ".truenorth" / "extracts"

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def source(self, address: str, options: dict[str, object]) -> Source:
        return Source("sheets", self.kind, address, options)

    def load(self, address: str, name: str | None = None, **options: object) -> Loaded:
        return self.load_table(Table("t", source="sheets", name=name), address, options)

    def load_sql(self, address: str, sql: str) -> Loaded:
        return self.load_table(Table("t", source="sheets", sql=sql), address, {})

    def load_table(self, table: Table, address: str, options: dict[str, object]) -> Loaded:
        relation = locate(table, self.source(address, options), folder=self.folder, store=self.store)
        assert relation.extract is not None
        return Loaded(relation, pyarrow.parquet.read_table(relation.extract).to_pylist())

    def load_text(self, content: str | bytes, **options: object) -> Loaded:
        """One CSV file of that content."""
        self.write("data.csv", content)
        return self.load("data.csv", None, **options)

    def preview(self, address: str, name: str | None = None, rows: int = 10, **options: object) -> Preview:
        return preview(self.source(address, options), name, folder=self.folder, store=self.store, rows=rows)

    def refusal(self, address: str, name: str | None = None, **options: object) -> Refused:
        """The refusal that loading gives."""
        try:
            self.load(address, name, **options)
        except Refused as refused:
            return refused
        raise AssertionError(f"{address} was loaded, not refused")

"""What a table is on its engine, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from truenorth.errors import Finding
from truenorth.model.types import Type


@dataclass(frozen=True)
class Relation:
    """A table's place on an engine: by name, as a Parquet extract, or as a view; its columns and their types.

    `engine` is the engine's key: `duckdb`, or `postgres:SOURCE`. Exactly one of `name`, `extract` and `view` is set;
    a rolled-up table has none of them. `fingerprint` changes whenever the rows may have (an extract's content hash,
    a live table's None).
    """

    table: str
    engine: str
    columns: Mapping[str, Type]
    name: tuple[str, ...] | None = None
    extract: str | None = None
    view: str | None = None
    fingerprint: str | None = None
    findings: tuple[Finding, ...] = ()
    unusable: Mapping[str, Finding] = field(default_factory=dict)  # names that cannot be used, and why
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # columns that stand once for each of others

    @property
    def dialect(self) -> str:
        return self.engine.partition(":")[0]


@dataclass(frozen=True)
class Survey:
    """What one look at a table's dates and keys told, as of a time.

    `first` is the start of the first row's civil day (or covered unit), `watermark` the instant up to which the
    table is complete, `newest` the end of the newest row's day or unit. `repeated` counts keys that stand more than
    once; `undated` the rows without a date.
    """

    table: str
    first: datetime | None
    watermark: datetime | None
    newest: datetime | None
    rows: int
    undated: int = 0
    repeated: int = 0
    repeated_on: tuple[datetime, ...] = ()
    fresh: Mapping[str, object] = field(default_factory=dict)

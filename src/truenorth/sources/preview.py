"""What a person wants to see of a file before trusting it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from truenorth.errors import Finding
from truenorth.model.tables import Source
from truenorth.sources import duck
from truenorth.sources.facts import ColumnFacts, Dropped
from truenorth.sources.locate import extract_table


@dataclass(frozen=True)
class Preview:
    """A table as loaded: columns with type and reason, first rows as text, what was left out, what was noticed."""

    table: str
    file: str
    encoding: str | None
    separator: str | None
    header_lines: str | None
    columns: tuple[ColumnFacts, ...]
    unusable: tuple[str, ...]
    row_count: int
    rows: tuple[tuple[str | None, ...], ...]
    dropped: tuple[Dropped, ...]
    findings: tuple[Finding, ...]


def preview(
    source: Source, name: str | None = None, *, sql: str | None = None, folder: Path, store: Path, rows: int = 10
) -> Preview:
    """The preview of a source's table with its first `rows` rows; it is loaded into `store` if it is not there."""
    import duckdb

    extract = extract_table(source, name, sql=sql, folder=folder, store=store)
    facts = extract.facts
    con = duckdb.connect(":memory:")
    try:
        con.execute("SET TimeZone = 'UTC'")
        shown = con.execute(
            f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet({duck.text(str(extract.path))}) LIMIT {int(rows)}"
        ).fetchall()
    finally:
        con.close()
    return Preview(
        table=name or extract.path.stem.rpartition("-")[0],
        file=facts.about.get("file", ""),
        encoding=facts.about.get("encoding"),
        separator=facts.about.get("separator"),
        header_lines=facts.about.get("header"),
        columns=facts.columns,
        unusable=tuple(facts.unusable),
        row_count=facts.rows,
        rows=tuple(tuple(row) for row in shown),
        dropped=facts.dropped,
        findings=facts.findings,
    )

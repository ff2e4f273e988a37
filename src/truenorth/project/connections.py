"""The engines of a project, opened when first needed and closed together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.errors import Refused, SourceFailed, refuse
from truenorth.model.tables import Source
from truenorth.project.bounds import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from truenorth.engines.base import Engine

DUCKDB = "duckdb"


@dataclass(eq=False)
class Connections:
    """Engines by key: `duckdb` for extracts and attached files, `postgres:SOURCE` for each PostgreSQL source."""

    sources: Mapping[str, Source]
    folder: Path
    store: Path
    timeout: float | None = None
    memory: str | None = None
    admit: Callable[[Source], Source] | None = None
    bounds: Bounds = field(default_factory=Bounds)
    opened: dict[str, Engine] = field(default_factory=dict)

    def engine(self, key: str) -> Engine:
        """The open engine of that key. Raises Refused or SourceFailed where it cannot be opened."""
        if key not in self.opened:
            self.opened[key] = self._open(key)
        return self.opened[key]

    def _open(self, key: str) -> Engine:
        if key == DUCKDB:
            from truenorth.engines.duck import open_duckdb

            copied = any(source.kind not in ("duckdb", "postgres") for source in self.sources.values())
            if copied:
                self.store.mkdir(parents=True, exist_ok=True)
            files = {s.key: self.path(s) for s in self.sources.values() if s.kind == "duckdb" and self.admits(s)}
            there = {key: path for key, path in files.items() if path.exists()}
            return open_duckdb(there, [self.store] if copied else [], memory=self.memory, timeout=self.timeout)
        from truenorth.engines.pg import open_postgres

        source = self.admitted(self.sources[key.partition(":")[2]])
        try:
            return open_postgres(source.key, source.address, timeout=self.timeout)
        except Refused as refused:
            raise Refused(refused.finding.at(source.place)) from None
        except SourceFailed as failed:
            raise SourceFailed(failed.finding.at(source.place)) from None

    def admitted(self, source: Source) -> Source:
        """The source as it is to be opened; Refused, at its place, where it may not be."""
        try:
            admitted = source if self.admit is None else self.admit(source)
            self.bounds.check(admitted, self.folder)
            return admitted
        except Refused as refused:
            raise Refused(refused.finding.at(source.place)) from None

    def admits(self, source: Source) -> bool:
        """Whether the source may be opened."""
        try:
            self.admitted(source)
        except Refused:
            return False
        return True

    def path(self, source: Source) -> Path:
        """The file of a source, relative to the project's folder."""
        return (self.folder / source.address).resolve()

    def engine_key(self, source: Source) -> str:
        """The key of the engine on which a source's tables live."""
        if source.kind == "postgres":
            return f"postgres:{source.key}"
        if source.kind == "duckdb" and not self.path(source).exists():
            raise refuse(
                "SOURCE_MISSING",
                f"Source {source.key}: there is no file {source.address}.",
                source.place,
                hint="Paths are relative to the project's folder.",
            )
        return DUCKDB

    def state(self, source: Source) -> str | None:
        """What changes whenever the rows of a `duckdb:` source may have: the state its file was attached in."""
        from truenorth.engines.duck import DuckDBEngine

        engine = self.engine(DUCKDB)
        return engine.fingerprint(source.key) if isinstance(engine, DuckDBEngine) else None

    def check_attached(self, source: Source) -> None:
        """Raises what is wrong with the file of a `duckdb:` source, if it could not be attached."""
        from truenorth.engines.duck import DuckDBEngine

        engine = self.engine(DUCKDB)
        if isinstance(engine, DuckDBEngine):
            engine.check_attached(source.key)

    def close(self) -> None:
        """End all sessions."""
        for engine in self.opened.values():
            engine.close()
        self.opened.clear()

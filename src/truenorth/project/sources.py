"""What the sources of a project hold: tables by file and sheet, columns and why they are so typed, what is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from truenorth.errors import Finding, Level, Refused, SourceFailed, nearest_names, refuse
from truenorth.model.definitions import Definitions
from truenorth.model.tables import Source, Table
from truenorth.project.answer_json import dumps
from truenorth.project.ask import Asking
from truenorth.project.connections import Connections
from truenorth.project.tables import attached, reading
from truenorth.sources import COPIED, Dropped, Facts, Held, Inventory, beside, is_data_file, load_facts, take_inventory

NOTHING_HELD = Inventory((), {})
_IN_FILES = frozenset({"files", "sqlite", "duckdb"})
_DEFINITIONS = frozenset({".yml", ".yaml"})


@dataclass(frozen=True)
class SourceColumn:
    """A column as it is read. `why` says what its type follows from."""

    name: str
    type: str
    why: str


@dataclass(frozen=True)
class SourceTable:
    """A table of a source. `rows` is None where they are not read, as in a database that stays where it is.

    `name` is what `source:` says, `used_by` are the tables of the definitions that are read from it. `failure` is why
    it could not be read.
    """

    name: str
    used_by: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    member: str | None = None
    sheet: str | None = None
    block: int | None = None
    hidden: bool = False
    about: Mapping[str, str] = field(default_factory=dict)
    rows: int | None = None
    columns: tuple[SourceColumn, ...] = ()
    unusable: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()
    failure: Finding | None = None


@dataclass(frozen=True)
class SourceHeld:
    """A source: its tables, what in its files is no table, and what is wrong with it as a whole.

    It is `blocked` where no question about any of its tables can be answered, though some can be read by themselves.
    """

    key: str
    kind: str
    address: str | None  # never that of a database server, which may hold a password
    options: Mapping[str, object] = field(default_factory=dict)
    tables: tuple[SourceTable, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()
    blocked: bool = False


@dataclass(frozen=True)
class Sources:
    """The sources asked for, and the files beside theirs that no source reads.

    `findings` are why tables of the definitions could not be understood; which table of a source they use is not known.
    """

    sources: tuple[SourceHeld, ...]
    unread: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether every source, and every table that a definition uses, could be read."""
        return not self.findings and not any(
            any(each.level is Level.ERROR for each in source.findings)
            or any(table.failure is not None and table.used_by for table in source.tables)
            for source in self.sources
        )


def list_sources(asking: Asking, wanted: Sequence[str] = ()) -> Sources:
    """Every source, or those that `wanted` names: sources, their tables, or tables of the definitions."""
    listing = [_look(asking, source) for source in asking.definitions.sources.values()]
    listed = {each.source.key: each for each in listing}
    broken = {
        key.removeprefix("source:"): finding
        for key, finding in asking.definitions.broken.items()
        if key.startswith("source:")
    }
    _check_names(listed, broken, asking.definitions, wanted)
    found = [each.held(wanted) for each in listing]
    lost = [
        SourceHeld(key, "", None, findings=(finding,), blocked=True)
        for key, finding in broken.items()
        if key not in listed and (not wanted or key in wanted)
    ]
    shown = tuple(each for each in found if each is not None)
    if wanted:
        return Sources((*shown, *lost))
    unread = tuple(_unread(listing, asking.connections.folder))
    return Sources((*shown, *lost), unread, tuple(_not_understood(asking.definitions)))


def _not_understood(definitions: Definitions) -> Iterator[Finding]:
    """The findings of tables that are known by name only."""
    for key, finding in definitions.broken.items():
        if key.startswith("table:") and key.removeprefix("table:") not in definitions.tables:
            yield finding


@dataclass(frozen=True)
class _Listing:
    """One source looked at: what lies there, and the tables of the definitions that are read from it."""

    source: Source
    connections: Connections
    tables: tuple[Table, ...]
    inventory: Inventory = NOTHING_HELD
    remarks: tuple[Finding, ...] = ()
    failure: Finding | None = None

    def names(self) -> Iterator[str]:
        """Everything that a person may call a table of this source."""
        yield self.source.key
        yield from (table.key for table in self.tables)
        for name in (f"{self.source.key}.{name}" for held in self.inventory.tables for name in held.names):
            parts = name.split(".")
            yield from (".".join(parts[:count]) for count in range(len(parts), 1, -1))

    def held(self, wanted: Sequence[str]) -> SourceHeld | None:
        """The source with the tables that are wanted; None if nothing of it is."""
        if self.failure is not None:
            told = not wanted or any(name in wanted for name in self.names())
            return replace(self._made((), (self.failure,)), blocked=True) if told else None
        used: dict[Held, list[Table]] = {held: [] for held in self.inventory.tables}
        others: list[Table] = []
        for table in self.tables:
            meant = self._meant(table)
            used[meant].append(table) if meant is not None else others.append(table)
        whole = not wanted or self.source.key in wanted
        shown = [
            found
            for held, tables in used.items()
            for found in self._tables(held, tables)
            if whole or self._is_wanted(held, found, wanted)
        ]
        shown += [self._other(table) for table in others if whole or table.key in wanted]
        if not shown and not whole:
            return None
        whole_source = self.inventory.finding
        findings = [*self.remarks, *self.inventory.broken.values()]
        if whole_source is not None and whole_source not in findings:
            findings.append(whole_source)
        made = self._made(tuple(shown), tuple(findings), self.inventory.dropped if whole else ())
        return replace(made, blocked=whole_source is not None)

    def _is_wanted(self, held: Held, found: SourceTable, wanted: Sequence[str]) -> bool:
        """Whether a name means the table: its own, that of its workbook or schema, or that of a definition."""
        names = [f"{self.source.key}.{name}" for name in held.names]
        return any(
            name in found.used_by or any(own == name or own.startswith(f"{name}.") for own in names) for name in wanted
        )

    def _made(
        self, tables: tuple[SourceTable, ...], findings: tuple[Finding, ...], dropped: tuple[Dropped, ...] = ()
    ) -> SourceHeld:
        source = self.source
        address = source.address if source.kind in _IN_FILES else None
        return SourceHeld(source.key, source.kind, address, source.options, tables, dropped, findings)

    def _meant(self, table: Table) -> Held | None:
        """The table of the source that a definition is read from."""
        if table.sql is not None:
            return None
        wanted = table.name or table.key
        return next((held for held in self.inventory.tables if wanted in held.names), None)

    def _tables(self, held: Held, tables: Sequence[Table]) -> Iterator[SourceTable]:
        """The table as each definition reads it; those that read it alike are told once."""
        found: list[SourceTable] = []
        for table in tables or (None,):
            read = self._read(held, table)
            same = next((at for at, each in enumerate(found) if replace(each, used_by=()) == read), None)
            key = () if table is None else (table.key,)
            if same is None:
                found.append(replace(read, used_by=key))
            else:
                found[same] = replace(found[same], used_by=(*found[same].used_by, *key))
        yield from found

    def _read(self, held: Held, table: Table | None) -> SourceTable:
        made = SourceTable(
            f"{self.source.key}.{held.names[0]}",
            files=held.files,
            member=held.member,
            sheet=held.sheet,
            block=held.block,
            hidden=held.hidden,
        )
        own = Table(held.names[0], self.source.key, held.names[0]) if table is None else table
        return self._filled(made, lambda: self._loaded(held, own, table))

    def _other(self, table: Table) -> SourceTable:
        """A table of the definitions that is a SELECT, or that the source does not hold."""
        name = table.name or table.key
        made = SourceTable(f"{self.source.key}.{name}" if table.sql is None else "", used_by=(table.key,))
        held = Held((name,), self.source.address)
        return self._filled(made, lambda: self._loaded(held, table, table))

    def _loaded(self, held: Held, own: Table, table: Table | None) -> Callable[[SourceTable], SourceTable]:
        """What is known of the table once it is read, to be put into it."""
        connections, source = self.connections, self.source
        with reading(own, source):
            if source.kind in COPIED:
                facts = load_facts(held, source, table, folder=connections.folder, store=connections.store)
                return lambda made: _with_facts(made, facts)
            relation = attached(own, source, connections)
            left_out = connections.engine(relation.engine).unread_columns(relation)
        declared = tuple(SourceColumn(name, str(kind), "") for name, kind in relation.columns.items())
        unusable = {name: f"Truenorth reads no columns of type {kind}" for name, kind in left_out.items()}
        return lambda made: replace(made, columns=declared, unusable=unusable)

    def _filled(self, made: SourceTable, load: Callable[[], Callable[[SourceTable], SourceTable]]) -> SourceTable:
        try:
            return load()(made)
        except (Refused, SourceFailed) as failed:
            return replace(made, failure=failed.finding)


def _look(asking: Asking, source: Source) -> _Listing:
    """The source with its inventory, or with why there is none."""
    definitions, connections = asking.definitions, asking.connections
    tables = tuple(each for each in definitions.tables.values() if each.source == source.key)
    listing = _Listing(source, connections, tables, failure=definitions.broken.get(f"source:{source.key}"))
    if listing.failure is not None:
        return listing
    try:
        with reading(Table(source.key, source.key, place=source.place), source):
            source = connections.admitted(source)
            if source.kind in COPIED:
                return replace(listing, source=source, inventory=take_inventory(source, connections.folder))
            found = Inventory(_attached(source, connections), {})
            remarks = connections.engine(connections.engine_key(source)).findings
            return replace(listing, source=source, inventory=found, remarks=remarks)
    except (Refused, SourceFailed) as failed:
        return replace(listing, failure=failed.finding)


def _attached(source: Source, connections: Connections) -> tuple[Held, ...]:
    """The tables of a database that stays where it is. Raises what is wrong with it."""
    engine = connections.engine(connections.engine_key(source))
    head = f"{source.key}."
    names = [name.removeprefix(head) for name in engine.tables() if name.startswith(head)]
    if not names and source.kind == "duckdb":
        connections.check_attached(source)
    usual = "main" if source.kind == "duckdb" else "public"
    return tuple(Held((name,) if "." in name else (name, f"{usual}.{name}"), source.address) for name in names)


def _with_facts(made: SourceTable, facts: Facts) -> SourceTable:
    return replace(
        made,
        about={key: value for key, value in facts.about.items() if key not in ("file", "sheet")},
        rows=facts.rows,
        columns=tuple(SourceColumn(each.name, str(each.type), each.why) for each in facts.columns),
        unusable={name: finding.message for name, finding in facts.unusable.items()},
        dropped=facts.dropped,
        findings=tuple(each for each in facts.findings if each not in facts.unusable.values()),
    )


def _check_names(
    listed: Mapping[str, _Listing], broken: Mapping[str, Finding], definitions: Definitions, wanted: Sequence[str]
) -> None:
    """Raises Refused where a name is no source and no table of one."""
    known = {name: None for each in listed.values() for name in each.names()} | dict.fromkeys(broken)
    for name in wanted:
        if name in known:
            continue
        if f"table:{name}" in definitions.broken:
            raise Refused(definitions.broken[f"table:{name}"])
        if name in definitions.tables:
            raise refuse(
                "TABLE_WITHOUT_SOURCE",
                f"{name} is made of other tables or of typed values, and is read from no source.",
                definitions.tables[name].place,
                hint="leave the names out to list all sources",
            )
        bare = {each.partition(".")[2]: each for each in known if "." in each}
        near = nearest_names(name, known) or tuple(bare[each] for each in nearest_names(name, bare))
        raise refuse(
            "UNKNOWN_TABLE",
            f"There is no source or table {name}.",
            nearest=near,
            hint=None if near else "leave the names out to list all sources",
        )


def _unread(listing: Sequence[_Listing], folder: Path) -> Iterator[Dropped]:
    """The files beside those of sources that none of them reads."""
    read = {path for each in listing for path in each.inventory.files}
    read |= {(folder / each.source.address).resolve() for each in listing if each.source.kind in _IN_FILES}
    seen: set[Path] = set()
    for each in listing:
        if each.failure is not None or each.source.kind != "files":
            continue
        for path, matched in beside(each.source, folder):
            real = path.resolve()
            if real in read or real in seen or not (matched or is_data_file(path)) or path.suffix in _DEFINITIONS:
                continue
            seen.add(real)
            label = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
            why = "by its name it is no data file" if matched else "the address of no source matches it"
            yield Dropped("file", why, text=label)


def sources_json(found: Sources) -> str:
    """The text of `truenorth sources --json`."""
    told = {
        "sources": [_source(each) for each in found.sources],
        "unread": [_left_out(each) for each in found.unread],
        "findings": [each.as_finding() for each in found.findings],
    }
    return dumps(told, indent=1)


def _source(source: SourceHeld) -> dict[str, Any]:
    return {
        "source": source.key,
        "kind": source.kind or None,
        "address": source.address,
        "options": dict(source.options),
        "tables": [_table(each) for each in source.tables],
        "left_out": [_left_out(each) for each in source.dropped],
        "findings": [each.as_finding() for each in source.findings],
        "blocked": source.blocked,
    }


def _table(table: SourceTable) -> dict[str, Any]:
    return {
        "name": table.name or None,
        "used_by": list(table.used_by),
        "files": list(table.files),
        "member": table.member,
        "sheet": table.sheet,
        "block": table.block,
        "hidden": table.hidden,
        "about": dict(table.about),
        "rows": table.rows,
        "columns": [{"name": each.name, "type": each.type, "why": each.why or None} for each in table.columns],
        "unusable": [{"name": name, "why": why} for name, why in table.unusable.items()],
        "left_out": [_left_out(each) for each in table.dropped],
        "findings": [each.as_finding() for each in table.findings],
        "failure": None if table.failure is None else table.failure.as_finding(),
    }


def _left_out(dropped: Dropped) -> dict[str, Any]:
    return {"what": dropped.what, "why": dropped.why, "line": dropped.line, "text": dropped.text}

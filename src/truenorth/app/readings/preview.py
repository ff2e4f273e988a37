"""The job that looks at a source before it is added; files are parsed here, in the worker, never for a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.context import JobContext
from truenorth.app.readings.profile import PROFILED, TableSeen, look_at
from truenorth.app.readings.uploads import UPLOADS, check_inflated, path_of
from truenorth.app.revisions import address as addresses
from truenorth.app.revisions.disk import bounds_of, extracts_of, root_of
from truenorth.app.revisions.models import Revision
from truenorth.engines.base import Engine
from truenorth.engines.duck import open_duckdb
from truenorth.engines.pg import open_postgres
from truenorth.errors import Finding, Refused, SourceFailed, refuse
from truenorth.model.relations import Relation
from truenorth.model.tables import Source, Table
from truenorth.sources import COPIED, locate, preview, table_names
from truenorth.sql.text import dotted, quote

KEY = "seen"
MOST_TABLES = 40
TIMEOUT = 120.0


class Seen(TypedDict):
    """What a preview found: the names of all tables, and those that were looked at."""

    kind: str
    address: str
    options: dict[str, Any]
    names: list[str]
    tables: list[TableSeen]
    replace: str


def work(context: JobContext) -> dict[str, Any]:
    """The preview of the source in the payload: `kind`, `address`, `options`, the `table` chosen, or all of a file."""
    workspace, given = context.workspace, context.payload
    if workspace is None:
        raise ValueError("a preview belongs to a workspace; queue it with one")
    source = Source(KEY, str(given["kind"]), str(given["address"]), dict(given.get("options") or {}))
    seen: Seen = {
        "kind": source.kind,
        "address": source.address,
        "options": dict(source.options),
        "names": [],
        "tables": [],
        "replace": str(given.get("replace") or ""),
    }
    try:
        look = _copied if source.kind in COPIED else _attached
        look(workspace, source, str(given.get("table") or ""), seen, context.progress)
    except (Refused, SourceFailed) as failed:
        raise type(failed)(replace(failed.finding, message=_plain(failed.finding.message))) from None
    return dict(seen)


def _plain(message: str) -> str:
    """The sentence without the key that the source has only here."""
    return message.replace(f"Source {KEY}: ", "").replace(f"Source {KEY} ", "The file ").replace(f" {KEY}.", " ")


Progress = Callable[[int, int, str], None]


def _root(workspace: Workspace, source: Source) -> Path:
    """The folder of the source's address. Raises Refused where what lies there is a link out of it."""
    newest = Revision.objects.filter(workspace=workspace).order_by("-number").values_list("folder", flat=True).first()
    addresses.check_file(source.address)
    root = root_of(workspace, newest or "")
    bounds_of(newest or "").check(source, root)
    return root


def _copied(workspace: Workspace, source: Source, table: str, seen: Seen, progress: Progress) -> None:
    """Tables of files, each in an extract of its own."""
    root, store = _root(workspace, source), extracts_of(workspace)
    if source.address.startswith(f"{UPLOADS}/"):
        progress(0, 1, "looking at the file")
        check_inflated(path_of(workspace, source.address), source.address.removeprefix(f"{UPLOADS}/"))
    seen["names"] = list(table_names(source, folder=root))
    chosen = [name for name in seen["names"] if table in ("", name)][:MOST_TABLES]
    for at, name in enumerate(chosen):
        progress(at, len(chosen), f"reading {name}")
        seen["tables"].append(_file_table(source, name, root, store))
    if not any(each["columns"] for each in seen["tables"]):
        first = seen["tables"][0]["problems"] if seen["tables"] else []
        raise (
            Refused(_finding(first[0]))
            if first
            else refuse(
                "UPLOAD_EMPTY", f"{source.address} holds no table.", hint="look whether the sheet or file has rows"
            )
        )


def _file_table(source: Source, name: str, root: Path, store: Path) -> TableSeen:
    try:
        told = preview(source, name, folder=root, store=store, rows=1)
        relation = locate(Table(KEY, KEY, name), source, folder=root, store=store)
        with open_duckdb({}, [store], timeout=TIMEOUT) as engine:
            why = {column.name: column.why for column in told.columns}
            rows = f"select * from read_parquet({quote(str(relation.extract))})"
            count, columns, sample = look_at(engine, rows, relation.columns, why)
    except (Refused, SourceFailed) as failed:
        return _failed(name, failed.finding)
    about = {"encoding": told.encoding, "separator": told.separator, "header in line": told.header_lines}
    problems = [*told.findings, *_nothing(name, told.row_count)]
    return {
        "name": name,
        "rows": told.row_count,
        "seen": count,
        "columns": columns,
        "sample": sample,
        "problems": [each.as_finding() for each in problems],
        "dropped": [_dropped(each.what, each.line, each.why) for each in told.dropped[:20]],
        "about": [
            f"{name}: {value!r}" if name == "separator" else f"{name}: {value}"
            for name, value in about.items()
            if value
        ],
    }


def _dropped(what: str, line: int | None, why: str) -> str:
    return f"{what}{f' in line {line}' if line else ''}: {why}"


def _nothing(name: str, rows: int) -> list[Finding]:
    if rows:
        return []
    hint = "it can be added all the same; its numbers begin once it has rows"
    return [Finding("TABLE_EMPTY", f"{name} has columns but no rows.", hint=hint)]


def _failed(name: str, finding: Finding) -> TableSeen:
    told = replace(finding, message=_plain(finding.message))
    return {
        "name": name,
        "rows": 0,
        "seen": 0,
        "columns": [],
        "sample": [],
        "problems": [told.as_finding()],
        "dropped": [],
        "about": [],
    }


def _finding(record: dict[str, Any]) -> Finding:
    return Finding(record["code"], record["message"], hint=record["hint"], nearest=tuple(record["nearest"]))


def _attached(workspace: Workspace, source: Source, table: str, seen: Seen, progress: Progress) -> None:
    """Tables of a database: all their names, and of the chosen one what it holds."""
    progress(0, 2, "connecting")
    with _opened(workspace, source) as engine:
        seen["names"] = [name.removeprefix(f"{KEY}.") for name in engine.tables()]
        if not seen["names"]:
            raise refuse(
                "SOURCE_EMPTY",
                "The database has no table that may be read.",
                hint="grant SELECT on the tables to the role of the address",
            )
        chosen = table or (seen["names"][0] if len(seen["names"]) == 1 else "")
        if chosen:
            progress(1, 2, f"looking at {chosen}")
            seen["tables"] = [_database_table(engine, source, chosen)]


def _opened(workspace: Workspace, source: Source) -> Engine:
    options = settings.OPTIONS
    addresses.check_variables(source.address, options.source_variables)
    if source.kind == "postgres":
        addresses.check_postgres(source.address)
        url = addresses.bound_url(addresses.expanded(source.address), options.source_hosts)
        return open_postgres(KEY, url, timeout=TIMEOUT)
    if source.kind != "duckdb":
        raise refuse("SOURCE_KIND", f"A source of kind {source.kind} cannot be added here.", hint="upload a file")
    path = (_root(workspace, source) / source.address).resolve()
    if not path.is_file():
        raise refuse(
            "SOURCE_MISSING",
            f"There is no file {source.address}.",
            hint="paths are relative to the folder that was applied",
        )
    return open_duckdb({KEY: path}, timeout=TIMEOUT)


def _database_table(engine: Engine, source: Source, name: str) -> TableSeen:
    parts = tuple(name.split("."))
    attached = source.kind == "duckdb"
    relation = Relation(KEY, engine.key, {}, name=(KEY, *parts) if attached else parts)
    columns = engine.columns(relation)
    if attached:
        parts = (KEY, *(parts if len(parts) > 1 else ("main", *parts)))
    count, seen, sample = look_at(engine, f"select * from {dotted(parts)}", columns, {})
    return {
        "name": name,
        "rows": count if count < PROFILED else -1,
        "seen": count,
        "columns": seen,
        "sample": sample,
        "problems": [each.as_finding() for each in (*engine.findings, *_nothing(name, count))],
        "dropped": [],
        "about": [],
    }

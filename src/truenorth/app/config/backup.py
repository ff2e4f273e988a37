"""A backup while everything runs: one ZIP with every row of one moment, and the files that belong to it.

The format is the same for SQLite and PostgreSQL: `manifest.json`, `tables/<table>.ndjson` (one JSON list a row) and
`files/…`. `truenorth.toml` and the key that signs sessions are left out: they may hold secrets of the machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from truenorth.app.config.options import Options
from truenorth.app.config.rows import columns_of, lines_of, stored_models
from truenorth.errors import refuse

FORMAT = 1
MANIFEST = "manifest.json"
KEPT_FOLDERS = ("uploads", "entries", "extracts")
"""Of each workspace's folder: what people brought, and the rows taken from sources."""


@dataclass(frozen=True)
class Backup:
    """A written backup."""

    path: Path
    rows: int
    files: int
    size: int


def default_path(options: Options, at: datetime) -> Path:
    """Where a backup goes when nobody says."""
    return options.data / "backups" / f"truenorth-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"


def write_backup(
    options: Options, path: Path, *, with_extracts: bool = True, told: Callable[[str], None] = lambda step: None
) -> Backup:
    """Write a backup beside everything that runs; it has its name only when it is complete.

    Raises Refused where the file exists or cannot be written.
    """
    if path.exists():
        raise refuse("BACKUP_EXISTS", f"{path} exists, so nothing was written.", hint="name another file")
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                rows, files = _fill(archive, options.data, with_extracts=with_extracts, told=told)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(part, path)  # unlike a rename, this never takes the place of another backup
    except FileExistsError:
        raise refuse("BACKUP_EXISTS", f"{path} exists, so nothing was written.", hint="name another file") from None
    except OSError as error:
        message = f"The backup {path} cannot be written: {error.strerror}."
        raise refuse("BACKUP_UNWRITABLE", message, hint="check the folder's rights and the free space") from None
    finally:
        part.unlink(missing_ok=True)
    return Backup(path, rows, files, path.stat().st_size)


def _fill(archive: zipfile.ZipFile, data: Path, *, with_extracts: bool, told: Callable[[str], None]) -> tuple[int, int]:
    """Write tables, files and last the manifest; give the numbers of rows and files."""
    tables: list[dict[str, Any]] = []
    with one_moment():
        taken = datetime.now(UTC)
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
        for model in stored_models(apps):
            told(model._meta.label_lower)
            tables.append(_table(archive, model))
    folders = [name for name in KEPT_FOLDERS if with_extracts or name != "extracts"]
    files = [_file(archive, data, each) for each in _files(data, folders)]
    kept = [each for each in files if each is not None]
    manifest = {
        "format": FORMAT,
        "version": version("truenorth"),
        "taken_at": taken.isoformat(),
        "migrations": [list(each) for each in migrations],
        "tables": tables,
        "files": kept,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return sum(table["rows"] for table in tables), len(kept)


@contextmanager
def one_moment() -> Iterator[None]:
    """A stretch in which every read sees the database as it is now, while others go on writing."""
    begin = "BEGIN DEFERRED" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _table(archive: zipfile.ZipFile, model: type[Model]) -> dict[str, Any]:
    label = model._meta.label_lower
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{label}.ndjson", "w", force_zip64=True) as out:
        for line in lines_of(model):
            data = (line + "\n").encode()
            digest.update(data)
            out.write(data)
            rows += 1
    columns = [field.attname for field in columns_of(model._meta)]
    return {"table": label, "columns": columns, "rows": rows, "sha256": digest.hexdigest()}


def _files(data: Path, folders: list[str]) -> Iterator[Path]:
    for folder in sorted(data.glob("workspaces/*")):
        for name in folders:
            for root, _, names in sorted(os.walk(folder / name)):
                yield from (Path(root, each) for each in sorted(names) if not each.endswith((".part", ".tmp")))


def _file(archive: zipfile.ZipFile, data: Path, path: Path) -> dict[str, Any] | None:
    """Copy one file; None where it was taken away meanwhile (an extract nobody needs any more)."""
    name = path.relative_to(data).as_posix()
    digest = hashlib.sha256()
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return None
    with source, archive.open(f"files/{name}", "w", force_zip64=True) as out:
        while block := source.read(1 << 20):
            digest.update(block)
            out.write(block)
    return {"path": name, "sha256": digest.hexdigest()}

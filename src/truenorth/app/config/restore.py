"""A backup read back into an empty installation, on either database. Nothing is half-restored."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from truenorth.app.config.backup import FORMAT, MANIFEST
from truenorth.app.config.options import Options
from truenorth.app.config.rows import LEFT_OUT, load, reset_sequences
from truenorth.errors import Refused, refuse

_BAD_HINT = "take another backup; this one was cut short or changed"


@dataclass(frozen=True)
class Restored:
    """What a restore brought back."""

    rows: int
    files: int
    taken_at: str
    version: str


def restore(options: Options, path: Path, *, told: Callable[[str], None] = lambda step: None) -> Restored:
    """Check a backup whole, then load it. Raises Refused unless it is sound and the installation is empty."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise refuse("BACKUP_MISSING", f"There is no file {path}.", hint="name the backup's file") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise refuse("BACKUP_BROKEN", f"{path} is not a backup: {error}.", hint=_BAD_HINT) from None
    with archive:
        manifest = _manifest(archive, path)
        told("checking")
        _verify(archive, manifest, path)
        _at_backups_version(manifest)
        _empty(options)
        files = _files(archive, manifest, options.data)
        rows = _rows(archive, manifest, told)
    call_command("migrate", verbosity=0, interactive=False)
    return Restored(rows, files, manifest["taken_at"], manifest["version"])


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        made = int(manifest["format"])
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile):
        raise refuse("BACKUP_BROKEN", f"{path} holds no readable {MANIFEST}.", hint=_BAD_HINT) from None
    if made > FORMAT:
        raise _newer(f"{path} has format {made}; this version reads up to {FORMAT}.")
    return manifest


def _newer(message: str) -> Refused:
    return refuse("BACKUP_NEWER", message, hint="install the version of Truenorth that made it, or a newer one")


def _verify(archive: zipfile.ZipFile, manifest: dict[str, Any], path: Path) -> None:
    """Every table and file against its SHA-256, before anything is written."""
    parts = [(f"tables/{each['table']}.ndjson", each["sha256"]) for each in manifest["tables"]]
    parts += [(f"files/{each['path']}", each["sha256"]) for each in manifest["files"]]
    for name, wanted in parts:
        digest = hashlib.sha256()
        try:
            with archive.open(name) as part:
                while block := part.read(1 << 20):
                    digest.update(block)
        except (KeyError, zipfile.BadZipFile, OSError, EOFError):
            raise refuse("BACKUP_BROKEN", f"{path}: {name} cannot be read.", hint=_BAD_HINT) from None
        if digest.hexdigest() != wanted:
            raise refuse("BACKUP_BROKEN", f"{path}: {name} is not what was written.", hint=_BAD_HINT)


def _at_backups_version(manifest: dict[str, Any]) -> None:
    """Bring the tables to where the backup's were; of migrations unknown here, it comes from a newer version."""
    executor = MigrationExecutor(connection)
    applied = {(app, name) for app, name in manifest["migrations"]}
    known = set(executor.loader.graph.nodes)
    apps = {app for app, _ in known}
    unknown = sorted(f"{app}.{name}" for app, name in applied - known if app in apps)
    if unknown:
        raise _newer(f"The backup was made by version {manifest['version']}, which has {', '.join(unknown)}.")
    wanted = [node for node in executor.loader.graph.leaf_nodes() if node in applied]
    behind = {app for app, _ in executor.loader.graph.leaf_nodes()} - {app for app, _ in wanted}
    for app in sorted(behind & {app for app, _ in applied}):
        wanted.append((app, max(name for of, name in applied if of == app)))
    executor.migrate(wanted)


def _empty(options: Options) -> None:
    from truenorth.app.models import User, Workspace

    if User.objects.exists() or Workspace.objects.exists():
        raise refuse(
            "RESTORE_NOT_EMPTY",
            "This installation has people or workspaces, so nothing was restored.",
            hint="restore into a new data folder and database: set TRUENORTH_DATA and TRUENORTH_DATABASE_URL",
        )


def _files(archive: zipfile.ZipFile, manifest: dict[str, Any], data: Path) -> int:
    """Write the files beside their place, then move them there."""
    beside = data / "restoring"
    shutil.rmtree(beside, ignore_errors=True)
    for each in manifest["files"]:
        path = PurePosixPath(each["path"])
        if path.is_absolute() or ".." in path.parts or path.parts[0] != "workspaces":
            raise refuse("BACKUP_BROKEN", f"The backup names the file {path}.", hint=_BAD_HINT)
        target = beside / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(f"files/{path}") as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
    shutil.rmtree(data / "workspaces", ignore_errors=True)  # of an empty installation: what a cut-short restore left
    if beside.exists():
        (beside / "workspaces").rename(data / "workspaces")
        beside.rmdir()
    return len(manifest["files"])


def _rows(archive: zipfile.ZipFile, manifest: dict[str, Any], told: Callable[[str], None]) -> int:
    """Load every table in one transaction, by the tables' shape of the backup's version."""
    state = MigrationExecutor(connection).loader.project_state(_applied())
    count = 0
    with transaction.atomic():
        models = []
        for each in manifest["tables"]:
            if each["table"] in LEFT_OUT:  # of a backup made when more was kept
                continue
            told(each["table"])
            model = state.apps.get_model(each["table"])
            models.append(model)
            with archive.open(f"tables/{each['table']}.ndjson") as part:
                count += load(model, each["columns"], _lines(part))
        reset_sequences(models)
    return count


def _applied() -> list[tuple[str, str]]:
    loader = MigrationExecutor(connection).loader
    return [node for node in loader.applied_migrations if node in loader.graph.nodes]


def _lines(part: IO[bytes]) -> Iterator[str]:
    with io.TextIOWrapper(part, encoding="utf-8", newline="\n") as text:
        yield from (line.rstrip("\n") for line in text)

"""What `truenorth doctor` looks at in an installation: each thing by itself, with a remedy where it is not well."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from truenorth.app.config.options import FILE, KEY_FILE, OTHERS, Options

LOW = 1024**3
"""So many free bytes are little."""
LATE = timedelta(minutes=10)
OLD = timedelta(days=7)


@dataclass(frozen=True)
class Looked:
    """One thing looked at. Where it is not `good`, it is broken if `needed`, else only worth a thought."""

    name: str
    good: bool
    found: str
    remedy: str = ""
    needed: bool = True


def installed(options: Options) -> bool:
    """Whether there is an installation: a database of its own was named, or the data folder holds something of it."""
    return bool(options.database_url) or any((options.data / name).exists() for name in (FILE, KEY_FILE))


def examine(options: Options) -> list[Looked]:
    """Everything looked at; what rests on the database only where that answers."""
    from django.db import DatabaseError

    found = [_folder(options), _space(options), _key(options)]
    try:
        found.append(_database())
        found += [look() for look in _IN_THE_DATABASE] if _migrated(found) else []
    except DatabaseError as fault:
        from truenorth.app.config.prepare import unreachable

        told = unreachable(options, fault)
        found.append(Looked("database", False, told.message, f"{told.hint}."))
    return [*found, _mail(options), _backups(options)]


def _folder(options: Options) -> Looked:
    try:
        with tempfile.NamedTemporaryFile(dir=options.data):
            shared = options.data.stat().st_mode & OTHERS
            found = f"{options.data} can be written" + (", and entered by others" if shared else "")
            return Looked("data folder", not shared, found, f"chmod 700 {options.data}", needed=False)
    except OSError as fault:
        remedy = "Give the folder to the user who runs Truenorth, or set TRUENORTH_DATA."
        return Looked("data folder", False, f"{options.data}: {fault.strerror}", remedy)


def _space(options: Options) -> Looked:
    there = next(path for path in (options.data, *options.data.parents) if path.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:,.1f} GB free"
    return Looked("space", free >= LOW, found, "Free some: a full disk stops every refresh and backup.", needed=False)


def _key(options: Options) -> Looked:
    path = options.data / KEY_FILE
    if options.secret_key:
        return Looked("secret key", True, "given by TRUENORTH_SECRET_KEY")
    if not path.exists():
        return Looked("secret key", False, "none yet", "`truenorth up` makes it at the first start.", needed=False)
    shared = path.stat().st_mode & OTHERS
    found = f"{path} can be read by others" if shared else f"{path}, readable by its owner only"
    return Looked("secret key", not shared, found, f"chmod 600 {path}")


def _database() -> Looked:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select sqlite_version()" if connection.vendor == "sqlite" else "show server_version")
        version = cursor.fetchone()[0]
    return Looked("database", True, f"{connection.display_name} {version} answers")


def _migrated(found: list[Looked]) -> bool:
    """Whether the tables are this version's; what was found is added."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours, theirs = set(loader.disk_migrations), set(loader.applied_migrations)
    newer = {name for app, name in theirs - ours if app == "truenorth"}
    missing = ours - theirs
    remedy = "Install the version that made them." if newer else "`truenorth up` brings them up to date."
    told = "made by a newer Truenorth" if newer else f"{len(missing)} steps behind" if missing else "up to date"
    found.append(Looked("tables", not newer and not missing, told, remedy))
    return not newer and not missing


def _append_only() -> Looked:
    from importlib import import_module

    from django.db import connection

    tables: tuple[str, ...] = import_module("truenorth.app.migrations.0002_append_only").TABLES
    sqlite = connection.vendor == "sqlite"
    names = (
        [f"truenorth_{table}_no_{event}" for table in tables for event in ("update", "delete")]
        if sqlite
        else [f"truenorth_{table}_append_only" for table in tables]
    )
    query = (
        "select name from sqlite_master where type = 'trigger'"
        if sqlite
        else "select tgname from pg_trigger where tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    missing = [name for name in names if name not in there]
    found = f"missing: {', '.join(missing[:3])}" if missing else f"rows of {len(tables)} tables can only be added"
    return Looked("append-only", not missing, found, "Restore a backup: rows may have been changed unseen.")


def _audit() -> Looked:
    from truenorth.app.accounts.audit import verify
    from truenorth.app.accounts.models import Workspace

    chains = [None, *Workspace.objects.order_by("slug")]
    broken = next((told for chain in chains if (told := verify(chain)) is not None), None)
    if broken is not None:
        return Looked(
            "audit trail", False, broken.message, "Compare it with a backup, and find out who had the database."
        )
    return Looked("audit trail", True, f"{len(chains)} chains are as they were written")


def _workers() -> Looked:
    from truenorth.app.jobs.read import workers_seen

    seen = len(workers_seen(timedelta(seconds=60)))
    found = f"{seen} seen in the last minute" if seen else "none seen in the last minute"
    return Looked("workers", seen > 0, found, "`truenorth up` runs them.", needed=False)


def _queue() -> Looked:
    from django.utils import timezone

    from truenorth.app.jobs.read import queue_state

    state = queue_state()
    waits = timedelta(0) if state.oldest_due is None else timezone.now() - state.oldest_due
    counted = ", ".join(f"{count} {word}" for word, count in sorted(state.by_state.items()) if count) or "no job yet"
    late = waits > LATE
    found = counted + (f"; the oldest due one waits since {state.oldest_due:%Y-%m-%d %H:%M} UTC" if late else "")
    return Looked("queue", not late, found, "Start more workers (TRUENORTH_WORKERS), or see the log.", needed=False)


def _runs() -> Looked:
    from truenorth.app.accounts.models import Workspace
    from truenorth.app.readings import read

    newest = [(each.slug, runs[0]) for each in Workspace.objects.all() if (runs := read.runs(each, 1))]
    bad = [slug for slug, run in newest if run["state"] == "failed" or run["failures"]]
    found = f"{len(newest)} workspaces computed" + (f"; with failures: {', '.join(bad)}" if bad else "")
    return Looked("runs", not bad, found, "The workspace's Data page says what failed.", needed=False)


def _clock() -> Looked:
    from django.utils import timezone

    from truenorth.app.readings.models import Run

    here, ahead = timezone.now(), Run.objects.order_by("-started_at").first()
    back = ahead is not None and ahead.workspace.clock is None and ahead.started_at - here > LATE
    found = f"it says {here:%Y-%m-%d %H:%M} UTC" + (
        f", earlier than the newest run, of {ahead.started_at:%Y-%m-%d %H:%M} UTC" if back and ahead else ""
    )
    return Looked("clock", not back, found, "Set it right: no run is made before the newest one.")


def _mail(options: Options) -> Looked:
    found = "a server is set" if options.email_url else "none: links are handed over by hand"
    return Looked("mail", bool(options.email_url), found, "Set TRUENORTH_EMAIL_URL to send them.", needed=False)


def _backups(options: Options) -> Looked:
    from datetime import UTC, datetime

    made = [path.stat().st_mtime for path in (options.data / "backups").glob("*.zip")]
    if not made:
        return Looked("backup", False, "none in the data folder", "truenorth backup", needed=False)
    at = datetime.fromtimestamp(max(made), UTC)
    recent = datetime.now(UTC) - at < OLD
    return Looked("backup", recent, f"the newest is of {at:%Y-%m-%d %H:%M} UTC", "truenorth backup", needed=False)


_IN_THE_DATABASE: tuple[Callable[[], Looked], ...] = (_append_only, _audit, _workers, _queue, _runs, _clock)

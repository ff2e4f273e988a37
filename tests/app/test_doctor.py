"""The doctor of an installation: everything well, and each thing that can be ill."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from app_cards import run_of
from installation import Installation
from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import Workspace
from truenorth.app.config.doctor import Looked, examine
from truenorth.app.config.options import KEY_FILE, Options
from truenorth.app.jobs.models import Job, Worker
from truenorth.app.readings.models import Run

pytestmark = pytest.mark.django_db
WELL = {
    "data folder",
    "space",
    "secret key",
    "database",
    "tables",
    "append-only",
    "audit trail",
    "queue",
    "runs",
    "clock",
}


@pytest.fixture
def options(data_folder: Path) -> Options:
    """An installation's options, with its folder and key."""
    data_folder.mkdir(mode=0o700)
    (data_folder / KEY_FILE).write_text("key")
    (data_folder / KEY_FILE).chmod(0o600)
    return Options(data_folder)


def looked(options: Options) -> dict[str, Looked]:
    """What was looked at, by name."""
    return {each.name: each for each in examine(options)}


def release(table: str) -> None:
    """Take the refusal to change a table away."""
    name = f"truenorth_{table}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"drop trigger {name}_append_only on {name}")
        else:
            cursor.execute(f"drop trigger {name}_no_update")


def _open_key(options: Options, workspace: Workspace) -> None:
    (options.data / KEY_FILE).chmod(0o644)


def _no_trigger(options: Options, workspace: Workspace) -> None:
    release("reading")


def _forged(options: Options, workspace: Workspace) -> None:
    record("ann@acme.example", "comment", "kpi:revenue", workspace)
    release("auditevent")
    with connection.cursor() as cursor:
        cursor.execute("update truenorth_auditevent set actor = 'bob@acme.example'")


def _late(options: Options, workspace: Workspace) -> None:
    before = timezone.now() - timedelta(hours=1)
    Job.objects.create(kind="refresh", workspace=workspace, created_at=before, run_after=before)


def _failed(options: Options, workspace: Workspace) -> None:
    Run.objects.filter(pk=run_of(workspace).pk).update(state="failed")


def _old_backup(options: Options, workspace: Workspace) -> None:
    (options.data / "backups").mkdir()
    (options.data / "backups" / "old.zip").touch()
    os.utime(options.data / "backups" / "old.zip", (0, 0))


def _open_folder(options: Options, workspace: Workspace) -> None:
    options.data.chmod(0o755)


def _set_back(options: Options, workspace: Workspace) -> None:
    Run.objects.update(started_at=timezone.now() + timedelta(days=2))


ILL: dict[str, Callable[[Options, Workspace], None]] = {
    "secret key": _open_key,
    "data folder": _open_folder,
    "append-only": _no_trigger,
    "audit trail": _forged,
    "queue": _late,
    "runs": _failed,
    "clock": _set_back,
    "backup": _old_backup,
}


def test_a_healthy_installation_is_well(options: Options, workspace: Workspace) -> None:
    run_of(workspace)
    Worker.objects.create(name="here", started_at=timezone.now(), seen_at=timezone.now())
    found = looked(options)
    assert {name for name, each in found.items() if each.good} == WELL | {"workers"}


@pytest.mark.parametrize("name", ILL)
def test_what_is_ill_is_named_with_a_remedy(options: Options, workspace: Workspace, name: str) -> None:
    run_of(workspace)
    ILL[name](options, workspace)
    found = looked(options)
    assert not found[name].good
    assert found[name].remedy
    also = {"append-only"} if name == "audit trail" else set()  # who forges a row has to take the trigger away first
    assert WELL - {name} - also <= {other for other, each in found.items() if each.good}


def test_a_folder_that_cannot_be_written_is_told(options: Options) -> None:
    found = looked(replace(options, data=options.data / KEY_FILE / "deeper"))
    assert not found["data folder"].good
    assert found["data folder"].needed


def test_the_command_ends_with_3_where_the_database_is_away(tmp_path: Path) -> None:
    away = Installation(tmp_path / "data", "postgresql://nobody:secret-word@127.0.0.1:1/none")
    said = away.run("doctor", "--project", str(tmp_path), code=3)
    assert "failed  database" in said
    assert "secret-word" not in said


def test_the_command_tells_of_an_installation(tmp_path: Path) -> None:
    here = Installation(tmp_path / "data")
    assert "none in" in here.run("doctor", "--project", str(tmp_path))
    here.python("")
    told = {each["name"]: each["works"] for each in json.loads(here.run("doctor", "--json"))["examined"]}
    assert told["database"] and told["append-only"] and told["tables"]

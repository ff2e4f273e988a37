"""A backup of a running installation, restored elsewhere: the same rows, on either database."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app_databases import MigratedData, installation_on
from installation import START, Installation
from private_postgres import Database

FILL = """
from datetime import UTC, datetime
from django.db import transaction
from truenorth.app.models import *
from truenorth.app.config.options import read_options
at = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
user = User.objects.create_user("anna@acme.example", "Änna 東京", "correct horse battery")
acme = Workspace.objects.create(slug="acme", name="Acme", clock=at)
Membership.objects.create(workspace=acme, user=user, role="admin")
blob = Blob.objects.create(hash="a" * 64, text="name: Acme\\n# a note with \\"quotes\\" and\\ttabs\\n")
revision = Revision.objects.create(
    workspace=acme, number=1, hash="b" * 64, made_by="anna", made_at=at, reason="", origin="code")
RevisionFile.objects.create(revision=revision, path="truenorth.yml", blob=blob, managed_by="code")
run = Run.objects.create(workspace=acme, revision=revision, as_of=at, started_at=at, code_version="0.1.0")
series = Series.objects.create(workspace=acme, metric="revenue", grain="month")
Card.objects.create(workspace=acme, run=run, noun="kpi", key="k", row="{}", detail=bytes(range(256)), digest="d",
                    known_from=at)
for number in range(2500):
    Reading.objects.create(series=series, run=run, period=f"p{number}", period_start=at.replace(year=1 + number),
        period_end=at.replace(year=2 + number), value="0.1234567890123456789012345", maturity="final",
        value_hash="c", known_from=at, recorded_at=at, cause="first")
uploads = read_options().data / "workspaces" / "acme" / "uploads"
uploads.mkdir(parents=True)
(uploads / "sales.csv").write_bytes(b"day,amount\\n2026-01-01,12.5\\n")
"""


@pytest.fixture(scope="module")
def filled_data(migrated_data: MigratedData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with rows of every kind of value, to copy."""
    made = Installation(migrated_data.copy(tmp_path_factory.mktemp("filled") / "data"))
    made.python(FILL)
    return made.data


@pytest.fixture
def there(filled_data: Path, tmp_path: Path) -> Installation:
    """An installation with rows of every kind of value, on SQLite."""
    return Installation(shutil.copytree(filled_data, tmp_path / "there"))


@pytest.fixture(params=["sqlite", "postgres"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """The same on each database."""
    if request.param == "sqlite":
        made: Installation = request.getfixturevalue("there")
        return made
    made = installation_on(request, "postgresql", tmp_path / "there")
    made.python(FILL)
    return made


def test_a_backup_restored_elsewhere_has_the_same_rows_and_files(filled: Installation, tmp_path: Path) -> None:
    backup, before = tmp_path / "monday.zip", filled.rows()
    filled.run("backup", str(backup))
    here = Installation(tmp_path / "here")
    assert "are back" in here.run("restore", str(backup))
    assert here.rows() == before
    assert (here.data / "workspaces/acme/uploads/sales.csv").read_bytes() == b"day,amount\n2026-01-01,12.5\n"
    # What was loaded is as protected as before, and new rows come after the loaded ones.
    after = here.python(
        "from truenorth.app.models import *\n"
        "from django.db.utils import DatabaseError\n"
        "try: Reading.objects.all().delete()\n"
        "except DatabaseError: print('refused')\n"
        "print(Workspace.objects.create(slug='b', name='B').pk > Workspace.objects.get(slug='acme').pk)"
    )
    assert after.split() == ["refused", "True"]


def test_a_sqlite_backup_is_restored_into_postgresql(
    there: Installation, tmp_path: Path, postgres_database: Database, second_database: Database
) -> None:
    there.run("backup", str(tmp_path / "one.zip"))
    big = Installation(tmp_path / "big", postgres_database.admin_url)
    big.run("restore", str(tmp_path / "one.zip"))
    assert big.rows() == there.rows()
    made = "from truenorth.app.models import *; print(Workspace.objects.create(slug='b', name='B').pk)"
    assert int(big.python(made)) == 2
    big.run("backup", str(tmp_path / "two.zip"))
    again = Installation(tmp_path / "again", second_database.admin_url)
    again.run("restore", str(tmp_path / "two.zip"))
    assert again.rows() == big.rows()


@pytest.fixture
def second_database(request: pytest.FixtureRequest) -> Database:
    """A further fresh database."""
    server = request.getfixturevalue("postgres_server")
    database: Database = server.database()
    request.addfinalizer(lambda: server.drop(database))
    return database


def test_nothing_is_restored_over_what_is_there_or_from_a_broken_file(there: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "backup.zip"
    there.run("backup", str(backup), "--without-extracts")
    assert "BACKUP_EXISTS" in there.run("backup", str(backup), code=2)
    assert "RESTORE_NOT_EMPTY" in there.run("restore", str(backup), code=2)
    here = Installation(tmp_path / "here")
    assert "BACKUP_MISSING" in here.run("restore", str(tmp_path / "none.zip"), code=2)
    whole = backup.read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert "BACKUP_BROKEN" in here.run("restore", str(tmp_path / "cut.zip"), code=2)
    _changed(
        backup, tmp_path / "changed.zip", "tables/truenorth.reading.ndjson", lambda text: text.replace("0.12", "0.13")
    )
    assert "BACKUP_BROKEN" in here.run("restore", str(tmp_path / "changed.zip"), code=2)
    _changed(backup, tmp_path / "newer.zip", "manifest.json", lambda text: text.replace("0002_append", "9999_append"))
    assert "BACKUP_NEWER" in here.run("restore", str(tmp_path / "newer.zip"), code=2)
    _changed(backup, tmp_path / "form.zip", "manifest.json", lambda text: text.replace('"format": 1', '"format": 7'))
    assert "BACKUP_NEWER" in here.run("restore", str(tmp_path / "form.zip"), code=2)
    assert here.rows()["truenorth.user"] == []
    assert "are back" in here.run("restore", str(backup))


def _changed(old: Path, new: Path, name: str, change: object) -> None:
    assert callable(change)
    with zipfile.ZipFile(old) as before, zipfile.ZipFile(new, "w") as after:
        for each in before.namelist():
            text = before.read(each)
            after.writestr(each, change(text.decode()).encode() if each == name else text)


def test_a_backup_is_of_one_moment_while_others_write(there: Installation, tmp_path: Path) -> None:
    writing = (
        "from django.db import transaction\nfrom truenorth.app.models import *\nimport itertools, sys\n"
        "for n in itertools.count():\n"
        "    with transaction.atomic():\n"
        "        w = Workspace.objects.create(slug=f'w{n}', name='W')\n"
        "        Series.objects.create(workspace=w, metric='m', grain='month')\n"
        "    if n == 20: print('going', flush=True)\n"
    )
    command = [sys.executable, "-c", START + writing]
    with subprocess.Popen(command, env=there.environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "going\n"
        there.run("backup", str(tmp_path / "live.zip"))
        assert writer.poll() is None, "the writer was stopped by the backup"
        writer.kill()
    here = Installation(tmp_path / "here")
    told = json.loads(here.run("restore", str(tmp_path / "live.zip"), "--json"))
    assert told["rows"] > 2500
    rows = here.rows()
    assert len(rows["truenorth.workspace"]) == len(rows["truenorth.series"])
    assert len(rows["truenorth.workspace"]) > 20


def test_the_backup_holds_no_key_and_no_options(there: Installation) -> None:
    (there.data / "truenorth.toml").write_text('email_from = "secret@acme.example"\n')
    told = there.run("backup")
    found = re.search(r"^(\S+\.zip):", told)
    assert found is not None
    with zipfile.ZipFile(found[1]) as archive:
        names = archive.namelist()
    assert [name for name in names if "secret" in name or "toml" in name or "session" in name] == [
        name for name in names if name == "tables/usersessions.usersession.ndjson"
    ]

"""Who has the database, a backup or an account of the machine, and not the secret key, gets in nowhere."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from app_people import member
from installation import Installation
from truenorth.app.accounts.models import Role, User, Workspace
from truenorth.app.accounts.sealing import is_sealed, seal, unseal
from truenorth.app.accounts.sessions import SessionStore
from truenorth.app.config.rows import stored_models

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
COOKIE = "truenorth_session"


@pytest.fixture
def ann(workspace: Workspace) -> User:
    made = member(workspace, Role.ADMIN, "ann@acme.example")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def signed_in(client: Client, ann: User) -> Client:
    assert client.post("/account/login/", {"login": ann.email, "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200
    return client


def answers(cookie: str) -> int:
    browser = Client()
    browser.cookies[COOKIE] = cookie
    return browser.get("/account/").status_code


def test_no_row_of_the_database_is_a_cookie(signed_in: Client) -> None:
    good = signed_in.cookies[COOKIE].value
    key, _, signature = good.partition(".")
    assert Session.objects.get().session_key == UserSession.objects.get().session_key == key
    assert answers(good) == 200
    for forged in (key, f"{key}.", f"{key}.{signature[:-2]}xx", f"{key}:{signature}", f".{signature}", ""):
        assert answers(forged) == 302
    for field in ("session_key", "session_data"):
        assert answers(str(getattr(Session.objects.get(), field))) == 302


def test_what_a_session_holds_is_sealed(signed_in: Client) -> None:
    """The secret of a second factor lies there until it is switched on."""
    once_more = signed_in.get("/account/2fa/totp/activate/").headers["Location"]
    signed_in.post(once_more, {"password": PASSWORD}, follow=True)
    row = Session.objects.get()
    assert is_sealed(row.session_data)
    assert "mfa.totp.secret" in SessionStore(row.session_key).load()
    row.session_data = row.session_data[:-8] + "AAAAAAA="
    row.save()
    assert signed_in.get("/account/").status_code == 302, "a changed session is none"


def test_a_new_secret_key_ends_sign_ins_and_a_named_old_one_keeps_them(signed_in: Client, settings: Settings) -> None:
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one", []
    assert answers(signed_in.cookies[COOKIE].value) == 302
    settings.SECRET_KEY_FALLBACKS = [old]
    assert answers(signed_in.cookies[COOKIE].value) == 200


def kept_of(user: User) -> dict[str, Any]:
    """What the database holds of somebody's second factors, column by column."""
    with connection.cursor() as cursor:
        cursor.execute("select data from mfa_authenticator where user_id = %s order by id", [user.pk])
        return {str(number): str(row[0]) for number, row in enumerate(cursor.fetchall())}


def test_secrets_of_second_factors_are_sealed_and_work(ann: User) -> None:
    secret = generate_totp_secret()
    factor, codes = TOTP.activate(ann, secret), RecoveryCodes.activate(ann)
    assert secret not in str(kept_of(ann))
    assert all("sealed:" in text for text in kept_of(ann).values())
    assert factor.validate_code(pyotp.TOTP(secret).now())
    assert codes.validate_code(codes.generate_codes()[0])


def test_another_key_opens_no_factor_and_breaks_no_page(ann: User, settings: Settings) -> None:
    secret = generate_totp_secret()
    factor, codes = TOTP.activate(ann, secret), RecoveryCodes.activate(ann)
    known = codes.generate_codes()[0]
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another one"
    assert not factor.validate_code(pyotp.TOTP(secret).now())
    assert not codes.validate_code(known)
    browser = Client()
    browser.post("/account/login/", {"login": ann.email, "password": PASSWORD})
    assert browser.post("/account/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [old]
    assert factor.validate_code(pyotp.TOTP(secret).now())
    assert codes.validate_code(known)


def test_what_was_kept_plainly_is_sealed_by_the_migration_and_back(ann: User) -> None:
    seal_rows = import_module("truenorth.app.migrations.0005_sealed_second_factors")
    secret = generate_totp_secret()
    Authenticator.objects.create(user=ann, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=ann, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 3})
    before = [row.data for row in Authenticator.objects.order_by("id")]
    for _ in range(2):
        seal_rows.seal_all(apps, None)
    assert secret not in str(kept_of(ann))
    totp, codes = Authenticator.objects.order_by("id")
    assert totp.wrap().validate_code(pyotp.TOTP(secret).now())
    assert (unseal(codes.data["seed"]), codes.data["used_mask"]) == ("ab" * 40, 3)
    seal_rows.unseal_all(apps, None)
    assert [row.data for row in Authenticator.objects.order_by("id")] == before


def test_a_seal_differs_each_time_and_bears_no_change() -> None:
    first, second = seal("a secret"), seal("a secret")
    assert first != second
    assert unseal(first) == unseal(second) == "a secret"
    assert unseal(first[:-4] + "AAA=") is None
    assert unseal("plain") == "plain"


def test_the_code_that_switched_a_factor_on_is_used(
    signed_in: Client, ann: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    cache.clear()
    once_more = signed_in.get("/account/2fa/totp/activate/").headers["Location"]
    signed_in.post(once_more, {"password": PASSWORD}, follow=True)
    secret = signed_in.get("/account/2fa/totp/activate/").context["form"].secret
    code = pyotp.TOTP(secret).now()
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in.post("/account/2fa/totp/activate/", {"code": code}).status_code == 302
    browser = Client()
    browser.post("/account/login/", {"login": ann.email, "password": PASSWORD})
    assert browser.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert browser.get("/account/").status_code == 302


def test_no_sign_in_is_in_a_backup() -> None:
    kept = {model._meta.label_lower for model in stored_models(apps)}
    assert kept.isdisjoint({"sessions.session", "usersessions.usersession"})
    assert "mfa.authenticator" in kept


SIGN_IN = """
from django.test import Client
from truenorth.app.models import User
user = User.objects.create_user("ann@acme.example", "Ann", "correct horse battery")
client = Client(SERVER_NAME="localhost")
client.post("/account/login/", {"login": user.email, "password": "correct horse battery"})
print(client.cookies["truenorth_session"].value)
"""


def test_a_backup_holds_nothing_to_sign_in_with_and_an_older_one_is_restored_without(
    installation: Installation, tmp_path: Path
) -> None:
    cookie = installation.python(SIGN_IN).splitlines()[-1]
    installation.run("backup", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert cookie.partition(".")[0].encode() not in held
    # As an older version wrote it: the list of sessions too.
    line = b'[1,1,"2026-01-01T00:00:00+00:00","127.0.0.1","2026-01-01T00:00:00+00:00","abc","agent",{}]\n'
    columns = ["id", "user_id", "created_at", "ip", "last_seen_at", "session_key", "user_agent", "data"]
    table = "usersessions.usersession"
    digest = hashlib.sha256(line).hexdigest()
    manifest["tables"].append({"table": table, "columns": columns, "rows": 1, "sha256": digest})
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, json.dumps(manifest) if name == "manifest.json" else content)
        archive.writestr(f"tables/{table}.ndjson", line)
    here = Installation(tmp_path / "here")
    here.run("restore", str(tmp_path / "old.zip"))
    count = "from allauth.usersessions.models import UserSession; print(UserSession.objects.count())"
    assert here.python(count).split() == ["0"]


def others(folder: Path) -> list[str]:
    """What in a folder somebody else could read, written as `chmod` does."""
    paths = [folder, *folder.rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths if not path.is_symlink()}
    return [f"{path.relative_to(folder)} {mode:o}" for path, mode in modes.items() if mode & 0o077]


@pytest.mark.one_database
def test_nothing_in_the_data_folder_can_be_read_by_others(tmp_path: Path) -> None:
    here = Installation(tmp_path / "data")
    here.python(SIGN_IN)
    here.run("backup")
    assert others(tmp_path / "data") == []


@pytest.mark.one_database
def test_a_folder_that_was_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    here = Installation(tmp_path / "data")
    here.python("")
    here.run("backup")
    for path in (tmp_path / "data", *(tmp_path / "data").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    here.python("")
    open_now = others(tmp_path / "data")
    assert not [each for each in open_now if each.startswith((". ", "truenorth.sqlite3", "secret.key", "backups/"))]

"""A data folder of its own for every test of the application; each that uses a database on each of the two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from app_databases import DATABASES, MigratedPostgres, connected, installation_on
from installation import Installation
from truenorth.app.accounts.models import Workspace
from truenorth.app.accounts.sessions import cookie_of, key_in
from truenorth.app.config.options import read_options

NEEDS_DATABASE = {"db", "transactional_db", "installation"}
ONE_DATABASE = "one_database"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that uses the application's database is run on each, unless it is marked `one_database`."""
    marked = metafunc.definition.get_closest_marker
    uses = marked("django_db") is not None or not NEEDS_DATABASE.isdisjoint(metafunc.fixturenames)
    if uses and marked(ONE_DATABASE) is None:
        metafunc.parametrize("database", DATABASES, indirect=True, scope="module")


@pytest.fixture(scope="session")
def postgres_of_tests(migrated_postgres: MigratedPostgres) -> str:
    """The address of the PostgreSQL database that the tests of this process share; each takes back what it wrote."""
    return migrated_postgres.copy().admin_url


@pytest.fixture(scope="module", autouse=True)
def database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """`sqlite` or `postgresql`: which database Django and the processes that a test starts use."""
    name = getattr(request, "param", DATABASES[0])
    if name == DATABASES[0]:
        yield name
        return
    url: str = request.getfixturevalue("postgres_of_tests")
    with django_db_blocker.unblock(), connected(url), pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRUENORTH_DATABASE_URL", url)
        django_db_blocker.block()
        yield name
        django_db_blocker.unblock()


@pytest.fixture(autouse=True)
def data_folder(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """The installation's data folder."""
    monkeypatch.setenv("TRUENORTH_DATA", str(tmp_path / "data"))
    settings.OPTIONS = read_options()
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def signed_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """`force_login` of Django's client gives the cookie as the application would: signed."""
    sign_in = Client._login  # type: ignore[attr-defined]

    def signed(client: Client, *given: Any, **named: Any) -> None:
        cookie = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
        if cookie is not None:
            cookie.set(cookie.key, *[key_in(cookie.value) or ""] * 2)
        sign_in(client, *given, **named)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        cookie.set(cookie.key, *[cookie_of(cookie.value)] * 2)

    monkeypatch.setattr(Client, "_login", signed)


@pytest.fixture
def installation(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Installation:
    """An installation of the test's own, for tests that need several processes; its tables are there, and no jobs."""
    return installation_on(request, database, tmp_path / "data")


@pytest.fixture
def workspace(db: None) -> Workspace:
    """An empty workspace."""
    return Workspace.objects.create(slug="acme", name="Acme")

"""What the operator allows sources of the page holds whenever one is opened, not only at its preview."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from private_postgres import Database
from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.disk import files_in
from truenorth.app.revisions.read import newest, project_of
from truenorth.app.revisions.write import apply, save_page_file
from truenorth.errors import Refused

pytestmark = pytest.mark.django_db
FILE = "sources/shop.yml"
TABLE = "tables:\n  orders: {source: shop.orders, one_row_per: id, date: day}\n"
METRIC = "metrics:\n  income: {formula: sum(orders.amount)}\n"


def _saved(workspace: Workspace, source: str) -> None:
    text = f"sources:\n  shop: {{{source}}}\n{TABLE}{METRIC}"
    save_page_file(workspace, FILE, text, by="ada@example.org")


def _asked(workspace: Workspace) -> object:
    stored = newest(workspace)
    assert stored is not None
    with project_of(stored, workspace) as project:
        return project.asking.relations["orders"].columns


def _refused(workspace: Workspace) -> str:
    with pytest.raises(Refused) as caught:
        _asked(workspace)
    return caught.value.finding.code


def test_a_host_no_longer_allowed_is_not_reached(
    workspace: Workspace, postgres_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same stored source is read while the operator allows its machine, and refused once they do not."""
    postgres_database.load(
        "create table orders (id int, day date, amount numeric(9, 2));"
        "grant select on all tables in schema public to truenorth_reader"
    )
    start, at, rest = postgres_database.reader_url.partition("@")
    user = start.partition("://")[2].partition(":")[0]
    monkeypatch.setenv("SOURCE_PASSWORD", start.rpartition(":")[2] if start.count(":") > 1 else "")
    _saved(workspace, f'postgres: "postgresql://{user}:${{SOURCE_PASSWORD}}{at}{rest}"')
    settings.OPTIONS = replace(settings.OPTIONS, source_hosts="127.0.0.0/8 localhost")
    assert set(_asked(workspace)) == {"id", "day", "amount"}  # type: ignore[call-overload]
    settings.OPTIONS = replace(settings.OPTIONS, source_hosts="")
    assert _refused(workspace) == "HOST_PRIVATE"
    settings.OPTIONS = replace(settings.OPTIONS, source_hosts="127.0.0.0/8 localhost", source_variables="OTHER_*")
    assert _refused(workspace) == "ADDRESS_VARIABLE"


def test_what_stands_behind_a_number_sign_leads_nowhere(
    workspace: Workspace, postgres_database: Database, settings: Settings
) -> None:
    """A database of the loopback, hidden behind the address of a public machine: refused, and told as the user's."""
    at = postgres_database.reader_url.rpartition("@")[2]
    host, _, rest = at.partition("/")
    name, _, port = host.partition(":")
    hidden = f"host={name}&port={port or 5432}&dbname={rest.partition('?')[0]}"
    _saved(workspace, f'postgres: "postgresql://truenorth_reader@8.8.8.8/db#x?{hidden}"')
    settings.OPTIONS = replace(settings.OPTIONS, source_hosts="")
    assert _refused(workspace) == "ADDRESS_URL"


def test_a_source_is_opened_on_the_machine_that_was_looked_at(
    workspace: Workspace, postgres_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network is allowed, not the name: the connection goes to the address that the name had when looked at."""
    postgres_database.load(
        "create table orders (id int, day date, amount numeric(9, 2));"
        "grant select on all tables in schema public to truenorth_reader"
    )
    start, at, rest = postgres_database.reader_url.partition("@")
    _, colon, password = start.partition("://")[2].partition(":")
    monkeypatch.setenv("SOURCE_PASSWORD", password if colon else "")
    _saved(workspace, f'postgres: "postgresql://truenorth_reader:${{SOURCE_PASSWORD}}{at}{rest}"')
    settings.OPTIONS = replace(settings.OPTIONS, source_hosts="127.0.0.0/8 ::1/128")
    assert set(_asked(workspace)) == {"id", "day", "amount"}  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", ["files", "duckdb", "sqlite"])
def test_a_file_outside_the_folder_is_not_read(workspace: Workspace, kind: str) -> None:
    """Absolute paths and ways up are refused before anything is opened."""
    _saved(workspace, f"{kind}: ../outside.csv")
    assert _refused(workspace) == "ADDRESS_OUTSIDE"


@pytest.mark.parametrize("written", ["../../../truenorth.sqlite3", "leak.sqlite", "/etc/passwd"])
def test_a_project_from_code_reads_nothing_of_the_installation(
    workspace: Workspace, settings: Settings, tmp_path: Path, written: str
) -> None:
    """Not the database with all workspaces, neither by its path nor by a link in the applied folder."""
    folder = tmp_path / "code"
    folder.mkdir()
    settings.OPTIONS = replace(settings.OPTIONS, data=tmp_path / "srv" / "data", source_folders=str(tmp_path / "srv"))
    held = tmp_path / "srv" / "data" / "truenorth.sqlite3"
    held.parent.mkdir(parents=True)
    with closing(sqlite3.connect(held)) as con, con:
        con.execute("create table if not exists orders (id int, day text, amount int)")
    (folder / "leak.sqlite").symlink_to(held)
    shop = "files: /etc/passwd, as: orders" if written == "/etc/passwd" else f"sqlite: {written}"
    (folder / "truenorth.yml").write_text(
        f"version: 1\nname: Shop\nsources:\n  shop: {{{shop}}}\n{TABLE}{METRIC}",
        encoding="utf-8",
    )
    apply(workspace, files_in(folder), by="ada@example.org", folder=folder)
    assert _refused(workspace) == "SOURCE_OUTSIDE"

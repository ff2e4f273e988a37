"""What the worker sees in a source before it is added."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from pytest_django import Settings

from private_postgres import Database
from truenorth.app.accounts.models import Workspace
from truenorth.app.config.kinds import KINDS
from truenorth.app.jobs.models import Job
from truenorth.app.jobs.worker import run_one
from truenorth.app.jobs.write import enqueue
from truenorth.app.readings import uploads
from truenorth.app.revisions.disk import uploads_of

pytestmark = pytest.mark.django_db
SALES = (
    "order_id;order_date;country;net_amount;customer_zip\n"
    "1;31.01.2026;DE;1.234,50;04109\n2;01.02.2026;IT;99,90;20100\n3;02.02.2026;DE;;10115\n4;03.02.2026;FR;7,00;75001\n"
)


def _looked(workspace: Workspace, payload: dict[str, Any]) -> Job:
    enqueue("preview", workspace, payload)
    job = run_one({"preview": KINDS["preview"]})
    assert job is not None
    return job


def _file(workspace: Workspace, name: str, content: bytes, **more: Any) -> Job:
    address = uploads.keep(workspace, name, [content], 10)
    return _looked(workspace, {"kind": "files", "address": address, **more})


def _columns(job: Job) -> dict[str, dict[str, Any]]:
    assert job.state == "done", job.error
    return {each["name"]: each for each in job.result["tables"][0]["columns"]}  # type: ignore[index]


def test_types_and_roles_are_inferred(workspace: Workspace) -> None:
    job = _file(workspace, "sales.csv", SALES.encode("utf-8-sig"))
    columns = _columns(job)
    seen = {name: (each["type"], each["role"]) for name, each in columns.items()}
    assert seen == {
        "order_id": ("integer", "key"),
        "order_date": ("date", "date"),
        "country": ("text", "dimension"),
        "net_amount": ("decimal", "amount"),
        "customer_zip": ("text", ""),
    }
    assert (columns["net_amount"]["nulls"], columns["net_amount"]["distinct"]) == (1, 3)
    assert (columns["order_date"]["least"], columns["order_date"]["most"]) == ("2026-01-31", "2026-02-03")
    assert columns["customer_zip"]["examples"] == ["04109", "20100", "10115"]
    assert job.result is not None and job.result["tables"][0]["rows"] == 4


def test_every_sheet_of_a_workbook_is_a_table(workspace: Workspace) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Sales"
    for row in (["day", "amount"], ["2026-01-01", 5], ["2026-01-02", 6]):
        first.append(row)
    second = book.create_sheet("Staff 2026")
    for row in (["name", "hours"], ["Ann", 8], ["Bob", 7]):
        second.append(row)
    out = io.BytesIO()
    book.save(out)
    job = _file(workspace, "book.xlsx", out.getvalue())
    assert job.result is not None
    assert job.result["names"] == ["book.Sales", "book.Staff 2026"]
    assert [each["rows"] for each in job.result["tables"]] == [2, 2]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("header.csv", b"day,amount\n", "TABLE_EMPTY"),
        (
            "mixed.csv",
            b"day,amount\n" + b"".join(b"2026-01-%02d,%d\n" % (d, d) for d in range(1, 20)) + b"2026-01-20,many\n",
            "",
        ),
        ("ragged.csv", b"a,b\n1,2\n3,4,5\n6,7\n", ""),
        ("latin.csv", "name,n\nGöteborg,1\nMálaga,2\nZürich,3\n".encode("cp1252"), "ENCODING_GUESSED"),
    ],
)
def test_problems_are_told_with_their_remedy(workspace: Workspace, name: str, content: bytes, code: str) -> None:
    job = _file(workspace, name, content)
    assert job.state == "done", job.error
    problems = job.result["tables"][0]["problems"]  # type: ignore[index]
    assert problems and all(each["message"] for each in problems)
    if code:
        assert code in [each["code"] for each in problems]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bad.parquet", b"PAR1 no PAR1"),
        ("bad.zip", b"PK\x03\x04" + b"x" * 40),
        ("bad.json", b'{"a": '),
        ("zeros.csv", b"\0" * 64),
    ],
)
def test_a_damaged_file_fails_with_a_sentence(workspace: Workspace, name: str, content: bytes) -> None:
    job = _file(workspace, name, content)
    assert job.state == "failed"
    assert job.error is not None and job.error["code"] != "JOB_FAULT" and job.error["message"]
    assert "seen" not in job.error["message"]


def test_a_file_may_be_read_in_another_way(workspace: Workspace) -> None:
    job = _file(workspace, "odd.csv", b"report\n\nday,amount\n2026-01-01,1\n", options={"skip_rows": "2"})
    assert set(_columns(job)) == {"day", "amount"}


def test_an_address_of_the_page_cannot_leave_the_folder(workspace: Workspace) -> None:
    secret = uploads_of(workspace).parent.parent / "secret.csv"
    secret.write_bytes(b"a,b\n1,2\n")
    for address in ("../secret.csv", str(secret), "uploads/../../secret.csv"):
        job = _looked(workspace, {"kind": "files", "address": address})
        assert job.state == "failed" and job.error is not None
        assert job.error["code"] in ("ADDRESS_OUTSIDE", "UPLOAD_MISSING")


def test_a_duckdb_file_tells_its_tables(workspace: Workspace, tmp_path: Path) -> None:
    import duckdb

    path = uploads_of(workspace).parent / "shop.duckdb"
    con = duckdb.connect(str(path))
    con.execute("CREATE TABLE orders AS SELECT range AS id, DATE '2026-01-01' + range::INTEGER AS day FROM range(5)")
    con.execute("CREATE TABLE users AS SELECT 1 AS id")
    con.close()
    job = _looked(workspace, {"kind": "duckdb", "address": "shop.duckdb"})
    assert job.result is not None and sorted(job.result["names"]) == ["orders", "users"]
    assert job.result["tables"] == []
    columns = _columns(_looked(workspace, {"kind": "duckdb", "address": "shop.duckdb", "table": "orders"}))
    assert (columns["id"]["role"], columns["day"]["role"]) == ("key", "date")


def test_a_private_machine_is_not_reached(workspace: Workspace) -> None:
    job = _looked(workspace, {"kind": "postgres", "address": "postgresql://u@127.0.0.1:1/x"})
    assert job.state == "failed" and job.error is not None and job.error["code"] == "HOST_PRIVATE"


def test_a_postgres_database_tells_its_tables(
    workspace: Workspace, postgres_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres_database.load(
        "create table orders (id int, day date, country text, amount numeric(9, 2));"
        "insert into orders select n, date '2026-01-01' + n, case when n % 2 = 0 then 'DE' else 'IT' end, n"
        " from generate_series(1, 20) n; create schema staff; create table staff.hours (name text, hours int);"
        "grant usage on schema staff to truenorth_reader; grant select on all tables in schema public, staff"
        " to truenorth_reader"
    )
    settings.OPTIONS = replace(settings.OPTIONS, source_hosts="127.0.0.0/8 localhost")
    start, at, rest = postgres_database.reader_url.partition("@")
    user = start.partition("://")[2].partition(":")[0]
    monkeypatch.setenv("SOURCE_PASSWORD", start.rpartition(":")[2] if start.count(":") > 1 else "")
    address = f"postgresql://{user}:${{SOURCE_PASSWORD}}{at}{rest}"
    job = _looked(workspace, {"kind": "postgres", "address": address})
    assert job.result is not None, job.error
    assert sorted(job.result["names"]) == ["orders", "staff.hours"]
    columns = _columns(_looked(workspace, {"kind": "postgres", "address": address, "table": "orders"}))
    assert {name: (each["type"], each["role"]) for name, each in columns.items()} == {
        "id": ("integer", "key"),
        "day": ("date", "date"),
        "country": ("text", "dimension"),
        "amount": ("decimal", "amount"),
    }
    told = _columns(_looked(workspace, {"kind": "postgres", "address": address, "table": "staff.hours"}))
    assert set(told) == {"name", "hours"}

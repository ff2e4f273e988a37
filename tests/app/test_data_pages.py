"""The Data, Check and Schedules pages, from an upload to a first number."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern
from openpyxl import Workbook
from pytest_django import Settings

from app_examples import loaded
from app_people import member
from truenorth.app.accounts.models import AuditEvent, Role, Workspace
from truenorth.app.config.kinds import KINDS
from truenorth.app.jobs import schedules
from truenorth.app.jobs.models import Job, Schedule
from truenorth.app.jobs.worker import run_one
from truenorth.app.jobs.write import enqueue
from truenorth.app.pages.check import urls as check_urls
from truenorth.app.pages.data import urls as data_urls
from truenorth.app.readings import preview, profile, read
from truenorth.app.readings.uploads import uploads
from truenorth.app.revisions.read import newest

SALES = b"order_id,order_date,country,net_amount\n1,2026-01-05,DE,10.50\n2,2026-01-06,IT,4.50\n3,2026-02-03,DE,5.00\n"
MENDED = SALES.replace(b"10.50", b"20.50")
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def _as(workspace: Workspace, role: Role) -> Client:
    client = Client()
    client.force_login(member(workspace, role, f"{role.value}@acme.example"))
    return client


def _worked(client: Client, answer: HttpResponseBase, state: str = "done") -> Job:
    """The job that the answer leads to, done by a worker."""
    assert answer.status_code == 302, answer.headers
    assert "/jobs/" in answer["Location"]
    assert client.get(answer["Location"]).status_code == 200
    while run_one(KINDS) is not None:
        pass
    job = Job.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))
    assert job.state == state, job.error
    return job


def _upload(
    client: Client, content: bytes = SALES, to: str = "/w/acme/data/add/", name: str = "sales.csv"
) -> HttpResponse:
    answer = client.post(to, {"file": SimpleUploadedFile(name, content)})
    assert isinstance(answer, HttpResponse)
    return answer


def _page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.get("Location"))
    assert not INLINE.search(answer.content), INLINE.search(answer.content)
    return answer.content.decode()


def _names(job: Job) -> list[str]:
    assert job.result is not None
    return list(job.result["names"])


def _added(client: Client, job: Job, **roles: str) -> HttpResponseBase:
    """What comes of adding a source as it was shown."""
    path = f"/w/acme/data/add/{job.pk}/"
    shown = re.search(rb'name="shown" value="(\w+)"', client.post(path, {**ROLES, **roles}).content)
    return client.post(path, {**ROLES, **roles, "add": "1", "shown": shown[1].decode() if shown else ""})


ROLES = {"table": "sales", "role-0": "key", "role-1": "date", "role-2": "dimension", "role-3": "", "key": "sales"}


@pytest.mark.django_db
def test_from_an_upload_to_a_number_and_its_restatement(workspace: Workspace) -> None:
    client = _as(workspace, Role.ANALYST)
    assert "No data yet" in _page(client, "/w/acme/data/")
    job = _worked(client, _upload(client))
    looked = f"/w/acme/data/add/{job.pk}/"
    shown = _page(client, looked)
    assert "order_date" in shown and 'value="key" selected' in shown
    draft = client.post(looked, ROLES).content.decode()
    assert "This adds the source and the table sales" in draft and "one_row_per: order_id" in draft
    unseen = client.post(looked, {**ROLES, "role-2": "", "add": "1", "shown": "0" * 64})
    assert unseen.status_code == 200 and b"What will be added" in unseen.content
    assert newest(workspace) is None
    _worked(client, _added(client, job))
    stored = newest(workspace)
    assert stored is not None and stored.managed_by["page/sources/sales.yml"] == "page"
    table = _page(client, "/w/acme/data/tables/sales/")
    assert "Sum of net_amount" in table and "rows-a-day" in table
    _worked(client, client.post("/w/acme/data/tables/sales/metric/", {"column": "net_amount"}))
    metric = read.row(workspace, "metric", "sales_net_amount")
    assert metric is not None and metric["error"] == "" and metric["tables"] == ["sales"]
    assert "sales_net_amount" in _page(client, "/w/acme/data/")
    _worked(client, _upload(client, MENDED, "/w/acme/data/tables/sales/replace/"))
    assert "All columns of the table are there" in _page(client, "/w/acme/data/tables/sales/replace/")
    last = Job.objects.filter(kind="preview").latest("id")
    _worked(client, client.post("/w/acme/data/tables/sales/replace/", {"job": last.pk}))
    assert [each.address for each in uploads(workspace)] == ["uploads/sales.csv"]
    lines = read.restatements(workspace, metric="sales_net_amount")
    assert lines and lines[0]["cause"] == "data"
    page = _page(client, "/w/acme/data/restatements/")
    bridge = re.search(r'href="(\?bridge=[^"]+)"', page)
    assert bridge is not None
    assert "As it was told" in _page(client, "/w/acme/data/restatements/" + bridge[1].replace("&amp;", "&"))
    run = read.runs(workspace)[0]
    told = _page(client, f"/w/acme/data/runs/{run['id']}/")
    assert "analyst@acme.example" in told
    assert ">3 February 2026</td>" in told, "the newest row's own day, not the midnight after it"
    actions = set(AuditEvent.objects.filter(workspace=workspace).values_list("action", flat=True))
    assert {"upload", "replace upload", "save definitions", "refresh"} <= actions


@pytest.mark.django_db
def test_a_key_that_is_taken_names_both_places(workspace: Workspace) -> None:
    client = _as(workspace, Role.ANALYST)
    for _ in range(2):
        job = _worked(client, _upload(client))
        answer = _added(client, job, table=_names(job)[0])
    assert answer.status_code == 422
    assert isinstance(answer, HttpResponse)
    text = answer.content.decode()
    assert "KEY_TAKEN" in text and "page/sources/sales.yml:2" in text and "would stand in" in text


@pytest.mark.django_db
def test_a_new_file_without_a_column_is_not_put_in_place(workspace: Workspace) -> None:
    client = _as(workspace, Role.ANALYST)
    job = _worked(client, _upload(client))
    _worked(client, _added(client, job))
    less = b"order_id,order_date,country\n1,2026-01-05,DE\n"
    seen = _worked(client, _upload(client, less, "/w/acme/data/tables/sales/replace/"))
    assert "lacks net_amount" in _page(client, "/w/acme/data/tables/sales/replace/")
    answer = client.post("/w/acme/data/tables/sales/replace/", {"job": seen.pk})
    assert answer.status_code == 422 and b"UPLOAD_LACKS_COLUMNS" in answer.content
    _worked(client, client.post("/w/acme/data/tables/sales/remove/"))
    assert read.row(workspace, "data", "sales") is None or newest(workspace) is not None
    stored = newest(workspace)
    assert stored is not None and "page/sources/sales.yml" not in stored.files


@pytest.mark.django_db
def test_an_upload_that_is_too_large_is_cut_off(workspace: Workspace, settings: Settings) -> None:
    settings.OPTIONS = replace(settings.OPTIONS, upload_limit_mb=1)
    answer = _upload(_as(workspace, Role.ANALYST), b"a,b\n" * 400_000)
    assert answer.status_code == 422 and b"UPLOAD_TOO_LARGE" in answer.content
    assert uploads(workspace) == ()
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [("x.exe", b"MZ"), ("x.csv", b""), ("x.xlsx", b"a,b")])
def test_a_bad_upload_is_told_on_the_form(workspace: Workspace, name: str, content: bytes) -> None:
    answer = _upload(_as(workspace, Role.ANALYST), content, name=name)
    assert answer.status_code == 422 and b'role="alert"' in answer.content
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_an_address_with_a_password_is_refused_and_not_kept(workspace: Workspace) -> None:
    given = {"kind": "postgres", "address": "postgresql://u:hunter2@db.example/x"}
    answer = _as(workspace, Role.ANALYST).post("/w/acme/data/add/connect/", given)
    assert answer.status_code == 422 and b"ADDRESS_PASSWORD" in answer.content
    assert not Job.objects.exists()


def _paths() -> list[tuple[str, str]]:
    """Every address of these areas, with parts that lead somewhere or nowhere, by name."""
    patterns = [*data_urls.urlpatterns, *check_urls.urlpatterns]
    made = []
    for each in patterns:
        assert isinstance(each, URLPattern)
        path = re.sub(r"<str:key>", "guests", str(each.pattern))
        made.append((str(each.name), re.sub(r"<slug:code>", "DEF_NO_OWNER", re.sub(r"<int:id>", "1", path))))
    return [*made, ("schedules", "settings/schedules/"), ("schedule-switch", "settings/schedules/1/")]


def _statuses(client: Client, path: str) -> tuple[int, int]:
    return client.get(path).status_code, client.post(path).status_code


LEAST = {
    "data": ("viewer", None), "data-refresh": ("viewer", "analyst"), "data-table": ("viewer", None),
    "data-replace": ("analyst", "analyst"), "data-remove": ("analyst", "analyst"),
    "data-metric": ("analyst", "analyst"), "run": ("viewer", None), "restatements": ("viewer", None),
    "data-add": ("analyst", "analyst"), "data-connect": ("analyst", "analyst"),
    "data-forget": ("analyst", "analyst"), "data-preview": ("analyst", "analyst"),
    "data-again": ("analyst", "analyst"), "job": ("viewer", None), "job-live": ("viewer", None),
    "job-cancel": ("viewer", "analyst"), "check": ("viewer", None), "check-run": ("viewer", "analyst"),
    "check-code": ("viewer", None), "schedules": ("admin", "admin"), "schedule-switch": ("admin", "admin"),
}  # fmt: skip
"""The least role that may read and that may send; None: nobody sends anything there."""


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_address_asks_for_its_role(workspace: Workspace, role: Role) -> None:
    client = _as(workspace, role)
    stranger = Client()
    stranger.force_login(member(Workspace.objects.create(slug="other", name="Other"), Role.ADMIN, "sam@other.example"))
    order = [each.value for each in Role]
    found = _paths()
    assert {name for name, _ in found} == set(LEAST)
    for name, path in found:
        for least, status in zip(LEAST[name], _statuses(client, f"/w/acme/{path}"), strict=True):
            enough = least is not None and order.index(role.value) >= order.index(least)
            assert (status in (403, 405)) is not enough, (name, least, status)
            assert status != 500
        assert stranger.get(f"/w/acme/{path}").status_code == 404
        assert Client().get(f"/w/acme/{path}").status_code == 302


@pytest.mark.django_db
def test_a_refresh_is_asked_for_once(workspace: Workspace) -> None:
    client = _as(workspace, Role.ANALYST)
    first, second = (client.post("/w/acme/data/refresh/")["Location"] for _ in range(2))
    assert first == second == client.post("/w/acme/check/run/")["Location"]
    page = client.get(first)
    assert page["Refresh"] == "2" and b"hx-get" in page.content and b"Cancel" in page.content
    assert client.get(f"{first}live/").status_code == 200
    client.post(f"{first}cancel/")
    assert "Refresh" not in client.get(first)
    assert client.get(f"{first}live/").status_code == 286
    assert Job.objects.get().state == "cancelled"


@pytest.mark.django_db
def test_jobs_of_another_workspace_are_not_seen(workspace: Workspace) -> None:
    other = Workspace.objects.create(slug="other", name="Other")
    job = enqueue("refresh", other, {})
    client = _as(workspace, Role.ADMIN)
    for path in (f"jobs/{job.pk}/", f"jobs/{job.pk}/live/", f"data/add/{job.pk}/"):
        assert client.get(f"/w/acme/{path}").status_code == 404
    assert client.post(f"/w/acme/jobs/{job.pk}/cancel/").status_code == 404
    job.refresh_from_db()
    assert not job.cancel_asked


@pytest.mark.django_db
def test_the_pages_of_an_example(db: None) -> None:
    workspace = loaded("acme", "pizza")
    client = _as(workspace, Role.VIEWER)
    tables = read.rows(workspace, "data")
    page = _page(client, "/w/acme/data/")
    for each in tables:
        assert each["label"] in page
        assert each["label"] in _page(client, f"/w/acme/data/tables/{each['key']}/")
    card = read.row(workspace, "check", "check")
    check = _page(client, "/w/acme/check/")
    assert "at a glance" in check and "Leading or lagging" in check
    for each in card["findings"]:
        assert each["code"] in check
        _page(client, f"/w/acme/check/{each['code']}/")
    one = card["findings"][0]
    only = _page(client, f"/w/acme/check/?level={one['level']}")
    others = [each for each in card["findings"] if each["level"] != one["level"] and each["message"] not in only]
    assert len(others) == sum(each["level"] != one["level"] for each in card["findings"])
    assert "Nothing fits" in _page(client, "/w/acme/check/?kpi=none")
    assert _page(client, "/w/acme/check/NO_SUCH_CODE/", 404)
    assert "Refresh now" not in page and "Run the check" not in check


@pytest.mark.django_db
def test_schedules_are_made_changed_and_switched(workspace: Workspace) -> None:
    client = _as(workspace, Role.ADMIN)
    path = "/w/acme/settings/schedules/"
    assert "No worker was seen" in _page(client, path)
    assert client.post(path, {"kind": "refresh", "key": "noon", "rule": "daily at 12:00", "zone": "Europe/Rome"})
    made = Schedule.objects.get()
    assert (made.key, made.rule, made.enabled) == ("own:noon", "daily at 12:00", True)
    client.post(path, {"kind": "refresh", "key": "noon", "rule": "weekdays at 13:00", "zone": "Europe/Rome"})
    assert Schedule.objects.get().rule == "weekdays at 13:00"
    for bad in ({"rule": "now and then", "zone": "UTC"}, {"rule": "daily at 12:00", "zone": "Mars/Base"}):
        answer = client.post(path, {"kind": "refresh", "key": "noon", **bad})
        assert answer.status_code == 422 and b'role="alert"' in answer.content
    assert client.post(path, {"kind": "backup", "rule": "hourly"}).status_code == 404
    client.post(f"{path}{made.pk}/", {"to": "off"})
    assert not Schedule.objects.get().enabled
    schedules.put(workspace, "refresh:daily", "refresh", {}, "daily at 06:00", "UTC")
    page = _page(client, path)
    assert "set by the definitions" in page and "weekdays at 13:00" in page


def _book(sheets: int) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number in range(1, sheets + 1):
        for row in (["day", "amount"], ["2026-01-01", number], ["2026-01-02", number + 1]):
            sheet = book[f"Store {number}"] if f"Store {number}" in book else book.create_sheet(f"Store {number}")
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_sheets_that_were_not_looked_at_are_counted_and_offered(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "MOST_TABLES", 2)
    client = _as(workspace, Role.ANALYST)
    job = _worked(client, _upload(client, _book(5), name="stores.xlsx"))
    shown = _page(client, f"/w/acme/data/add/{job.pk}/")
    assert "Not looked at: 3 of 5 tables" in shown
    assert "<option>stores.Store 5</option>" in shown and "<option>stores.Store 2</option>" not in shown
    other = _worked(client, client.post(f"/w/acme/data/add/{job.pk}/again/", {"table": "stores.Store 5"}))
    shown = _page(client, f"/w/acme/data/add/{other.pk}/")
    assert "<h1>stores.Store 5</h1>" in shown and "Not looked at: 4 of 5 tables" in shown


@pytest.mark.django_db
def test_a_workbook_that_was_looked_at_whole_says_nothing_of_it(workspace: Workspace) -> None:
    client = _as(workspace, Role.ANALYST)
    job = _worked(client, _upload(client, _book(2), name="stores.xlsx"))
    assert "Not looked at" not in _page(client, f"/w/acme/data/add/{job.pk}/")


@pytest.mark.django_db
def test_a_preview_of_the_first_rows_says_so_beside_from_and_to(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _as(workspace, Role.ANALYST)
    whole = _page(client, f"/w/acme/data/add/{_worked(client, _upload(client)).pk}/")
    assert "<th>From – to</th>" in whole and "of 3 rows" not in whole
    monkeypatch.setattr(profile, "PROFILED", 2)
    part = _page(client, f"/w/acme/data/add/{_worked(client, _upload(client)).pk}/")
    assert (
        "From – to (first 2 rows)" in part
        and "Empty, different, from and to are those of the first 2 of 3 rows" in part
    )

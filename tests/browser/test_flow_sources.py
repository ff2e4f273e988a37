"""From an upload or a connection to a number on its metric's page, all in the browser."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from browser.looks import sound
from browser.shop import Opened
from private_postgres import READER, PrivatePostgres

VISITS = [(1, "2024-05-01", "web", 3.5), (2, "2024-05-02", "app", 5.25), (3, "2024-06-03", "web", 4.0)]
HEADS = ("visit_id", "visited_on", "channel", "minutes")
ROWS = ", ".join(f"({number}, date '{day}', '{channel}', {minutes})" for number, day, channel, minutes in VISITS)


def _csv() -> bytes:
    lines = [HEADS, *VISITS]
    return "".join(",".join(map(str, line)) + "\n" for line in lines).encode()


def _book() -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Visits"
    for line in (HEADS, *VISITS):
        sheet.append(line)
    book.save(out)
    return out.getvalue()


def _parquet() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "visits.parquet")
        heads = ", ".join(HEADS)
        duckdb.sql(f"copy (select * from (values {ROWS}) as visits({heads})) to '{path}' (format parquet)")
        return path.read_bytes()


def _refreshed(page: Page) -> None:
    """The page of the job says done, or has led on to its run."""
    page.locator("#job .badge", has_text="done").or_(page.locator(".page-head .badge", has_text="done")).wait_for()
    page.get_by_role("heading", name="What was read").or_(page.get_by_role("link", name="See the run")).wait_for()


def _added(page: Page, key: str) -> None:
    """What the preview proposes is added under the key; then the table's page makes a metric of its minutes."""
    page.get_by_role("button", name="Show what will be added").wait_for(timeout=30_000)
    assert page.get_by_label("Role of visited_on").input_value() == "date"
    page.get_by_label("Key of the table").fill(key)
    page.get_by_role("button", name="Show what will be added").click()
    page.get_by_text("This adds the source and the table").wait_for()
    sound(page)
    page.get_by_role("button", name="Add and refresh").click()
    _refreshed(page)


def _first_number(shop: Opened, key: str, width: str, theme: str) -> None:
    page = shop.open(f"/data/tables/{key}/", width, theme).page
    sound(page)
    page.get_by_role("button", name="Sum of minutes").click()
    _refreshed(page)
    metric = shop.open(f"/metrics/{key}_minutes/", width, theme).page
    expect(metric.locator("#main")).to_contain_text("8.75")
    sound(metric)


@pytest.mark.parametrize(
    ("ending", "made", "width", "theme"),
    [
        ("csv", _csv, "desktop", "light"),
        ("xlsx", _book, "desktop", "dark"),
        ("parquet", _parquet, "phone", "dark"),
    ],
)
def test_an_upload_becomes_a_number(
    shop: Opened, ending: str, made: Callable[[], bytes], width: str, theme: str
) -> None:
    page = shop.open("/data/add/", width, theme).page
    name = f"visits_{ending}"
    page.set_input_files(
        "#file", {"name": f"{name}.{ending}", "mimeType": "application/octet-stream", "buffer": made()}
    )
    page.get_by_role("button", name="Upload and look").click()
    _added(page, name)
    _first_number(shop, name, width, theme)


def test_a_connection_becomes_a_number(shop: Opened, postgres_server: PrivatePostgres) -> None:
    database = postgres_server.database()  # stays: the shop reads it until the server stops
    kinds = "visit_id int primary key, visited_on date, channel text, minutes numeric(9, 2)"
    database.load(f"create table visits ({kinds}); insert into visits values {ROWS}; create table others (a int)")
    port = urlsplit(database.reader_url).port
    page = shop.open("/data/add/").page
    page.get_by_label("Address").fill(f"postgresql://{READER}:${{SOURCE_PASSWORD}}@127.0.0.1:{port}/{database.name}")
    page.get_by_role("button", name="Try the connection").click()
    page.get_by_label("Table").select_option(label="visits", timeout=30_000)
    page.get_by_role("button", name="Look at it").click()
    _added(page, "visits_pg")
    _first_number(shop, "visits_pg", "desktop", "light")

"""An open page shows new numbers by itself, and takes nothing from somebody who writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import Open
from browser.site import Running
from browser.visitors import Visitors

FILL = """
from app_people import member
from app_project import Shop
from pathlib import Path
from truenorth.app.accounts.models import Role
from truenorth.app.readings.refresh import refresh
shop = Shop(Path({folder!r}))
shop.sell([("2024-05-02", "north", 120), ("2024-06-02", "north", 80)])
shop.define()
refresh(shop.workspace)
member(shop.workspace, Role.ANALYST, "ann@shop.example")
"""
KPI, HEAD = "/w/shop/kpis/revenue/", "#main .page-head"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shop keeps its rows."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def people(browser: Browser, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitors]:
    """The people of a shop in an application of its own: its rows change."""
    running = Running(tmp_path_factory.mktemp("live"))
    try:
        yield Visitors(browser, running.start(FILL.format(folder=str(folder))))
    finally:
        running.stop()


@pytest.fixture
def open_shop(people: Visitors) -> Iterator[Open]:
    """Opens a page of the shop as its analyst."""
    yield lambda path, width="desktop": people.open(path, "ann@shop.example", width)
    assert people.leave() == []


def sell(open_shop: Open, folder: Path, amount: int) -> None:
    """June's sales become another amount, and somebody else presses Refresh."""
    rows = f"day,region,amount\n2024-05-02,north,120\n2024-06-02,north,{amount}\n"
    (folder / "data" / "sales.csv").write_text(rows, encoding="utf-8")
    open_shop("/w/shop/data/").page.get_by_role("button", name="Refresh now").click()


def head(page: Page) -> str:
    """What the head of a KPI's page says."""
    return page.locator(HEAD).inner_text()


@pytest.mark.parametrize(("width", "amount"), [("desktop", 131), ("phone", 147)])
def test_a_page_shows_the_new_number_by_itself(open_shop: Open, folder: Path, width: str, amount: int) -> None:
    page = open_shop(KPI, width).page
    page.get_by_role("link", name="The chart as a table").focus()
    page.evaluate("window.unloaded = false")
    sell(open_shop, folder, amount)
    expect(page.locator(HEAD)).to_contain_text(str(amount))
    assert page.evaluate("window.unloaded") is False, "the page was not loaded anew"
    assert page.evaluate("document.activeElement.textContent") == "The chart as a table"
    assert page.locator("#live").inner_text() == "The numbers were brought up to date."


def test_what_is_being_written_stays(open_shop: Open, folder: Path) -> None:
    page = open_shop(KPI).page
    page.get_by_placeholder("Say something").fill("The oven was")
    sell(open_shop, folder, 162)
    page.get_by_text("There is something newer.").wait_for()
    assert page.get_by_placeholder("Say something").input_value() == "The oven was"
    assert "162" not in head(page)
    page.get_by_role("button", name="Show it").click()
    expect(page.locator(HEAD)).to_contain_text("162")


def test_a_page_of_the_past_does_not_ask(open_shop: Open, folder: Path) -> None:
    page = open_shop(f"{KPI}?as_of=2024-06-30").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    today = open_shop(KPI).page
    sell(open_shop, folder, 171)
    expect(today.locator(HEAD)).to_contain_text("171")
    assert asked == []


def test_somebody_who_signed_out_elsewhere_is_told(open_shop: Open) -> None:
    page = open_shop(KPI).page
    page.context.clear_cookies()
    page.get_by_text("You are no longer signed in here").wait_for()

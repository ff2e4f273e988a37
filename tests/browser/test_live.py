"""An open page shows new numbers by itself, and takes nothing from somebody who writes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.shop import Opened

KPI, HEAD = "/kpis/revenue/", "#main .page-head"


@pytest.mark.parametrize(("width", "amount"), [("desktop", 131), ("phone", 147)])
def test_a_page_shows_the_new_number_by_itself(shop: Opened, width: str, amount: int) -> None:
    page = shop.open(KPI, width).page
    page.get_by_role("link", name="The chart as a table").focus()
    page.evaluate("window.unloaded = false")
    shop.sell(amount)
    expect(page.locator(HEAD)).to_contain_text(str(amount))
    assert page.evaluate("window.unloaded") is False, "the page was not loaded anew"
    assert page.evaluate("document.activeElement.textContent") == "The chart as a table"
    assert page.locator("#live").inner_text() == "The numbers were brought up to date."


def test_what_is_being_written_stays(shop: Opened) -> None:
    page = shop.open(KPI).page
    page.get_by_placeholder("Say something").fill("The oven was")
    shop.sell(162)
    page.get_by_text("There is something newer.").wait_for()
    assert page.get_by_placeholder("Say something").input_value() == "The oven was"
    assert "162" not in page.locator(HEAD).inner_text()
    page.get_by_role("button", name="Show it").click()
    expect(page.locator(HEAD)).to_contain_text("162")


def test_a_page_of_the_past_does_not_ask(shop: Opened) -> None:
    page = shop.open(f"{KPI}?as_of=2024-06-30").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    today = shop.open(KPI).page
    shop.sell(171)
    expect(today.locator(HEAD)).to_contain_text("171")
    assert [url for url in asked if "/pulse/" in url] == []


def test_somebody_who_signed_out_elsewhere_is_told(shop: Opened) -> None:
    page = shop.open(KPI).page
    page.context.clear_cookies()
    page.get_by_text("You are no longer signed in here").wait_for()

"""Paper, keys, colours by hand, and a browser without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Open
from browser.visitors import ADMIN, PATIENCE, Visitors

SCORECARD, KPI = "/w/pizza/scorecards/company/", "/w/pizza/kpis/daily_orders/"


def printed(page: Page, **how: object) -> int:
    """On how many sheets a page is printed."""
    paper = page.pdf(format="A4", prefer_css_page_size=False, **how)  # type: ignore[arg-type]  # Chromium's own words
    return len(re.findall(rb"/Type\s*/Page[^s]", paper))


def test_a_scorecard_is_printed_on_one_sheet(open_page: Open) -> None:
    page = open_page(SCORECARD).page
    assert printed(page, landscape=True) == 1
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.get_by_text("Orders per open day").first.is_visible()


@pytest.mark.parametrize(("path", "most"), [(f"{KPI}sheet/", 1), (KPI, 2)])
def test_a_kpi_is_printed_on_few_sheets(open_page: Open, path: str, most: int) -> None:
    assert 1 <= printed(open_page(path, theme="dark").page) <= most


def test_everything_can_be_reached_by_keys(open_page: Open) -> None:
    page = open_page(SCORECARD).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("Enter")
    page.wait_for_url("**/kpis/**")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Next and previous row")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    for letter, path in (("s", "scorecards"), ("k", "kpis"), ("m", "metrics"), ("d", "data"), ("c", "check-in")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(f"**/w/pizza/{path}/")
    page.keyboard.press("/")
    page.keyboard.type("vegetarian")
    page.locator(".found [data-hit]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kpis/vegetarian/")


def test_colours_chosen_by_hand_stay(open_page: Open) -> None:
    page = open_page(SCORECARD, "viewer@pizza.example").page
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto(page.url.replace(SCORECARD, KPI))
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"


def test_without_scripts_everything_works(visitors: Visitors, open_page: Open) -> None:
    state = open_page(SCORECARD).page.context.storage_state()
    context = visitors.browser.new_context(java_script_enabled=False, storage_state=state)
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        page.goto(visitors.site.url(SCORECARD))
        page.get_by_role("link", name="Orders per open day").click()
        page.locator(".kpi-number").click()
        assert "December 2015" in page.locator("h1").inner_text()
        page.get_by_role("button", name="Compute it again").click()
        again = page.locator("#again")
        expect(again).to_contain_text(re.compile("Look again|The same"))
        while "Look again" in again.inner_text():
            again.get_by_role("link", name="Look again").click()
        expect(again).to_contain_text("The same.")
        page.goto(visitors.site.url(KPI))
        page.get_by_placeholder("Say something").fill(f"Without scripts, {ADMIN.partition('@')[0]}")
        page.get_by_role("button", name="Comment").click()
        assert "Without scripts, admin" in page.locator(".said").inner_text()
        page.get_by_text("As of Today", exact=True).click()
        page.get_by_label("As known at the end of").fill("2015-11-15")
        page.get_by_role("button", name="Show", exact=True).first.click()
        assert "As known on 15 November 2015." in page.locator("main").inner_text()
    finally:
        context.close()

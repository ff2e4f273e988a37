"""Time in a browser: what was known on a past day, and a scorecard that is frozen while numbers go on."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.conftest import Open
from browser.looks import LOOKS, sound
from browser.shop import Opened


@LOOKS
def test_a_past_day_shows_what_was_known_then_and_stays_chosen(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/scorecards/company/", "viewer@pizza.example", width, theme).page
    line = page.locator("tr[data-row]", has_text="Revenue of the year")
    expect(line).to_contain_text("817.9k USD")
    page.get_by_text("As of Today", exact=True).click()
    page.get_by_label("As known at the end of").fill("2015-11-15")
    page.get_by_role("button", name="Show", exact=True).first.click()
    page.wait_for_url("**as_of=2015-11-15**")
    expect(page.get_by_role("status").filter(has_text="As known on 15 November 2015.")).to_be_visible()
    expect(line).to_contain_text("682.8k USD")
    sound(page)
    line.get_by_role("link", name="Revenue of the year").click()
    page.wait_for_url("**/kpis/yearly_revenue/?as_of=2015-11-15")
    expect(page.locator(".kpi-value")).to_contain_text("682.8k")
    page.get_by_role("link", name="Show today").click()
    expect(page.locator(".kpi-value")).to_contain_text("817.9k")


@LOOKS
def test_before_the_first_run_nothing_was_known(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/?as_of=2012-01-01", "viewer@pizza.example", width, theme).page
    expect(page.get_by_text("Nothing had been computed by 1 January 2012.")).to_be_visible()
    sound(page)


@LOOKS
def test_a_day_that_is_none_is_told(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/", "viewer@pizza.example", width, theme).page
    page.goto(page.url + "?as_of=yesterday")
    expect(page.locator("main")).to_contain_text("yesterday is not a date")
    sound(page)


@LOOKS
def test_a_published_scorecard_keeps_its_numbers(shop: Opened, width: str, theme: str) -> None:
    before, after = ("80", "95") if width == "desktop" else ("81", "96")
    page = shop.open("/scorecards/shop/", width, theme).page
    shop.sell(int(before))
    line = page.locator("tr[data-row]", has_text="Revenue")
    expect(line.locator(".val")).to_contain_text(before)
    page.get_by_text("Publish", exact=True).first.click()
    page.get_by_label("Title").fill(f"June at {before}")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**publication=**")
    expect(page.get_by_text("Nothing here changes any more.")).to_be_visible()
    sound(page)
    today = shop.open("/scorecards/shop/", width, theme).page
    shop.sell(int(after))
    expect(today.locator("tr[data-row]", has_text="Revenue").locator(".val")).to_contain_text(after)
    page.reload()
    expect(line.locator(".val")).to_contain_text(before)
    told = shop.open("/data/restatements/", width, theme).page
    expect(told.locator("tbody tr", has_text="June 2024").first).to_contain_text(after)
    sound(told)

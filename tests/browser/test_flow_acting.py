"""People act in a browser: they comment, annotate, check in and type values, and see what became of it."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.looks import LOOKS, sound
from browser.shop import BOB, Opened

KPI = "/kpis/revenue/"


@LOOKS
def test_a_comment_stands_in_the_conversation_and_calls_the_mentioned(shop: Opened, width: str, theme: str) -> None:
    page = shop.open(KPI, width, theme).page
    said = f"@bob is the till right? ({width})"
    page.get_by_placeholder("Say something").fill(said)
    page.get_by_role("button", name="Comment").click()
    item = page.locator(".said-item", has_text=f"is the till right? ({width})")
    expect(item).to_contain_text("June 2024")
    sound(page)
    home = shop.open("/", width, theme, who=BOB).page
    called = home.locator("li", has_text=f"({width})")
    expect(called).to_contain_text("mentioned you on Revenue")
    called.get_by_role("link", name="Revenue").click()
    home.wait_for_url("**/kpis/revenue/**")


@LOOKS
def test_a_withdrawn_comment_leaves_its_place_and_no_words(shop: Opened, width: str, theme: str) -> None:
    page = shop.open(KPI, width, theme).page
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_placeholder("Say something").fill(f"Wrong page, sorry {theme}")
    page.get_by_role("button", name="Comment").click()
    page.locator(".said-item", has_text=f"sorry {theme}").get_by_role("button", name="Withdraw").click()
    expect(page.locator(".said-item").first).to_contain_text("withdrawn")
    assert page.get_by_text(f"sorry {theme}").count() == 0


@LOOKS
def test_an_annotation_stands_on_the_chart(shop: Opened, width: str, theme: str) -> None:
    page = shop.open(KPI, width, theme).page
    page.get_by_text("Annotate the chart", exact=True).click()
    page.get_by_label("What it is").select_option("incident")
    page.get_by_label("What happened").fill(f"Till broken {width}")
    page.get_by_label("When").select_option("2024-05")
    page.get_by_role("button", name="Annotate", exact=True).click()
    expect(page.locator(".said-item.is-annotation", has_text=f"Till broken {width}")).to_contain_text("May 2024")
    page.reload()
    assert f"Till broken {width}" in (page.locator("svg[data-chart]").first.text_content() or "")
    sound(page)


def test_a_round_of_check_ins_goes_from_card_to_card(shop: Opened) -> None:
    page = shop.open("/").page
    page.get_by_role("link", name="Check in:").click()
    seen = []
    while page.locator("form[data-card]").count():
        seen.append(page.locator("h1").inner_text())
        page.keyboard.press("s") if len(seen) > 1 else page.get_by_role("button", name="Skip").click()
        page.wait_for_load_state()
        assert len(seen) < 5
    assert len(seen) == len(set(seen)) >= 1
    expect(page.get_by_role("heading", name="Skipped")).to_be_visible()


@LOOKS
def test_a_check_in_on_a_missed_target_needs_a_note(shop: Opened, width: str, theme: str) -> None:
    shop.sell(80)
    page = shop.open("/check-in/?kpi=revenue", width, theme).page
    expect(page.get_by_text("needed: off track")).to_be_visible()
    page.locator("label:has(input[name=confidence][value='2'])").click()
    page.get_by_role("button", name="Save").click()
    page.locator("#what-error").wait_for()
    assert page.locator("input[name=confidence][value='2']").is_checked(), "what was chosen is kept"
    sound(page)
    page.get_by_label("What changed?").fill(f"Fewer guests {width}")
    page.get_by_label("Next step").fill("Ask the neighbours")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".done", has_text="Revenue")).to_contain_text("you said 2 of 5")
    sound(page)
    page.get_by_role("link", name="Revenue").click()
    item = page.locator(".said-item.is-check-in", has_text=f"Fewer guests {width}")
    expect(item).to_contain_text("confidence 2 of 5")
    expect(item).to_contain_text("off track")
    expect(item).to_contain_text("Next: Ask the neighbours")


@LOOKS
def test_a_typed_value_becomes_the_kpis_number(shop: Opened, width: str, theme: str) -> None:
    value, written = ("8.5", "8.5") if width == "desktop" else ("6.25", "6.3")  # typed in full, shown to one place
    page = shop.open("/check-in/values/mood/", width, theme).page
    page.get_by_label("Period").fill("2024-05")
    page.get_by_label("Value").fill("plenty")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#value-help .error")).to_be_visible()
    assert page.get_by_label("Value").input_value() == "plenty", "what was typed is kept"
    sound(page)
    page.get_by_label("Value").fill(value)
    page.get_by_label("Note").fill("asked at the till")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("tbody tr").first).to_contain_text(value)
    kpi = shop.open("/kpis/mood/", width, theme).page
    expect(kpi.locator(".page-head")).to_contain_text(written)
    expect(kpi.locator(".page-head")).to_contain_text("on track" if width == "desktop" else "off track")

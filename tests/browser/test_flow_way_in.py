"""The way in: password, second factor, sessions, invitation, each as a person meets it."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Page, expect

from browser.conftest import Open
from browser.looks import LOOKS, sound
from browser.site import PASSWORD


def sign_in(page: Page, address: str, password: str = PASSWORD) -> None:
    """The form filled and sent."""
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def enter_code(page: Page, secret: str, used: str) -> None:
    """The authenticator's next code after one that was used; once more where it ended in just that moment."""
    error = page.locator(".error, [role=alert]").first
    while pyotp.TOTP(secret).now() == used:
        page.wait_for_timeout(200)
    for _ in range(2):
        page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_load_state()
        if not error.count():
            return


def sign_out(page: Page) -> None:
    """Out, by the link beside one's own name."""
    page.get_by_role("link", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/account/login/**")


@LOOKS
def test_a_wrong_password_is_told_and_the_right_one_lets_in(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/kpis/daily_orders/", "", width, theme).page
    page.wait_for_url("**/account/login/?next=/w/pizza/kpis/daily_orders/")
    sign_in(page, "viewer@pizza.example", "wrong")
    alert = page.get_by_role("alert")
    expect(alert.first).to_be_visible()
    told = alert.first.inner_text()
    sound(page)
    sign_in(page, "nobody@pizza.example", "wrong")
    expect(alert.first).to_have_text(told)
    sign_in(page, "viewer@pizza.example")
    page.wait_for_url("**/w/pizza/kpis/daily_orders/")
    assert page.get_by_role("link", name="Check in").count() == 0, "a viewer reads only"


def test_a_second_factor_is_asked_for_once_it_is_on(open_page: Open) -> None:
    page = open_page("/account/login/", "").page
    sign_in(page, "contributor@pizza.example")
    page.wait_for_url("**/w/pizza/**")
    page.goto(page.url.partition("/w/")[0] + "/account/2fa/totp/activate/")
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button").last.click()
    secret = page.get_by_label("Secret, for typing").input_value()
    sound(page)
    page.get_by_label("code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator(".error")).to_be_visible()
    secret = page.get_by_label("Secret, for typing").input_value()
    used = pyotp.TOTP(secret).now()
    page.get_by_label("code").fill(used)
    page.get_by_role("button", name="Turn on").click()
    page.wait_for_url("**/account/2fa/**")
    page.goto(page.url.partition("/account")[0] + "/account/2fa/recovery-codes/")
    codes = page.locator(".door-codes li").all_inner_texts()
    assert len(codes) == 10
    sound(page)
    sign_out(page)
    sign_in(page, "contributor@pizza.example")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    sound(page)
    page.locator("input[name=code]").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error, [role=alert]").first).to_be_visible()
    page.locator("input[name=code]").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/w/pizza/**")
    page.goto(page.url.partition("/w/")[0] + "/account/")
    expect(page.locator(".door-facts")).to_contain_text("9 left")
    sign_out(page)
    sign_in(page, "contributor@pizza.example")
    enter_code(page, secret, used)
    page.wait_for_url("**/w/pizza/**")


def test_a_session_is_ended_from_another(open_page: Open) -> None:
    here, there = (open_page("/account/login/", "").page for _ in range(2))
    for page in (here, there):
        sign_in(page, "analyst@pizza.example")
        page.wait_for_url("**/w/pizza/**")
    here.goto(here.url.partition("/w/")[0] + "/account/")
    here.get_by_role("link", name="Sign out all others").click()
    sound(here)
    here.get_by_role("button").last.click()
    here.wait_for_load_state()
    there.reload()
    there.wait_for_url("**/account/login/**")
    here.goto(here.url.partition("/account")[0] + "/account/")
    assert here.get_by_text("this one").count() == 1


@LOOKS
def test_an_invited_person_comes_in_with_their_role(open_page: Open, width: str, theme: str) -> None:
    address = f"new-{width}@pizza.example"
    admin = open_page("/w/pizza/settings/people/", "admin@pizza.example", width, theme).page
    admin.get_by_label("E-mail address").fill(address)
    admin.get_by_label("Role", exact=True).select_option("viewer")
    admin.get_by_role("button", name="Invite").click()
    link = admin.get_by_label("Link").first.input_value()
    sound(admin)
    page = open_page(link[link.index("/", 8) :], "", width, theme).page
    expect(page.get_by_text(f"You are invited as viewer, with the address {address}.")).to_be_visible()
    sound(page)
    page.get_by_label("Name").fill("Nora New")
    for box in page.locator("input[type=password]").all():
        box.fill("a horse of another colour")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/w/pizza/**")
    assert page.get_by_role("heading", level=1).count() == 1
    used = page.goto(link)
    assert used is not None
    assert used.status == 410, "a link is good once"
    sound(page)
    admin.goto(admin.url.partition("/settings/")[0] + "/settings/people/")
    row = admin.locator("tr", has_text=address)
    expect(row).to_contain_text("Nora New")

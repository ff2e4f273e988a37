"""An installation nobody has come into yet: its one-time link, a forgotten password, too many tries."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from browser.looks import LOOKS, sound
from browser.site import PASSWORD, Running
from browser.visitors import Visitors

FIRST = "first@shop.example"
MAIL = {"TRUENORTH_EMAIL_URL": "smtp://127.0.0.1:9", "TRUENORTH_EMAIL_FROM": "truenorth@shop.example"}
"""A mail server that takes nothing: what a page says must not depend on it."""


@pytest.fixture(scope="module")
def empty(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitors, str]]:
    """An application without people, and the link it printed."""
    running = Running(tmp_path_factory.mktemp("empty"), MAIL)
    try:
        site = running.start("")
        found = re.search(r"once: http://[^/]+(/\S+)", (running.folder / "log").read_text("utf-8"))
        assert found is not None
        yield Visitors(browser, site), found[1]
    finally:
        running.stop()


@pytest.fixture
def newcomers(empty: tuple[Visitors, str]) -> Iterator[Visitors]:
    """Whoever opens its pages; at the end of the test nothing may have complained."""
    yield empty[0]
    assert empty[0].leave() == []


@LOOKS
def test_the_first_person_comes_in_by_the_printed_link_once(
    newcomers: Visitors, empty: tuple[Visitors, str], width: str, theme: str
) -> None:
    """The first time it makes the operator; after that the same link is gone and says so."""
    page = newcomers.open("/account/login/", "", width, theme).page
    answer = page.goto(newcomers.site.url(empty[1]))
    assert answer is not None
    if answer.status == 200:
        expect(page.get_by_role("heading", name="Welcome to Truenorth")).to_be_visible()
        sound(page)
        page.get_by_label("E-mail address").fill(FIRST)
        page.get_by_label("Your name").fill("Fay First")
        for box in page.locator("input[type=password]").all():
            box.fill(PASSWORD)
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
        expect(page.get_by_role("link", name="Installation")).to_be_visible()
        answer = page.goto(newcomers.site.url(empty[1]))
        assert answer is not None
    assert answer.status == 410
    sound(page)


@LOOKS
def test_a_forgotten_password_tells_nobody_who_is_known(newcomers: Visitors, width: str, theme: str) -> None:
    """The same words for an address that is known and one that is not, though no mail can be sent."""
    told = []
    for address in (FIRST, "nobody@shop.example"):
        page = newcomers.open("/account/password/reset/", "", width, theme).page
        sound(page)
        page.locator("input[type=email]").fill(address)
        page.get_by_role("button", name="Send the link").click()
        expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
        sound(page)
        told.append(page.locator("main").inner_text())
    assert told[0] == told[1]


@LOOKS
def test_who_guesses_passwords_is_stopped(newcomers: Visitors, width: str, theme: str) -> None:
    """After a few wrong ones none is taken for that address, and the page says to wait."""
    page = newcomers.open("/account/login/", "", width, theme).page
    stopped = page.get_by_text("Too many")
    for number in range(20):
        page.get_by_label("Email").fill(f"guess-{width}@shop.example")
        page.get_by_label("Password").fill(f"guess {number}")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert").or_(stopped).first).to_be_visible()
        if stopped.count():
            break
    expect(stopped.first).to_be_visible()
    sound(page)

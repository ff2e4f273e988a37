"""One application and one browser for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from browser.chromium import ARGUMENTS, WIDTHS, Missing, Watched, as_theme, executable
from browser.site import PASSWORD, Running, Site

Open = Callable[..., Watched]
PATIENCE = 60_000
"""Milliseconds that a busy machine gets for what a quiet one does in one second."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there can be none, skipped, but in continuous integration (CI=true) a failure."""
    try:
        path = executable()
    except Missing as missing:
        if os.environ.get("CI", "").casefold() == "true":
            pytest.fail(f"Chromium is missing: {missing}")
        pytest.skip(f"Chromium is missing: {missing}")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application with the pizza place in it; people `viewer@pizza.example` … `admin@pizza.example`."""
    running = Running(tmp_path_factory.mktemp("site"))
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Callable[[str], object]:
    """Who signed in once by the form stays so: from an address to the kept state of the browser."""
    kept: dict[str, object] = {}

    def state(address: str) -> object:
        if address not in kept:
            context = browser.new_context()
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto(site.url("/account/login/"))
            page.fill("input[name=login]", address)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit], form button")
            page.wait_for_url(lambda url: "/account/login" not in url)
            kept[address] = context.storage_state()
            context.close()
        return kept[address]

    return state


@pytest.fixture
def open_page(browser: Browser, site: Site, signed_in: Callable[[str], object]) -> Iterator[Open]:
    """Opens a page as someone, at a width, in a theme; at the end of the test nothing may have complained."""
    contexts: list[BrowserContext] = []
    opened: list[Watched] = []

    def open_it(path: str, who: str = "admin@pizza.example", width: str = "desktop", theme: str = "light") -> Watched:
        wide, high = WIDTHS[width]
        state = signed_in(who) if who else None
        context = browser.new_context(
            storage_state=state,  # type: ignore[arg-type]  # what `storage_state` itself gave
            viewport={"width": wide, "height": high},
            has_touch=width == "phone",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        as_theme(context, site.address, theme)
        watched = Watched(context.new_page())
        opened.append(watched)
        response = watched.page.goto(site.url(path))
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"
        watched.page.wait_for_load_state("networkidle")
        return watched

    yield open_it
    complaints = [complaint for each in opened for complaint in each.complaints]
    for context in contexts:
        context.close()
    assert complaints == []

"""One application and one browser for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from browser.chromium import ARGUMENTS, Missing, Watched, executable
from browser.shop import Opened, opened
from browser.site import Running, Site
from browser.visitors import PATIENCE, Visitors
from private_postgres import READER, PrivatePostgres

Open = Callable[..., Watched]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there can be none, skipped, but in continuous integration (CI=true) a failure."""
    try:
        path = executable()
    except Missing as missing:
        if os.environ.get("CI", "").casefold() == "true":
            pytest.fail(f"Chromium is missing: {missing}")
        pytest.skip(f"Chromium is missing: {missing}")
    expect.set_options(timeout=PATIENCE)
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
def visitors(browser: Browser, site: Site) -> Visitors:
    """The people of the pizza place."""
    return Visitors(browser, site)


@pytest.fixture
def open_page(visitors: Visitors) -> Iterator[Open]:
    """Opens a page as someone, at a width, in a theme; at the end of the test nothing may have complained."""
    yield visitors.open
    assert visitors.leave() == []


@pytest.fixture(scope="session")
def shop_at_work(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, postgres_server: PrivatePostgres
) -> Iterator[Opened]:
    """The shop's application, which may read from the tests' database server as the reader."""
    password = urlsplit(postgres_server.url(role=READER)).password or ""
    more = {"SOURCE_PASSWORD": password, "TRUENORTH_SOURCE_HOSTS": "127.0.0.1"}
    with opened(browser, tmp_path_factory.mktemp("installation"), tmp_path_factory.mktemp("shop"), more) as shop:
        yield shop


@pytest.fixture
def shop(shop_at_work: Opened) -> Iterator[Opened]:
    """The shop, whose pages a test opens and changes; at its end nothing may have complained."""
    yield shop_at_work
    assert shop_at_work.people.leave() == []

"""Every page at both widths in both themes: it opens, axe finds nothing, nothing complains or sticks out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser.chromium import COLOUR_RULES, THEMES, WIDTHS, overflow, switch_theme, violations
from browser.pages import all_pages
from browser.visitors import Visitors


@pytest.mark.parametrize(("name", "path", "who"), all_pages(), ids=[name for name, _, _ in all_pages()])
def test_a_page_is_accessible_quiet_and_fits(visitors: Visitors, name: str, path: str, who: str) -> None:
    found = []
    for width in WIDTHS:
        page = visitors.look(path, who, width).page
        assert page.locator("h1").count() == 1, f"{name}: one title"
        found += [f"{name} {width} {each}" for each in faults(page)]
    assert [*found, *visitors.leave()] == [], "\n".join(found)


def faults(page: Page) -> Iterator[str]:
    """What is wrong with an open page; in the second theme only what depends on colours is judged anew."""
    for number, theme in enumerate(THEMES):
        switch_theme(page, theme)
        yield from (f"{theme}: {each}" for each in violations(page, COLOUR_RULES if number else ()))
        if overflow(page) > 0:
            yield f"{theme}: sticks out by {overflow(page)} px"

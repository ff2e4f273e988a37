"""Every page at both widths in both themes: it opens, axe finds nothing, nothing complains or sticks out."""

from __future__ import annotations

import pytest

from browser.chromium import THEMES, WIDTHS, overflow, violations
from browser.conftest import Open
from browser.pages import all_pages


@pytest.mark.parametrize(("name", "path", "who"), all_pages(), ids=[name for name, _, _ in all_pages()])
def test_a_page_is_accessible_quiet_and_fits(open_page: Open, name: str, path: str, who: str) -> None:
    found = []
    for width in WIDTHS:
        for theme in THEMES:
            page = open_page(path, who, width, theme).page
            found += [f"{name} {width} {theme}: {each}" for each in violations(page)]
            if overflow(page) > 0:
                found.append(f"{name} {width} {theme}: sticks out by {overflow(page)} px")
            assert page.locator("h1").count() == 1, f"{name}: one title"
    assert found == [], "\n".join(found)

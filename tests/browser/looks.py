"""How a flow is looked at: on a desk in the light and on a phone in the dark; and what must hold wherever it stops."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser.chromium import overflow, violations

LOOKS = pytest.mark.parametrize(("width", "theme"), [("desktop", "light"), ("phone", "dark")])


def sound(page: Page) -> None:
    """Nothing sticks out, and axe finds nothing."""
    assert overflow(page) == 0
    assert violations(page) == []

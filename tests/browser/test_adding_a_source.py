"""A file uploaded in a browser: the page of its job leads to the preview by itself, which says what will be added."""

from __future__ import annotations

import pytest

from browser.chromium import overflow, violations
from browser.conftest import Open

ROWS = b"visit_id,visited_on,channel,minutes\n1,2015-12-01,web,3\n2,2015-12-02,app,5\n3,2015-12-03,web,4\n"


@pytest.mark.parametrize(("width", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_an_upload_leads_to_its_preview(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/data/add/", "analyst@pizza.example", width, theme).page
    page.set_input_files("#file", {"name": "visits.csv", "mimeType": "text/csv", "buffer": ROWS})
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_role("button", name="Show what will be added").click(timeout=30_000)
    page.get_by_text("This adds the source and the table").wait_for()
    assert violations(page) == []
    assert overflow(page) == 0
    assert page.get_by_label("Role of visited_on").input_value() == "date"
    assert page.get_by_label("Role of visit_id").input_value() == "key"
    assert "date: visited_on" in page.locator("pre").first.inner_text()
    assert page.get_by_role("button", name="Add and refresh").is_visible()

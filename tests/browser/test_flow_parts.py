"""Parts and wholes: what a breakdown shows sums to the number, and the chart says what its table says."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import expect

from browser.conftest import Open
from browser.looks import LOOKS, sound

DATA = Path(__file__).parents[2] / "examples" / "pizza" / "data" / "pizzaplace.zip"


def lunches(month: str) -> dict[str, int]:
    """Of each day of the week the orders from eleven until two, counted from the file alone."""
    found: dict[str, set[str]] = defaultdict(set)
    with zipfile.ZipFile(DATA) as packed:
        for row in csv.DictReader(io.TextIOWrapper(packed.open(packed.namelist()[0]), "utf-8")):
            if row["date"].startswith(month) and 11 <= int(row["time"][:2]) <= 13:
                found[date.fromisoformat(row["date"]).strftime("%A")].add(row["id"])
    return {day: len(ids) for day, ids in found.items()}


@LOOKS
def test_the_parts_of_a_breakdown_sum_to_the_number(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/kpis/lunch/?tab=breakdown", "viewer@pizza.example", width, theme).page
    counted = lunches("2015-12")
    parts = {
        part.locator("b").first.inner_text(): int(part.locator(".big").inner_text().replace(",", ""))
        for part in page.locator(".multiples li").all()
    }
    assert sorted(parts.values()) == sorted(counted.values())
    assert len(parts) == 7
    expect(page.locator(".kpi-number")).to_have_text(f"{sum(counted.values()):,}")
    sound(page)


@LOOKS
def test_a_status_is_a_mark_a_word_and_a_sentence(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/kpis/daily_orders/", "viewer@pizza.example", width, theme).page
    expect(page.locator("h1 .glyph")).to_have_text("▲")
    expect(page.locator(".kpi-against .word")).to_have_text("at risk")
    for facet in page.locator(".facet").all():
        assert facet.locator("b").inner_text().strip() not in ("", "–")
    expect(page.locator(".chart-said")).to_contain_text("December 2015")
    sound(page)


def test_the_chart_says_what_its_table_says(open_page: Open) -> None:
    page = open_page("/w/pizza/kpis/daily_orders/").page
    said = page.locator("svg[data-chart]:visible .hit[data-href]").evaluate_all(
        "hits => hits.map(hit => hit.dataset.tip)"
    )
    page.get_by_role("link", name="The chart as a table").click()
    page.wait_for_url("**mode=table**")
    lines = {
        row.locator("th").inner_text(): row.locator("td").first.inner_text()
        for row in page.locator("section.scroll tbody tr").all()
    }
    told = [(period, lines[period]) for period in (text.partition(":")[0] for text in said) if period in lines]
    assert len(said) == len(told) >= 12
    for text, (_, value) in zip(said, told, strict=True):
        shown = text.partition(":")[2].split()[0]
        assert abs(Decimal(shown) - Decimal(value)) <= Decimal("0.05"), text

"""From a line of the scorecard down to the rows, each number as somebody else would compute it from the file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

from playwright.sync_api import expect

from browser.conftest import Open
from browser.looks import LOOKS, sound

DATA = Path(__file__).parents[2] / "examples" / "pizza" / "data" / "pizzaplace.zip"
KPI = "/w/pizza/kpis/daily_orders/"


@cache
def orders() -> dict[str, tuple[int, int]]:
    """Of each month the orders and the days with one, counted from the file alone."""
    with zipfile.ZipFile(DATA) as packed:
        text = io.TextIOWrapper(packed.open(packed.namelist()[0]), "utf-8")
        ids: dict[str, set[str]] = defaultdict(set)
        days: dict[str, set[str]] = defaultdict(set)
        for row in csv.DictReader(text):
            ids[row["date"][:7]].add(row["id"])
            days[row["date"][:7]].add(row["date"])
    return {month: (len(ids[month]), len(days[month])) for month in ids}


def per_day(month: str, places: str = "0.1") -> str:
    """Orders per open day, halves away from zero."""
    count, days = orders()[month]
    return str((Decimal(count) / days).quantize(Decimal(places), rounding="ROUND_HALF_UP"))


@LOOKS
def test_a_line_of_the_scorecard_leads_to_its_receipt(open_page: Open, width: str, theme: str) -> None:
    page = open_page("/w/pizza/scorecards/company/", "viewer@pizza.example", width, theme).page
    line = page.locator("tr[data-row]", has_text="Orders per open day")
    expect(line).to_contain_text(per_day("2015-12"))
    expect(line.locator(".st")).to_contain_text("at risk")
    line.get_by_role("link", name="Orders per open day").click()
    expect(page.locator(".kpi-number")).to_have_text(per_day("2015-12"))
    page.locator(".kpi-number").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("December 2015")
    count, days = orders()["2015-12"]
    expect(page.locator(".receipt-facts").first).to_contain_text(f"{count:,} ÷ {days}")
    assert "COUNT(DISTINCT" in page.locator("pre").first.inner_text().upper()
    sound(page)


@LOOKS
def test_a_number_computed_again_is_the_same(open_page: Open, width: str, theme: str) -> None:
    page = open_page(f"{KPI}receipt/month/2015-11/", "analyst@pizza.example", width, theme).page
    page.get_by_role("button", name="Compute it again").click()
    expect(page.locator("#again")).to_contain_text("The same.")
    sound(page)


def test_the_chart_and_its_table_say_what_the_file_says(open_page: Open) -> None:
    page = open_page(f"{KPI}?mode=table").page
    lines = {
        row.locator("th").inner_text(): Decimal(row.locator("td").first.inner_text())
        for row in page.locator("section.scroll tbody tr").all()
    }
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    told = {f"{name} 2015": Decimal(per_day(f"2015-{number:02}", "0.01")) for number, name in enumerate(months, 1)}
    assert {name: lines[name] for name in told} == told


@LOOKS
def test_the_parts_of_a_change_sum_to_it(open_page: Open, width: str, theme: str) -> None:
    page = open_page(f"{KPI}?tab=why", "viewer@pizza.example", width, theme).page
    page.get_by_text("The parts as a table", exact=True).click()
    numbers = [
        Decimal(text.replace("\u2212", "-").replace("+", "").replace(",", ""))
        for text in page.locator(".why-bars tbody td.num").all_inner_texts()
    ]
    assert numbers[0] + sum(numbers[1:-1]) == numbers[-1]
    sound(page)


@LOOKS
def test_the_rows_behind_a_number_are_shown(open_page: Open, width: str, theme: str) -> None:
    page = open_page(f"{KPI}?tab=rows", "analyst@pizza.example", width, theme).page
    page.get_by_label("Rows of").select_option("2015-12")
    page.get_by_role("button", name="Show the rows").click()
    expect(page.locator("#rows-answer")).to_contain_text("rows of December 2015")
    assert page.locator("#rows-answer tbody tr").count() > 10
    sound(page)


def test_a_breakdown_shows_every_part_on_one_scale(open_page: Open) -> None:
    page = open_page("/w/pizza/kpis/size_mix/?tab=breakdown").page
    shown = page.locator(".kpi-main").inner_text()
    for category in ("classic", "supreme", "chicken", "veggie"):
        assert category in shown


def test_the_definition_says_what_the_file_says(open_page: Open) -> None:
    page = open_page(f"{KPI}sheet/", "viewer@pizza.example").page
    written = (DATA.parents[1] / "kpis.yml").read_text("utf-8")
    said = "Sixty orders keep both ovens and both servers busy."
    assert said in written
    expect(page.locator(".sheet")).to_contain_text(said)
    expect(page.locator(".sheet")).to_contain_text("at_least: 60")

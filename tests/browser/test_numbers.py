"""numbers.js writes every number as Python does."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from browser.conftest import Open
from browser.shop import Opened
from truenorth.wording import format_change, format_exactly, format_number, unit_style
from truenorth.wording.units import STYLES

UNITS = (*STYLES, "EUR", "JPY", "KWD", "EUR per month", "orders")
AMOUNTS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-2000, max_value=2000),
    st.sampled_from(["0", "-0.004", "0.5", "1", "-1", "0.01", "999.95", "999949", "999950", "1e21", "-12E-7", "0.995"]),
)
ASKED = """async (asked) => {
  const numbers = await import("/static/numbers.js");
  return asked.map(([name, text, style, how]) => numbers[name](text, style, how));
}"""


def vectors() -> list[tuple[str, str, str, dict[str, Any], str]]:
    """Function, number, unit, how, and what Python writes; the same ones each time."""
    found = []

    @settings(
        max_examples=400,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(AMOUNTS, st.sampled_from(UNITS), st.sampled_from([None, 0, 1, 4]), st.booleans())
    def collect(amount: Decimal | str, unit: str, decimals: int | None, compact: bool) -> None:
        number, how = Decimal(amount), {"decimals": decimals, "compact": compact}
        said = format_number(number, unit, decimals=decimals, compact=compact)
        found.append(("formatNumber", str(number), unit, how, said))
        change = format_change(number, unit, decimals=decimals, compact=compact)
        found.append(("formatChange", str(number), unit, how, change))
        found.append(("formatExactly", str(number), unit, {}, format_exactly(number, unit)))

    collect()
    return found


def test_both_write_the_same(open_page: Open) -> None:
    page = open_page("/w/pizza/", "viewer@pizza.example").page
    wanted = vectors()
    asked = [[name, text, asdict(unit_style(unit)), how] for name, text, unit, how, _ in wanted]
    said = page.evaluate(ASKED, asked)
    assert len(wanted) >= 1000
    differ = [(each, got) for each, got in zip(wanted, said, strict=True) if each[-1] != got]
    assert differ == []


def test_what_is_no_number_is_written_as_none(open_page: Open) -> None:
    page = open_page("/w/pizza/", "viewer@pizza.example").page
    asked = [["formatNumber", text, asdict(unit_style("EUR")), {}] for text in (None, "", "x", "1,5", "NaN")]
    assert set(page.evaluate(ASKED, asked)) == {format_number(None, "EUR")}


def test_a_typed_value_is_shown_as_it_will_be_written(shop: Opened) -> None:
    page = shop.open("/check-in/values/mood/").page
    page.get_by_label("Value").fill("1234.25")
    expect(page.locator("output")).to_have_text("= 1,234.25")
    page.get_by_label("Value").fill("1,5")
    expect(page.locator("output")).to_have_text("")

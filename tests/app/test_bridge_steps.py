"""The restatement bridge: each kind of change has a step of its own, in fixed order, and they sum to the change."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app_project import HEAD, METRICS, Shop
from truenorth.app.readings import read
from truenorth.app.readings.refresh import refresh

pytestmark = pytest.mark.django_db

EUROS = HEAD.replace(
    "as_of:", "currency: EUR\nrates: { table: rates, date: day, from: base, to: quote, rate: rate }\nas_of:"
)
EUROS += (
    "    currency_in: { amount: money }\n  rates: { source: shop.rates, date: day, one_row_per: [day, base, quote] }\n"
)
DOLLARS = EUROS.replace("currency: EUR", "currency: USD")
LATE, NOON = "2024-01-31T22:30:00Z", "2024-01-10T12:00:00Z"


@pytest.fixture
def shop(tmp_path: Path, data_folder: Path) -> Shop:
    """100 EUR in January and 10 EUR on its last evening, in Tokyo February by then; a euro is two dollars."""
    made = Shop(tmp_path / "shop")
    _sell(made, (NOON, 100), (LATE, 10))
    rates = ["day,base,quote,rate", *(f"{day},EUR,USD,2" for day in ("2024-01-08", "2024-01-31"))]
    (made.folder / "data" / "rates.csv").write_text("\n".join(rates) + "\n", encoding="utf-8")
    return made


def _sell(shop: Shop, *sales: tuple[str, int]) -> None:
    lines = ["day,region,money,amount", *(f"{day},north,EUR,{amount}" for day, amount in sales)]
    (shop.folder / "data" / "sales.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _bridge(
    shop: Shop, truenorth: str, metrics: str = METRICS, *sales: tuple[str, int]
) -> list[tuple[str, Decimal | int]]:
    """Reported with the first definitions, then changed; the steps of January with their exact effects."""
    shop.define(truenorth=EUROS)
    refresh(shop.workspace, as_of="2024-05-31")
    if sales:
        _sell(shop, *sales)
    shop.define(truenorth=truenorth, metrics=metrics)
    refresh(shop.workspace)
    found = read.bridge(shop.workspace, ("revenue", "month", "{}"), "2024-01", datetime(2024, 6, 1, tzinfo=UTC))
    assert found is not None
    return [(each["name"], Decimal(each["exact"])) for each in found["steps"]]


TOKYO = ("time_zone: UTC", "time_zone: Asia/Tokyo")
TWICE = METRICS.replace("sum(sales.amount)", "2 * sum(sales.amount)")


def test_the_currency_is_a_step_of_its_own(shop: Shop) -> None:
    assert _bridge(shop, DOLLARS) == [("currency", 110)]


def test_the_calendar_is_a_step_of_its_own(shop: Shop) -> None:
    assert _bridge(shop, EUROS.replace(*TOKYO)) == [("calendar", -10)]


def test_a_calendar_that_moves_no_row_is_no_step(shop: Shop) -> None:
    assert _bridge(shop, EUROS.replace("time_zone: UTC", "time_zone: UTC, week_starts: sunday")) == []


def test_definition_and_currency(shop: Shop) -> None:
    assert _bridge(shop, DOLLARS, TWICE) == [("definition", 110), ("currency", 220)]


def test_all_at_once(shop: Shop) -> None:
    steps = _bridge(shop, DOLLARS.replace(*TOKYO), TWICE, (NOON, 107), (LATE, 10))
    assert steps == [("data", 7), ("definition", 117), ("calendar", -20), ("currency", 214)]

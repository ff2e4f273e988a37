"""Annotations that take points out of the limits, or begin them anew, as they were known at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app_people import member
from app_project import Sale, Shop
from truenorth.app.accounts.models import Role, User
from truenorth.app.readings import read
from truenorth.app.readings.refresh import refresh
from truenorth.app.work.models import Annotation

pytestmark = pytest.mark.django_db
MONTHS = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)] + [
    f"2024-{m:02}" for m in range(1, 7)
]
SPIKE, STEP = "2023-03", "2023-04"


def amount(month: str, number: int) -> int:
    """Sales near 100, of one month 900."""
    return 900 if month == SPIKE else 100 + number * 7 % 10


def stepped(month: str, number: int) -> int:
    """Sales near 100, from one month on near 200."""
    return (200 if month >= STEP else 100) + number * 7 % 10


def sales(of: Any, last: int = 0) -> list[Sale]:
    """One sale a month."""
    rows = [(f"{month}-10", "north", of(month, number)) for number, month in enumerate(MONTHS)]
    return [*rows[:-1], (rows[-1][0], "north", last)] if last else rows


@pytest.fixture
def shop(tmp_path: Path, settings: Any, data_folder: Path) -> Shop:
    settings.OPTIONS = replace(settings.OPTIONS, data=data_folder)
    made = Shop(tmp_path / "shop")
    made.sell(sales(amount, last=140))
    made.define()
    return made


@pytest.fixture
def ann(shop: Shop) -> User:
    return member(shop.workspace, Role.CONTRIBUTOR, "ann@shop.example")


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def annotate(shop: Shop, by: User, month: str, known: str, **how: Any) -> Annotation:
    year, number = int(month[:4]), int(month[5:])
    begins = datetime(year, number, 1, tzinfo=UTC)
    ends = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    words = {"kpi": "revenue", "kind": "incident", "text": "a bus stopped here", "period": month, "by": by} | how
    return Annotation.objects.create(
        workspace=shop.workspace, period_start=begins, period_end=ends, at=at(known), **words
    )


def signal(shop: Shop, as_of: datetime | None = None) -> dict[str, Any]:
    found: dict[str, Any] = read.row(shop.workspace, "kpi", "revenue", as_of)["facets"]["signal"]
    return found


def newest(shop: Shop) -> dict[str, Any]:
    """The newest period with limits."""
    points = read.detail(shop.workspace, "kpi", "revenue")["charts"][0]["points"]
    found: dict[str, Any] = next(point for point in reversed(points) if point["high"] is not None)
    return found


def test_a_point_left_out_no_longer_hides_a_signal(shop: Shop, ann: User) -> None:
    refresh(shop.workspace)
    assert signal(shop)["word"] == "stable", "the spike has made the limits wide"
    annotate(shop, ann, SPIKE, "2024-06-30", excluded=True)
    refresh(shop.workspace)
    assert signal(shop)["word"] == "better"
    assert newest(shop)["high"] < 140
    chart = read.detail(shop.workspace, "kpi", "revenue")["charts"][0]
    assert "Left out of the limits: March 2023." in chart["signal_sentence"]


def test_an_annotation_counts_from_when_it_was_made(shop: Shop, ann: User) -> None:
    annotate(shop, ann, SPIKE, "2024-06-21", excluded=True)
    refresh(shop.workspace, as_of="2024-06-19")
    before = newest(shop)
    refresh(shop.workspace)
    assert before["high"] > 200 > newest(shop)["high"]
    assert signal(shop, at("2024-06-20")) != signal(shop)


def test_a_removed_annotation_counts_no_more(shop: Shop, ann: User) -> None:
    made = annotate(shop, ann, SPIKE, "2024-06-20", excluded=True)
    refresh(shop.workspace)
    Annotation.objects.filter(pk=made.pk).update(removed_at=at("2024-06-25"), removed_by=ann)
    refresh(shop.workspace)
    assert signal(shop)["word"] == "stable"


def test_one_on_every_chart_counts_for_each(shop: Shop, ann: User) -> None:
    annotate(shop, ann, SPIKE, "2024-06-20", excluded=True, kpi="")
    refresh(shop.workspace)
    assert signal(shop)["word"] == "better"


def test_a_new_level_begins_the_limits_anew(shop: Shop, ann: User) -> None:
    shop.sell(sales(stepped))
    refresh(shop.workspace)
    assert newest(shop)["centre"] < 190, "the old level lies in the limits"
    annotate(shop, ann, STEP, "2024-06-20", new_level=True, excluded=False)
    refresh(shop.workspace)
    shown = newest(shop)
    assert 200 <= shown["centre"] <= 210
    assert shown["low"] > 150
    sentence = read.detail(shop.workspace, "kpi", "revenue")["charts"][0]["signal_sentence"]
    assert "The limits begin anew in April 2023." in sentence

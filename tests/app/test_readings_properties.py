"""Whatever changes between runs: what was known at a time is answered the same for ever."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from app_project import METRICS, Sale, Shop
from effort import tries
from truenorth.app.readings import read
from truenorth.app.readings.bridges import effects_of
from truenorth.app.readings.history import known_of, known_rows
from truenorth.app.readings.models import Card, Reading
from truenorth.app.readings.past import way_of
from truenorth.app.readings.refresh import refresh

FIRST = datetime(2024, 1, 31, tzinfo=UTC)
DAYS = st.integers(0, 120)
SALES = st.lists(st.tuples(DAYS, st.sampled_from(("north", "south")), st.integers(1, 99)), min_size=1, max_size=6)
FACTORS = st.sampled_from((1, 2))
STEPS = st.lists(st.tuples(SALES, FACTORS, st.integers(0, 5)), min_size=2, max_size=4)


def sold(sales: list[tuple[int, str, int]]) -> list[Sale]:
    """The rows of some sales, days counted from the new year of 2024."""
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    return [((begin + timedelta(days=day)).date().isoformat(), region, amount) for day, region, amount in sales]


def known(shop: Shop, instant: datetime) -> dict[str, Any]:
    """Everything that pages may show as of an instant."""
    pairs = [("month", "{}"), ("quarter", "{}"), ("month", '{"region":"north"}')]
    return {
        "points": read.points(shop.workspace, [("revenue", *pair) for pair in pairs], instant),
        "rows": read.rows(shop.workspace, "kpi", instant),
        "detail": read.detail(shop.workspace, "kpi", "revenue", instant),
    }


@how(max_examples=tries(12), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_what_was_known_at_a_time_is_the_same_later(
    db: None, steps: list[tuple[list[tuple[int, str, int]], int, int]]
) -> None:
    """Runs over changing rows and definitions, also of dates before earlier runs'."""
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(OPTIONS=replace(settings.OPTIONS, data=Path(folder))),
        transaction.atomic(),
    ):
        _run(Path(folder), steps)
        transaction.set_rollback(True)


def _run(folder: Path, steps: list[tuple[list[tuple[int, str, int]], int, int]]) -> None:
    shop = Shop(folder / "shop", f"shop-{folder.name.lower().replace('_', '-')}")
    answers: dict[datetime, dict[str, Any]] = {}
    for sales, factor, months in steps:
        shop.sell(sold(sales))
        shop.define(metrics=METRICS.replace("sum(sales.amount)", f"{factor} * sum(sales.amount)"))
        instant = FIRST + timedelta(days=30 * months)
        refresh(shop.workspace, as_of=instant)
        # A run says nothing anew of times before its own, and at later ones what was told stands.
        for then, told in answers.items():
            if then != instant and not _between(instant, then, answers):
                assert known(shop, then) == told, (instant, then)
        answers = {then: known(shop, then) for then in {*answers, instant}}
        refresh(shop.workspace, as_of=instant)
        assert known(shop, instant) == answers[instant]
    _check_rows(shop)


def _check_rows(shop: Shop) -> None:
    assert Card.objects.filter(workspace=shop.workspace, superseded_at=None, noun="kpi").count() == 1
    lines: dict[tuple[int, str], list[Reading]] = {}
    ids = Reading.objects.filter(series__workspace=shop.workspace).values_list("series_id", flat=True).distinct()
    for row in known_rows(ids, None):
        lines.setdefault((row.series_id, row.period), []).append(row)
    for line in lines.values():
        values = [int(row.value) for row in line if row.value is not None]
        if len(values) > 1:
            effects = effects_of(way_of([known_of(row) for row in line]))
            assert sum(effects.values()) == values[-1] - values[0]


def _between(instant: datetime, then: datetime, answers: dict[datetime, Any]) -> bool:
    """Whether the run's own time is the newest knowledge at `then`: no other run lies between them."""
    return instant < then and not any(instant < other <= then for other in answers)

"""Typed values before a run, schedules after it, the command, and steps of a bridge beyond the formula."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app_people import member
from app_project import HEAD, METRICS, Shop
from truenorth.app.accounts.models import Role, User
from truenorth.app.jobs.models import Schedule
from truenorth.app.readings import read
from truenorth.app.readings.refresh import refresh
from truenorth.app.readings.schedules import keep_schedules
from truenorth.app.work.models import Entry
from truenorth.cli.main import main

pytestmark = pytest.mark.django_db

MOOD = (
    METRICS + "  mood: { label: Mood, unit: score, direction: higher, manual: { every: month, over_time: average } }\n"
)
KPI = """
kpis:
  mood: { label: Mood, metric: mood, targets: [{ from: 2024-01, at_least: 7 }] }
"""
TYPED = "period,value,note,by,at\n2024-01,6.5,,,\n2024-02,7,,,\n"
SOLD = [("2024-01-05", "north", 60), ("2024-06-20", "south", 50)]


@pytest.fixture
def shop(tmp_path: Path, settings: Any, data_folder: Path) -> Shop:
    settings.OPTIONS = replace(settings.OPTIONS, data=data_folder)
    made = Shop(tmp_path / "shop")
    made.sell(SOLD)
    made.files["entries/mood.csv"] = TYPED
    made.define(metrics=MOOD, kpis=KPI)
    return made


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def values(shop: Shop, as_of: str | None = None) -> dict[str, str]:
    name = ("mood", "month", "{}")
    found = read.points(shop.workspace, [name], at(as_of) if as_of else None)[name]
    return {each.period: f"{Decimal(each.value).normalize():f}" for each in found if each.value is not None}


def typed(shop: Shop, user: User, period: str, value: str, day: str) -> None:
    Entry.objects.create(workspace=shop.workspace, metric="mood", period=period, value=value, by=user, at=at(day))


def test_a_typed_value_takes_the_place_of_the_file_s_from_when_it_was_typed(shop: Shop) -> None:
    user = member(shop.workspace, Role.CONTRIBUTOR, "updater@a.example")
    typed(shop, user, "2024-02", "7.5", "2024-05-10")
    typed(shop, user, "2024-03", "8", "2024-04-02")
    refresh(shop.workspace, as_of="2024-04-30")
    assert values(shop) == {"2024-01": "6.5", "2024-02": "7", "2024-03": "8"}
    refresh(shop.workspace)
    assert values(shop) == {"2024-01": "6.5", "2024-02": "7.5", "2024-03": "8"}
    assert values(shop, "2024-05-01")["2024-02"] == "7"
    told = [each for each in read.restatements(shop.workspace) if each["grain"] == "month"]
    assert [(each["period"], each["cause"]) for each in told] == [("2024-02", "entry")]
    row = read.row(shop.workspace, "kpi", "mood")
    assert (row["typed"], row["entry_metrics"], row["open_period"]) == (True, ["mood"], "2024-06")


def test_a_mistake_in_the_file_is_told_and_not_hidden(shop: Shop) -> None:
    shop.files["entries/mood.csv"] = TYPED + "2024-03,seven,,,\n"
    shop.define()
    typed(shop, member(shop.workspace, Role.CONTRIBUTOR, "updater@a.example"), "2024-03", "8", "2024-04-02")
    run = refresh(shop.workspace)
    assert read.row(shop.workspace, "kpi", "mood")["headline"] == "no data"
    assert "NOT_A_NUMBER" in {each["code"] for each in run.failures}


def test_schedules_follow_the_grains_and_sample_data_has_none(shop: Shop) -> None:
    assert keep_schedules(shop.workspace) == []
    live = HEAD.replace("as_of: 2024-06-30\n", "") + "    fresh_within: 30 minutes\n"
    shop.define(truenorth=live, kpis=KPI + "  live: { label: Live, metric: revenue }\n")
    assert keep_schedules(shop.workspace) == ["refresh:daily", "refresh:every 5 minutes"]
    rows = Schedule.objects.filter(workspace=shop.workspace).order_by("key")
    assert [(each.rule, each.payload.get("kpis")) for each in rows] == [
        ("daily at 06:00", None),
        ("every 5 minutes", ["live"]),
    ]
    shop.workspace.clock = at("2024-06-30")
    assert keep_schedules(shop.workspace) == [] and not rows.all()


def test_the_command_refreshes_and_names_what_failed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "--workspace", "shop", "--as-of", "2024-05-31", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2024-06-01T00:00:00+00:00" and told["readings"] > 0
    assert main(["refresh", "--workspace", "shop", "--kpi", "mood"]) == 0
    assert "as of 2024-07-01" in capsys.readouterr().out
    assert main(["refresh", "--workspace", "shop", "--kpi", "moody"]) == 2
    (shop.folder / "data" / "sales.csv").unlink()
    assert main(["refresh", "--workspace", "shop"]) == 1


def test_calendar_and_definition_are_told_apart(shop: Shop) -> None:
    fiscal = "calendar: { time_zone: UTC, fiscal_year_starts: april }"
    kpis = "kpis:\n  revenue: { label: Revenue, metric: revenue, grain: fiscal_year }\n"
    shop.define(kpis=kpis, truenorth=HEAD.replace("calendar: { time_zone: UTC }", fiscal))
    shop.sell([("2023-03-10", "north", 5), ("2023-05-10", "north", 7), ("2023-07-10", "north", 11), *SOLD])
    refresh(shop.workspace, as_of="2024-05-31")
    moved = fiscal.replace("april", "june")
    shop.define(
        truenorth=HEAD.replace("calendar: { time_zone: UTC }", moved),
        metrics=MOOD.replace("sum(sales.amount)", "2 * sum(sales.amount)"),
    )
    refresh(shop.workspace)
    named = ("revenue", "fiscal_year", "{}")
    found = read.bridge(shop.workspace, named, "FY2024", at("2024-06-01"))
    assert found is not None
    total = sum(int(each["exact"]) for each in found["steps"])
    assert total == int(found["current"].replace(",", "")) - int(found["reported"].replace(",", ""))

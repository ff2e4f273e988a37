"""The examples from their files to their scorecards: each KPI's value, counted by hand-written SQL, and headline."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

import truenorth as tn

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("pizza", "flights", "nhs_ae", "music_shop")


def over(part: str, whole: str) -> Decimal:
    """A ratio of two counted amounts."""
    return Decimal(part) / Decimal(whole)


# For each KPI: the period that is judged, its value and its headline.
SCORECARDS: dict[str, dict[str, tuple[str, Decimal, str]]] = {
    "pizza": {
        "yearly_revenue": ("2015", Decimal("817860.05"), "achieved"),
        "quarterly_revenue": ("2015-Q4", Decimal("199124.10"), "missed"),
        "daily_orders": ("2015-12", over("1680", "30"), "at risk"),
        "lunch": ("2015-12", Decimal("524"), "on track"),
        "pizzas_an_order": ("2015-12", over("3935", "1680"), "at risk"),
        "order_value": ("2015-12", over("64701.15", "1680"), "at risk"),
        "size_mix": ("2015-12", over("30717.15", "64701.15"), "on track"),
        "vegetarian": ("2015-12", over("15470.20", "64701.15"), "at risk"),
        "late_evening": ("2015-12", Decimal("131"), "watched"),
    },
    "flights": {
        "on_time_arrivals": ("2013-12", over("17956", "28135"), "off track"),
        "newark_catches_up": ("2013-12", over("5822", "9922"), "off track"),
        "first_wave": ("2013-12", over("5417", "6476"), "at risk"),
        "late_departures": ("2013-12", over("449394", "27110"), "at risk"),
        "schedule_padding": ("2013-12", over("43551", "27020"), "on track"),
        "cancellations": ("2013-12", over("1025", "28135"), "at risk"),
        "diversions": ("2013-12", over("90", "28135"), "on track"),
        "timetable": ("2013", Decimal("336776"), "achieved"),
        "worst_delays": ("2013-12", Decimal("64"), "watched"),
    },
    "nhs_ae": {
        "four_hours": ("2019-03", 1 - over("290359", "2167550"), "off track"),
        "four_hours_major": ("2019-03", 1 - over("281666", "1373060"), "missed"),
        "four_hours_specialist": ("2019-03", 1 - over("787", "50490"), "on track"),
        "four_hours_minor": ("2019-03", 1 - over("7906", "744000"), "at risk"),
        "long_waits": ("FY2019", Decimal("2976112"), "missed"),
        "admissions": ("2019-03", over("415940", "2167550"), "on track"),
        "major_per_day": ("2019-03", over("1373060", "31"), "at risk"),
        "providers": ("2019-03", Decimal("226"), "watched"),
    },
    "music_shop": {
        "yearly_revenue": ("2025", Decimal("450.58"), "missed"),
        "monthly_invoices": ("2025-12", Decimal("7"), "on track"),
        "invoice_value": ("2025-Q4", over("125.86", "21"), "at risk"),
        "active_customers": ("2025-12", Decimal("46"), "on track"),
        "jane_sales": ("2025", Decimal("156.43"), "achieved"),
        "steve_sales": ("2025", Decimal("125.85"), "missed"),
        "beyond_rock": ("2025-Q4", over("54.45", "125.86"), "at risk"),
        "video": ("2025", over("25.87", "450.58"), "on track"),
        "breadth": ("2025", Decimal("442"), "watched"),
    },
}


@pytest.fixture(scope="module", params=NAMES)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of an example, so that no extract is written into the repository."""
    name = str(request.param)
    folder = tmp_path_factory.mktemp("examples") / name
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(".truenorth"))
    return folder


def test_every_kpi_has_its_value_and_headline(example: Path) -> None:
    with tn.Project(example) as project:
        told = json.loads(project.status_json(), parse_float=Decimal)
    found = {
        kpi["kpi"]: (kpi["period"], Decimal(kpi["value"]).quantize(Decimal("1e-9")), kpi["headline"])
        for kpi in told["kpis"]
    }
    expected = {
        kpi: (period, value.quantize(Decimal("1e-9")), headline)
        for kpi, (period, value, headline) in SCORECARDS[example.name].items()
    }
    assert found == expected


def test_every_metric_can_be_asked(example: Path) -> None:
    with tn.Project(example) as project:
        metrics = list(project.definitions.metrics)
        answer = json.loads(project.query(*metrics, grain="quarter").to_json(), parse_float=Decimal)
    assert list(answer["metrics"]) == metrics
    latest = answer["rows"][-1]["values"]
    without = {key: cell["reason"] for key, cell in latest.items() if cell["value"] is None}
    assert without == ({"back_after_a_year": "not_yet"} if example.name == "music_shop" else {})


# What no KPI shows: a metric by grain and dimension, and the values of its rows, counted by hand-written SQL.
ANSWERS: tuple[tuple[str, str, str, str, list[tuple[str, object, Decimal]]], ...] = (
    (
        *("nhs_ae", "providers_at_standard", "fiscal_year", ""),
        [("FY2017", None, Decimal(117)), ("FY2018", None, Decimal(115)), ("FY2019", None, Decimal(109))],
    ),
    (
        *("music_shop", "back_after_a_year", "quarter", ""),
        [("2021-Q1", None, over("2", "18")), ("2021-Q2", None, over("2", "13")), ("2022-Q3", None, Decimal(1))],
    ),
    (
        *("flights", "scheduled_flights", "year", "destination.airport"),
        [("2013", None, Decimal(7602)), ("2013", "Los Angeles Intl", Decimal(16174))],
    ),
)


@pytest.mark.parametrize(("name", "metric", "grain", "by", "expected"), ANSWERS)
def test_what_no_kpi_shows(
    tmp_path: Path, name: str, metric: str, grain: str, by: str, expected: list[tuple[str, object, Decimal]]
) -> None:
    shutil.copytree(EXAMPLES / name, tmp_path / name, ignore=shutil.ignore_patterns(".truenorth"))
    with tn.Project(tmp_path / name) as project:
        answer = json.loads(project.query(metric, grain=grain, by=by).to_json(), parse_float=Decimal)
    found = {(row["period"], row["segment"].get(by)): row["values"][metric]["value"] for row in answer["rows"]}
    for period, member, value in expected:
        assert abs(found[period, member] - value) < Decimal("1e-12")

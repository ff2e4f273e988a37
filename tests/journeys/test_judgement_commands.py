"""The commands that judge, on the examples: their JSON holds what programs rely on, their text reads well."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import command_line

ROOT = Path(__file__).resolve().parents[2]
KPIS = [
    ("nhs_ae", "four_hours"),
    ("pizza", "daily_orders"),
    ("flights", "on_time_arrivals"),
    ("pizza", "yearly_revenue"),
]


def run(*words: str, code: int = 0) -> str:
    """What a command prints."""
    done = command_line.run(*words, cwd=ROOT)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def told(*words: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    found: dict[str, Any] = json.loads(run(*words, "--json"))
    return found


@pytest.mark.parametrize(("example", "key"), KPIS)
def test_signals_as_json(example: str, key: str) -> None:
    found = told("signals", key, "--project", f"examples/{example}")
    assert set(found) == {"kpi", "state", "points", "shifts", "sentence"}
    assert found["kpi"] == key and found["sentence"]
    for point in found["points"]:
        assert set(point) == {"period", "value", "centre", "lower", "upper", "rule"}
        if point["centre"] is not None:
            assert point["lower"] <= point["centre"] <= point["upper"]
            beyond = not point["lower"] <= point["value"] <= point["upper"]
            assert not beyond or point["rule"] == "beyond limit"
    assert all(shift["low"] <= shift["size"] <= shift["high"] for shift in found["shifts"])


@pytest.mark.parametrize(("example", "key"), KPIS)
def test_forecast_as_json(example: str, key: str) -> None:
    found = told("forecast", key, "--project", f"examples/{example}", "--horizon", "4")
    assert set(found) == {"kpi", "method", "backtest", "points", "p_hit", "scoreboard", "sentence"}
    board = found["scoreboard"]
    assert board is None or (0 <= board["came"] <= board["told"] and 0 <= board["brier"] <= 1)
    assert set(found["backtest"]) == {"coverage80", "coverage95", "mase"}
    assert len(found["points"]) == 4
    for point in found["points"]:
        assert set(point) == {"period", "value", "lo80", "hi80", "lo95", "hi95"}
        assert point["lo95"] <= point["lo80"] <= point["value"] <= point["hi80"] <= point["hi95"]
    assert found["p_hit"] is None or 0.01 <= found["p_hit"] <= 0.99


def test_nothing_is_said_of_the_past_that_was_not_known_then() -> None:
    early = told("signals", "four_hours", "--project", "examples/nhs_ae", "--as-of", "2018-03-31")
    late = told("signals", "four_hours", "--project", "examples/nhs_ae")
    assert late["points"][: len(early["points"])] == early["points"]


def test_a_short_series_declines_in_words() -> None:
    found = told("forecast", "daily_orders", "--project", "examples/pizza", "--as-of", "2015-04-30")
    assert (found["points"], found["method"], found["backtest"]) == ([], None, None)
    assert found["sentence"] == "no forecast under 8 points: 4 so far"


def test_pictures_show_points_limits_and_fan() -> None:
    chart = run("signals", "four_hours", "--project", "examples/nhs_ae")
    assert "●" in chart and "┈" in chart and "2016-04" in chart
    fan = run("forecast", "four_hours", "--project", "examples/nhs_ae")
    assert "▒" in fan and "○" in fan and "back-test" in fan
    assert all(len(line) <= 90 for line in chart.splitlines()[1:14] + fan.splitlines()[1:14])


@pytest.mark.parametrize("command", ["signals", "forecast"])
def test_an_unknown_kpi_is_told_with_the_nearest(command: str) -> None:
    said = run(command, "four_hour", "--project", "examples/nhs_ae", code=2)
    assert "There is no KPI four_hour." in said and "four_hours" in said


def test_a_horizon_below_one_is_refused() -> None:
    assert "from 1, not 0" in run("forecast", "four_hours", "--project", "examples/nhs_ae", "--horizon", "0", code=2)


WHYS = [
    ("flights", "on_time_arrivals", ()),
    ("flights", "late_departures", ("--by", "carrier", "--versus", "2013-06")),
    ("pizza", "order_value", ()),
    ("pizza", "order_value", ("--versus", "target")),
    ("pizza", "yearly_revenue", ("--by", "size,category", "--period", "2015-07")),
    ("nhs_ae", "four_hours", ("--versus", "same-period-last-year")),
    ("nhs_ae", "four_hours", ("--versus", "forecast")),
    ("music_shop", "invoice_value", ("--versus", "2024-Q4")),
]


@pytest.mark.parametrize(("example", "key", "words"), WHYS)
def test_the_effects_sum_to_the_change_digit_by_digit(example: str, key: str, words: tuple[str, ...]) -> None:
    text = run("why", key, "--project", f"examples/{example}", *words, "--json")
    found = json.loads(text, parse_float=Decimal)
    assert {"kpi", "period", "versus", "value", "reference", "change", "parts", "sentence"} <= set(found)
    assert found["change"] == found["value"] - found["reference"]
    assert sum(part["effect"] for part in found["parts"]) == found["change"]
    assert all(set(part) == {"name", "kind", "effect"} for part in found["parts"])


def test_a_ratio_is_split_into_mix_and_rate_and_a_formula_into_its_inputs() -> None:
    late = told("why", "late_departures", "--project", "examples/flights", "--by", "carrier")
    assert {part["kind"] for part in late["parts"]} == {"mix", "rate"}
    order = told("why", "order_value", "--project", "examples/pizza")
    assert [(part["name"], part["kind"]) for part in order["parts"]] == [("Revenue", "input"), ("Orders", "input")]


def test_an_average_order_is_explained_by_hand() -> None:
    """Shapley by hand: revenue first or orders first, half of each."""
    found = told("why", "order_value", "--project", "examples/pizza")
    rows = json.loads(run("query", "revenue", "orders", "--project", "examples/pizza", "--grain", "month", "--json"))[
        "rows"
    ]
    (r0, o0), (r1, o1) = ((row["values"]["revenue"]["value"], row["values"]["orders"]["value"]) for row in rows[-2:])
    by_revenue = ((r1 - r0) / o0 + (r1 - r0) / o1) / 2
    assert found["parts"][0]["effect"] == pytest.approx(by_revenue, abs=1e-9)


def test_the_printed_parts_sum_to_the_printed_change() -> None:
    text = run("why", "yearly_revenue", "--project", "examples/pizza")
    numbers = [
        Decimal(line.split()[2].replace(",", "").replace("−", "-").replace("+", ""))
        for line in text.splitlines()
        if " segment " in line
    ]
    first, last = (
        Decimal(line.split()[1].replace(",", "")) for line in text.splitlines() if line.startswith(("from ", "to "))
    )
    assert sum(numbers) == last - first


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--versus", "last-yaer"), "nothing to compare with"),
        (("--by", "providr"), "no dimension providr"),
        (("--period", "2019-13"), "not a period"),
        (("--period", "2030-01"), "no value in January 2030"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_a_sentence(words: tuple[str, ...], said: str) -> None:
    assert said in run("why", "four_hours", "--project", "examples/nhs_ae", *words, code=2)


def test_leads_as_json() -> None:
    found = told("leads", "four_hours", "--project", "examples/nhs_ae")
    assert set(found) == {"kpi", "tested", "leads", "claims", "guardrails", "sentence"}
    assert found["tested"] >= 5 and found["sentence"].endswith(".")
    short = told("leads", "on_time_arrivals", "--project", "examples/flights")
    assert short["tested"] == 0 and short["leads"] == []
    assert [each["state"] for each in short["guardrails"]] == ["not watched"]
    assert "36 needed" in run("leads", "on_time_arrivals", "--project", "examples/flights")


@pytest.mark.parametrize(("example", "key"), KPIS)
def test_targets_as_json(example: str, key: str) -> None:
    found = told("targets", key, "--project", f"examples/{example}")
    assert {"kpi", "targets", "points", "ledger", "realism", "tree", "sentence"} == set(found)
    assert sum(1 for each in found["targets"] if each["in_force"]) <= 1
    for point in found["points"]:
        assert set(point) == {"period", "value", "target", "low", "high", "met"}
        assert point["met"] is None or point["target"] is not None or point["low"] is not None


def test_scorecards_roll_up_and_benchmarks_stand_beside_the_value() -> None:
    found = told("status", "--project", "examples/flights")
    (card,) = found["scorecards"]
    assert {"scorecard", "label", "score", "worst", "coverage", "red", "hidden_red", "capped", "children"} == set(card)
    assert 0 <= card["score"] <= 10 and 0 < card["coverage"] <= 1
    (benchmark,) = next(each for each in found["kpis"] if each["kpi"] == "on_time_arrivals")["benchmarks"]
    assert benchmark["gap"] == pytest.approx(0.638 - 0.783, abs=1e-3)
    assert "worst" in run("status", "--project", "examples/flights")


@pytest.mark.parametrize(
    ("example", "key", "by"),
    [
        ("pizza", "yearly_revenue", "category"),
        ("music_shop", "yearly_revenue", "country"),
        ("flights", "timetable", "carrier"),
    ],
)
def test_a_split_reconciles(example: str, key: str, by: str) -> None:
    found = told("targets", key, "--project", f"examples/{example}", "--split", by)
    cells = [[Decimal(str(amount)) for amount in row["segments"].values()] for row in found["rows"]]
    margins = [Decimal(str(row["total"])) for row in found["rows"]]
    assert [sum(row) for row in cells] == margins
    assert [sum(column) for column in zip(*cells, strict=True)] == [
        Decimal(str(amount)) for amount in found["segments"].values()
    ]
    assert sum(margins) == Decimal(str(found["total"]))
    text = run("targets", key, "--project", f"examples/{example}", "--split", by)
    assert len(text.splitlines()) == 18 and text.rstrip().endswith(".")


def test_what_is_no_total_is_not_split() -> None:
    said = run("targets", "daily_orders", "--project", "examples/pizza", "--split", "category", code=2)
    assert "only totals are split" in said


def test_a_receipt_names_every_rule_and_fact() -> None:
    kpis = told("status", "--project", "examples/nhs_ae", "--receipts")["kpis"]
    found = {each["kpi"]: each for each in kpis}["four_hours"]
    receipt = found["receipt"]
    assert receipt["headline"] == found["rule"]
    assert receipt["facets"]["target"]["rule"] == "target.level.missed"
    assert receipt["facets"]["target"]["value"] == pytest.approx(found["value"])
    assert receipt["facets"]["signal"]["rule"].startswith("signal.")
    assert receipt["target_begins"] == "2016-04-01" and "kpis.yml" in receipt["target_place"]
    assert all("receipt" not in each for each in told("status", "--project", "examples/nhs_ae")["kpis"])

"""The commands that judge, on the examples: their JSON holds what programs rely on, their text reads well."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).with_name("truenorth"))
KPIS = [
    ("nhs_ae", "four_hours"),
    ("pizza", "daily_orders"),
    ("flights", "on_time_arrivals"),
    ("pizza", "yearly_revenue"),
]


def run(*words: str, code: int = 0) -> str:
    """What a command prints."""
    done = subprocess.run([COMMAND, *words], cwd=ROOT, capture_output=True, text=True, check=False)
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
    assert set(found) == {"kpi", "method", "backtest", "points", "p_hit", "sentence"}
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

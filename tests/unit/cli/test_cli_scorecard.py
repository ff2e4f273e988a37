"""Statuses as a scorecard: grouped, worst first, each number in its unit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from truenorth.cli.scorecard import scorecard_lines
from truenorth.cli.screen import Screen, columns_of
from truenorth.model.answers import Amount
from truenorth.model.definitions import Definitions
from truenorth.model.kpis import Kpi, Objective
from truenorth.model.metrics import Unit
from truenorth.model.status import Facet, Status
from truenorth.model.targets import Aim, Constant, Target
from truenorth.periods import Calendar, Grain, period_at

CALENDAR = Calendar("Europe/Rome")
MONTH = period_at(CALENDAR, Grain.MONTH, date(2015, 3, 1))
AT_LEAST = (Target(Aim.AT_LEAST, Constant(Decimal("0.94")), date(2015, 1, 1)),)
PLACE = Definitions(
    "Pizza place",
    CALENDAR,
    objectives={
        "money": Objective("money", "Money", perspective="financial"),
        "speed": Objective("speed", "Speed", perspective="internal_process"),
    },
    kpis={
        "revenue": Kpi("revenue", "Revenue", "m", objective="money"),
        "margin": Kpi("margin", "Margin", "m", objective="money"),
        "on_time": Kpi("on_time", "On-time delivery", "m", objective="speed", targets=AT_LEAST),
        "mood": Kpi("mood", "Mood", "m"),
    },
)


def status(
    kpi: str,
    headline: str,
    value: Amount,
    target: Amount | tuple[Amount, Amount],
    score: Amount,
    *,
    unit: str | None = None,
    expected: Amount = None,
    note: str | None = None,
) -> Status:
    data = Facet("fresh", "data.fresh", {"age": timedelta(days=3)})
    return Status(
        kpi=kpi, label=PLACE.kpis[kpi].label, metric="m", period=MONTH, period_label="2015-03", value=value,
        unit=Unit(unit) if unit else None, target=target, expected_to_date=expected, attainment=None, score=score,
        facets={"target": None, "signal": None, "outlook": None, "data": data}, headline=headline, rule="r",
        as_of=CALENDAR.midnight(date(2015, 4, 4)), note=note, series=(Decimal(1), None, Decimal(3)),
    )  # fmt: skip


REVENUE = status("revenue", "on track", Decimal("517860.05"), 815000, Decimal("8.14"), unit="USD", expected=515000)
MARGIN = status("margin", "at risk", Decimal("0.32"), (Decimal("0.2"), Decimal("0.3")), 5, unit="percent", note="thin")
ON_TIME = status(
    "on_time", "off track", Decimal("0.894"), Decimal("0.94"), Decimal("2.36"), unit="percent", note="thin"
)
MOOD = status("mood", "watched", None, None, None, note="no rows; thin")


def test_the_scorecard_is_grouped_and_worst_first() -> None:
    assert scorecard_lines(PLACE, [MOOD, REVENUE, MARGIN, ON_TIME], Screen(), "pizza") == [
        "Pizza place · as of 3 April 2015",
        "■ 1 off track · ▲ 1 at risk · ● 1 on track · ◆ 1 watched",
        "",
        "status       KPI               period        value         target      gap  score  trend  data",
        "Internal process",
        "■ off track  On-time delivery  2015-03      89.4 %       ≥ 94.0 %  −4.6 pp    2.4  ▁ █    3 days",
        "Financial",
        "▲ at risk    Margin            2015-03      32.0 %  20.0 – 30.0 %  +2.0 pp    5.0  ▁ █    3 days",
        "● on track   Revenue           2015-03  517.9k USD         815.0k    +2.9k    8.1  ▁ █    3 days",
        "No perspective",
        "◆ watched    Mood              2015-03           –              –        –      –  ▁ █    3 days",
        "",
        "On-time delivery · Margin · Mood: thin",
        "Mood: no rows",
    ]


def test_remarks_are_said_once_with_all_they_are_about() -> None:
    lines = scorecard_lines(PLACE, [MOOD, MARGIN, ON_TIME], Screen(), "pizza")
    assert lines[-3:] == ["", "On-time delivery · Margin · Mood: thin", "Mood: no rows"]


def test_a_narrow_terminal_loses_the_least_needed_columns() -> None:
    shown = {}
    for width in (70, 80, 90, 140):
        lines = scorecard_lines(PLACE, [REVENUE, MARGIN, ON_TIME, MOOD], Screen(width), "pizza")
        assert max(map(columns_of, lines)) <= width
        shown[width] = lines[3].split()[2:]
    assert shown[70] == ["period", "value", "target"]
    assert shown[80] == ["period", "value", "target", "gap"]
    assert shown[140] == ["period", "value", "target", "gap", "score", "trend", "data"]


def test_no_kpi_says_what_to_do() -> None:
    assert scorecard_lines(PLACE, [], Screen(), "pizza")[1].startswith("No active KPI.")

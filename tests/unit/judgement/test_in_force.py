"""Which target counts and which period is judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from judgement_facts import UTC_CALENDAR, at, kpi, measured, month, series

from truenorth.judgement import Part, Series, choose, first_need, in_force, needs
from truenorth.model.answers import State
from truenorth.model.kpis import Baseline, Kpi
from truenorth.model.targets import Aim, Constant, Linear, Phasing, Target, Total
from truenorth.periods import Grain, Period


def level(begins: str, value: int, **segment: str) -> Target:
    return Target(Aim.AT_LEAST, Constant(Decimal(value)), date.fromisoformat(begins), segment=segment)


def total(begins: str, amount: int, over: str, by: str | None = None, phasing: Phasing = Phasing.EVEN) -> Target:
    end = date.fromisoformat(by) if by else None
    return Target(Aim.AT_LEAST, Total(Decimal(amount), over, phasing), date.fromisoformat(begins), end)


def reach(begins: str, by: str, value: int = 10) -> Target:
    return Target(Aim.TOWARDS, Linear(Decimal(value)), date.fromisoformat(begins), date.fromisoformat(by))


OLD, NEW, NORTH = level("2025-01-01", 90), level("2026-01-01", 95), level("2025-06-01", 80, region="north")


@pytest.mark.parametrize(
    ("day", "segment", "found"),
    [
        ("2024-12-31", {}, None),
        ("2025-01-01", {}, OLD),
        ("2025-12-31", {}, OLD),
        ("2026-01-01", {}, NEW),
        ("2025-05-31", {"region": "north"}, OLD),
        ("2025-07-01", {"region": "north"}, NORTH),
        ("2025-07-01", {"region": "south"}, OLD),
        ("2026-07-01", {"region": "north"}, NEW),
    ],
)
def test_the_newest_begun_is_in_force(day: str, segment: dict[str, str], found: Target | None) -> None:
    assert in_force((NEW, OLD, NORTH), date.fromisoformat(day), segment) is found


def test_of_two_that_begin_together_the_segments_own_then_the_later_written() -> None:
    first, second, own = level("2026-01-01", 1), level("2026-01-01", 2), level("2026-01-01", 3, region="north")
    assert in_force((first, own, second), date(2026, 1, 1), {}) is second
    assert in_force((first, own, second), date(2026, 1, 1), {"region": "north"}) is own


def chosen(of: Kpi, found: Series) -> tuple[Target | None, str | None, date | None, bool, bool]:
    choice = choose(of, found, UTC_CALENDAR)
    return choice.target, choice.label, choice.through, choice.complete, choice.ended


def test_a_level_is_judged_in_the_last_complete_period() -> None:
    assert chosen(kpi(OLD, NEW), series([1, 2, 3], "2025-12-01", "2026-02-10")) == (NEW, "2026-01", None, False, False)
    assert chosen(kpi(OLD, NEW), series([1, 2], "2025-12-01", "2026-01-10")) == (OLD, "2025-12", None, False, False)


def test_what_is_not_mature_is_skipped_but_a_missing_value_is_not() -> None:
    early = measured(None, State.MISSING, "not_yet")
    found = series([1, 2, early, early], "2025-12-01", "2026-04-01")
    assert chosen(kpi(NEW), found)[1] == "2026-01"
    empty = series([1, 2, measured(None, reason="no_rows")], "2025-12-01", "2026-03-01")
    assert chosen(kpi(NEW), empty)[1] == "2026-02"


def test_before_the_first_target_there_is_none() -> None:
    choice = choose(kpi(NEW), series([1, 2], "2025-11-01", "2026-01-01"), UTC_CALENDAR)
    assert (choice.target, choice.label, choice.begins) == (None, "2025-12", date(2026, 1, 1))
    assert choose(kpi(), Series(), UTC_CALENDAR).period is None


def test_the_target_of_a_period_is_that_of_its_last_day() -> None:
    mid = level("2026-01-15", 95)
    assert chosen(kpi(OLD, mid), series([1], "2026-01-01", "2026-02-01"))[0] is mid


def test_a_reach_keeps_speaking_of_its_last_period() -> None:
    of = kpi(reach("2026-01-01", "2026-03-31"))
    assert chosen(of, series([1, 2, 3], "2026-01-01", "2026-03-31"))[1::3] == ("2026-02", False)
    assert chosen(of, series([1, 2, 3], "2026-01-01", "2026-04-01"))[1::3] == ("2026-03", True)
    assert chosen(of, series([1, 2, 3, 4, 5], "2026-01-01", "2026-06-01"))[1::3] == ("2026-03", True)
    again = kpi(reach("2026-01-01", "2026-03-31"), level("2026-05-01", 5))
    assert chosen(again, series([1, 2, 3, 4], "2026-01-01", "2026-05-01"))[1] == "2026-03"
    assert chosen(again, series([1, 2, 3, 4, 5], "2026-01-01", "2026-06-01"))[1] == "2026-05"


@pytest.mark.parametrize(
    ("until", "name", "through", "complete"),
    [
        ("2026-02-15", "2026-02", date(2026, 2, 15), False),
        ("2026-02-15T13:00", "2026-02", date(2026, 2, 15), False),
        ("2026-03-01", "2026-02", date(2026, 3, 1), True),
        ("2026-03-01T13:00", "2026-03", date(2026, 3, 1), False),
        ("2026-03-02", "2026-03", date(2026, 3, 2), False),
    ],
)
def test_a_total_is_judged_where_the_watermark_stands(until: str, name: str, through: date, complete: bool) -> None:
    of = kpi(total("2026-01-01", 100, "month"))
    assert chosen(of, series([1, 2, 3], "2026-01-01", until))[1:4] == (name, through, complete)


def test_a_total_until_a_day_keeps_its_verdict() -> None:
    of = kpi(total("2026-01-15", 100, "until", "2026-02-20"))
    assert chosen(of, series([1, 2], "2026-01-01", "2026-02-03"))[1:4] == (
        "2026-01-15..2026-02-20",
        date(2026, 2, 3),
        False,
    )
    after = chosen(of, series([1, 2, 3], "2026-01-01", "2026-04-01"))
    assert after[1:4] == ("2026-01-15..2026-02-20", date(2026, 2, 21), True)


def test_a_total_that_was_replaced_is_judged_to_its_last_day() -> None:
    of = kpi(total("2025-01-01", 100, "year"), level("2026-01-01", 5))
    assert chosen(of, series([1, 2], "2025-12-01", "2026-01-20"))[1:4] == ("2025", date(2026, 1, 1), True)
    assert chosen(of, series([1, 2], "2025-12-01", "2026-02-01"))[0] is of.targets[1]
    renewed = kpi(total("2025-01-01", 100, "year"), total("2026-01-01", 120, "year"))
    assert chosen(renewed, series([1, 2], "2025-12-01", "2026-01-20"))[0] is renewed.targets[1]


def test_first_the_series_is_needed_then_what_the_target_stands_on() -> None:
    assert (first_need(kpi()).part, first_need(kpi()).grain) == (Part.SERIES, Grain.MONTH)
    found = series([1, 2, 3], "2026-01-01", "2026-03-10")

    def read(of: Kpi) -> list[tuple[str, Grain, Period | None]]:
        return [
            (each.part, each.grain, each.period)
            for each in needs(of, choose(of, found, UTC_CALENDAR), found, UTC_CALENDAR)
        ]

    assert read(kpi(NEW)) == []
    assert read(kpi(reach("2026-01-01", "2026-12-31"), baseline="5")) == []
    assert read(kpi(reach("2026-01-01", "2026-12-31"))) == [("baseline", Grain.MONTH, month(2025, 12))]
    assert read(kpi(reach("2026-01-15", "2026-12-31"))) == [("baseline", Grain.MONTH, month(2025, 12))]
    year = Kpi("k", "K", "m", baseline=Baseline(period="2025"), targets=(reach("2026-01-01", "2026-12-31"),))
    assert read(year) == [("baseline", Grain.YEAR, Period(at("2025-01-01"), at("2026-01-01"), Grain.YEAR))]
    to_date = Period(at("2026-01-01"), at("2026-03-10"))
    assert read(kpi(total("2026-01-01", 9, "year"))) == [("value", Grain.TOTAL, to_date)]
    assert read(kpi(total("2026-01-01", 9, "year", phasing=Phasing.LAST_YEAR))) == [
        ("value", Grain.TOTAL, to_date),
        ("last_year", Grain.DAY, Period(at("2025-01-01"), at("2026-01-01"))),
    ]


def test_a_first_day_still_running_is_read_as_far_as_it_goes() -> None:
    of, found = kpi(total("2026-01-01", 9, "month")), series([1, 2], "2026-01-01", "2026-02-01T13:00")
    (read,) = needs(of, choose(of, found, UTC_CALENDAR), found, UTC_CALENDAR)
    assert read.period == Period(at("2026-02-01"), at("2026-02-01T13:00"))

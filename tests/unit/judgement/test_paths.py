"""Every path, materialised by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judgement_facts import UTC_CALENDAR, month

from truenorth.judgement import Bucket, Ground, expected
from truenorth.judgement.totals import amount_between, share_before
from truenorth.model.targets import (
    Aim,
    Band,
    Constant,
    Levels,
    Linear,
    Path,
    Phasing,
    Seasonal,
    Steps,
    Target,
    Total,
)
from truenorth.periods import Calendar, Grain, Period, parse_period, period_at

NEW_YEAR = date(2026, 1, 1)
YEAR_END = date(2026, 12, 31)


def target(path: Path, aim: Aim = Aim.TOWARDS, begins: date = NEW_YEAR, by: date | None = YEAR_END) -> Target:
    return Target(aim, path, begins, by)


def total(
    amount: int, over: str, phasing: Phasing = Phasing.EVEN, begins: date = NEW_YEAR, by: date | None = None
) -> Target:
    return Target(Aim.AT_LEAST, Total(Decimal(amount), over, phasing), begins, by)


def period(name: str, calendar: Calendar = UTC_CALENDAR) -> Period:
    found = parse_period(calendar, name)
    assert found is not None
    return found


def value(of: Target, name: str, baseline: int | None = None, calendar: Calendar = UTC_CALENDAR) -> Decimal | None:
    ground = Ground(calendar, None if baseline is None else Fraction(baseline))
    return expected(of, period(name, calendar), ground).value


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("2026-01", Decimal(31)),
        ("2026-06", Decimal(181)),
        ("2026-12", Decimal(365)),
        ("2027-03", Decimal(365)),
        ("2025-12", Decimal(0)),
        ("2026-Q1", Decimal(90)),
        ("2026-W01", Decimal(4)),
        ("2026-01-01", Decimal(1)),
        ("2026", Decimal(365)),
    ],
)
def test_a_line_is_straight_in_civil_days(name: str, level: Decimal) -> None:
    assert value(target(Linear(Decimal(365))), name, baseline=0) == level


def test_a_line_from_90_to_96() -> None:
    june = value(target(Linear(Decimal(96))), "2026-06", baseline=90)
    assert june == Decimal("92.97534246575342465753424658")
    assert value(target(Linear(Decimal(-10))), "2026-06", baseline=0) == Decimal("-4.958904109589041095890410959")


def test_a_line_counts_civil_days_not_hours() -> None:
    rome = Calendar(zone="Europe/Rome")
    assert value(target(Linear(Decimal(365))), "2026-03", baseline=0, calendar=rome) == 90  # one hour short of 90 days


def test_a_line_without_baseline_is_known_at_its_end_only() -> None:
    assert value(target(Linear(Decimal(96))), "2026-06") is None
    assert value(target(Linear(Decimal(96))), "2026-12") == 96


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("2026-05", 90),
        ("2026-06", 92),
        ("2026-11", 92),
        ("2026-12", 96),
        ("2027-01", 96),
        ("2026-Q2", 92),
        ("2026", 96),
    ],
)
def test_a_step_holds_until_the_next(name: str, level: int) -> None:
    steps = Steps(((date(2026, 6, 1), Decimal(92)), (date(2026, 12, 1), Decimal(96))))
    assert value(target(steps), name, baseline=90) == level
    if level != 90:
        assert value(target(steps), name) == level


def test_constant_levels_and_bands_do_not_move() -> None:
    ground = Ground(UTC_CALENDAR)
    assert value(target(Constant(Decimal("0.95")), Aim.AT_LEAST), "2030-01") == Decimal("0.95")
    assert value(target(Levels(Decimal(95), Decimal(90)), Aim.LEVELS), "2030-01") == 95
    band = expected(target(Band(Decimal(70), Decimal(85)), Aim.WITHIN), month(2030, 1), ground)
    assert (band.value, band.band) == (None, (Decimal(70), Decimal(85)))


@pytest.mark.parametrize(
    ("of", "name", "amount"),
    [
        (total(365, "year"), "2026-01", 31),
        (total(365, "year"), "2026", 365),
        (total(365, "year"), "2026-W01", 4 + 3),  # three days of 2025, as every year has its total
        (total(310, "month"), "2026-01", 310),
        (total(310, "month"), "2026-02-01", Decimal("11.07142857142857142857142857")),
        (total(28, "month"), "2026-W05", 6 * Decimal(28) / 31 + 1),  # 26 to 31 January, 1 February
        (total(28, "month"), "2026-Q1", 84),
        (total(90, "quarter"), "2026-01", 31),
        (total(100, "until", by=date(2026, 4, 10)), "2026-04", 10),
        (total(100, "until", by=date(2026, 4, 10)), "2026-05", 0),
        (total(100, "until", by=date(2026, 4, 10)), "2025-12", 0),
    ],
)
def test_totals_add_up_by_day(of: Target, name: str, amount: Decimal | int) -> None:
    assert value(of, name) == Decimal(amount)


def test_fiscal_years_have_their_own_days() -> None:
    fiscal = Calendar(fiscal_year_starts=4)
    assert value(total(365, "fiscal_year"), "2026-04", calendar=fiscal) == 30
    assert value(total(91, "fiscal_quarter"), "2026-04", calendar=fiscal) == 30


def test_working_days_leave_out_weekends_and_holidays() -> None:
    italy = Calendar(holidays="IT")
    january = total(20, "month", Phasing.WORKING_DAYS)  # 20 working days: 1 and 6 January 2026 are holidays
    ground = Ground(italy)
    days = [amount_between(january, NEW_YEAR, date(2026, 1, day), ground).part for day in (2, 3, 6, 7, 8, 13)]
    assert days == [0, 1, 2, 2, 3, 6]
    assert value(january, "2026-01", calendar=italy) == 20


def test_a_stretch_without_working_days_is_even_and_says_so() -> None:
    weekend = total(10, "until", Phasing.WORKING_DAYS, date(2026, 1, 3), date(2026, 1, 4))
    share = share_before(weekend, date(2026, 1, 3), date(2026, 1, 5), date(2026, 1, 4), Ground(UTC_CALENDAR))
    assert (share.part, share.note) == (Fraction(1, 2), "spread evenly: the period has no working day")


def months_of(year: int, values: list[int]) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(date(year, number, 1), UTC_CALENDAR.add(Grain.MONTH, date(year, number, 1), 1), Fraction(amount))
        for number, amount in enumerate(values, 1)
    )


def test_last_years_shape() -> None:
    shape = total(2400, "year", Phasing.LAST_YEAR)
    ground = Ground(UTC_CALENDAR, last_year=months_of(2025, [100, 100, 200, *[80] * 10][:12]))
    first = amount_between(shape, NEW_YEAR, date(2026, 4, 1), ground)
    assert (first.part, first.note) == (Fraction(2400 * 400, 1120), None)  # 400 of 1,120 by the end of March
    assert amount_between(shape, NEW_YEAR, date(2027, 1, 1), ground).part == 2400


def test_last_years_shape_by_day_and_29_february() -> None:
    def day(number: int, amount: int) -> Bucket:
        return Bucket(date(2023, 2, number), date.fromordinal(date(2023, 2, number).toordinal() + 1), Fraction(amount))

    shape = total(58, "month", Phasing.LAST_YEAR, date(2024, 1, 1))
    ground = Ground(UTC_CALENDAR, last_year=tuple(day(number, 1 if number < 28 else 2) for number in range(1, 29)))
    shares = [amount_between(shape, date(2024, 2, 1), date(2024, 2, end), ground).part for end in (2, 28, 29)]
    assert shares == [2, 54, 58]  # through the 28th all of last February is in; so it is through the 29th
    assert amount_between(shape, date(2024, 2, 1), date(2024, 3, 1), ground).part == 58


SEASON = (Bucket(date(2024, 12, 1), NEW_YEAR.replace(year=2025), Fraction(200)), *months_of(2025, [*[50] * 11, 200]))


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("2026-06", Fraction(50) * (1 + Fraction(181, 365))),  # 200 of 200 to 400 of 200: the season's multiple grows
        ("2026-11", Fraction(50) * (1 + Fraction(334, 365))),
        ("2026-12", 400),
        ("2027-01", 400),  # ended: it stays
    ],
)
def test_a_seasonal_path_is_straight_without_the_season(name: str, level: Fraction) -> None:
    ground = Ground(UTC_CALENDAR, Fraction(200), last_year=SEASON)
    found = expected(target(Seasonal(Decimal(400))), period(name), ground)
    assert found.value is not None
    assert (Fraction(found.value).limit_denominator(365), found.note) == (level, None)


def test_a_seasonal_path_of_two_years_repeats_the_season() -> None:
    ground = Ground(UTC_CALENDAR, Fraction(200), last_year=SEASON)
    two_years = target(Seasonal(Decimal(400)), by=date(2027, 12, 31))
    found = expected(two_years, period("2027-06"), ground).value
    assert found is not None
    assert Fraction(found).limit_denominator(730) == 50 * (1 + Fraction(546, 730))


@pytest.mark.parametrize("known", [(), SEASON[1:], SEASON[:-1], (*SEASON[:-1], replace(SEASON[-1], value=Fraction(0)))])
def test_a_seasonal_path_without_its_season_is_straight_and_says_so(known: tuple[Bucket, ...]) -> None:
    found = expected(target(Seasonal(Decimal(365))), period("2026-01"), Ground(UTC_CALENDAR, Fraction(0), known))
    assert (found.value, found.note) == (Decimal(31), "a straight way: the season of 2025 is not known")


@pytest.mark.parametrize(
    ("profile", "over", "name", "amount"),
    [
        ([1, 2, 3, 4], "year", "2026-Q1", 10),
        ([1, 2, 3, 4], "year", "2026-Q4", 40),
        ([1, 2, 3, 4], "year", "2026-04", Decimal(20) * 30 / 91),
        ([3, 1], "until", "2026-01-05", Decimal(75) / 5),  # ten days in two parts of five
        ([0, 1], "until", "2026-01-05", 0),
    ],
)
def test_a_profile_weighs_equal_parts(profile: list[int], over: str, name: str, amount: Decimal | int) -> None:
    path = Total(Decimal(100), over, Phasing.PROFILE, tuple(map(Decimal, profile)))
    by = date(2026, 1, 10) if over == "until" else None
    found = value(Target(Aim.AT_LEAST, path, NEW_YEAR, by), name)
    assert found is not None
    assert found == pytest.approx(Decimal(amount), abs=Decimal("1e-20"))


def test_custom_weights_hold_from_their_day() -> None:
    weights = ((NEW_YEAR, Decimal(1)), (date(2026, 7, 1), Decimal(3)))
    of = Target(Aim.AT_LEAST, Total(Decimal(400), "year", Phasing.CUSTOM, (), weights), NEW_YEAR, None)
    assert value(of, "2026") == 400
    halves = [amount_between(of, NEW_YEAR, end, Ground(UTC_CALENDAR)).part for end in (date(2026, 7, 1), YEAR_END)]
    assert halves == [100, 100 + 300 * Fraction(183, 184)]
    later = replace(of, path=Total(Decimal(400), "year", Phasing.CUSTOM, (), weights[1:]))
    assert value(later, "2026-06") == 0  # nothing before the first weight
    late = share_before(of, date(2027, 1, 1), date(2028, 1, 1), date(2027, 1, 2), Ground(UTC_CALENDAR))
    assert (late.part, late.note) == (Fraction(1, 365), "spread evenly: no weights are given for this period")


@pytest.mark.parametrize("found", [(), months_of(2025, [100] * 11), months_of(2025, [0] * 12)])
def test_without_a_complete_last_year_it_is_even_and_says_so(found: tuple[Bucket, ...]) -> None:
    shape = total(365, "year", Phasing.LAST_YEAR)
    share = amount_between(shape, NEW_YEAR, date(2026, 2, 1), Ground(UTC_CALENDAR, last_year=found))
    assert (share.part, share.note) == (Fraction(31), "spread evenly: 2025 is not complete")


@given(
    st.sampled_from(["month", "quarter", "year"]),
    st.sampled_from([Phasing.EVEN, Phasing.WORKING_DAYS]),
    st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 1, 1)),
    st.integers(min_value=1, max_value=500),
    st.integers(min_value=0, max_value=500),
)
def test_parts_of_a_total_always_add_up(over: str, phasing: Phasing, start: date, days: int, cut: int) -> None:
    of, ground = total(1000, over, phasing), Ground(Calendar(holidays="IT"))
    end = date.fromordinal(start.toordinal() + days)
    middle = date.fromordinal(start.toordinal() + min(cut, days))
    parts = [amount_between(of, a, b, ground).part for a, b in ((start, middle), (middle, end), (start, end))]
    assert parts[0] + parts[1] == parts[2]
    assert min(parts) >= 0


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.dates(min_value=NEW_YEAR, max_value=YEAR_END))
def test_a_line_stays_between_its_ends(baseline: int, end: int, day: date) -> None:
    found = expected(
        target(Linear(Decimal(end))), period_at(UTC_CALENDAR, Grain.DAY, day), Ground(UTC_CALENDAR, Fraction(baseline))
    )
    assert found.value is not None
    assert min(baseline, end) <= found.value <= max(baseline, end)


def test_an_hour_reads_the_line_at_its_day() -> None:
    start = datetime.fromisoformat("2026-01-11T09:00+00:00")
    hour = Period(start, start.replace(hour=10), Grain.HOUR)
    assert expected(target(Linear(Decimal(365))), hour, Ground(UTC_CALENDAR, Fraction(0))).value == 10


def test_more_weights_than_days_lose_none() -> None:
    path = Total(Decimal(4), "until", Phasing.PROFILE, (Decimal(1),) * 4)
    of = Target(Aim.AT_LEAST, path, NEW_YEAR, date(2026, 1, 2))
    parts = [amount_between(of, NEW_YEAR, date(2026, 1, day), Ground(UTC_CALENDAR)).part for day in (2, 3)]
    assert parts == [2, 4]

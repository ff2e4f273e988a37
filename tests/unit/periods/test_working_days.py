"""Working days, counted against one another and against calendars on the wall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truenorth.periods import Calendar
from truenorth.periods.working_days import holiday_dates, is_working_day, knows_holidays, working_days

ITALY = Calendar(holidays="IT")
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 1, 1))


@pytest.mark.parametrize(
    ("calendar", "start", "end", "count"),
    [
        (Calendar(), date(2024, 1, 1), date(2024, 2, 1), 23),
        (Calendar(), date(2024, 1, 6), date(2024, 1, 8), 0),
        (Calendar(), date(2024, 1, 1), date(2024, 1, 1), 0),
        (Calendar(), date(2024, 1, 8), date(2024, 1, 1), -5),
        (Calendar(), date(2023, 1, 1), date(2024, 1, 1), 260),
        (ITALY, date(2015, 1, 1), date(2015, 2, 1), 20),  # 1 and 6 January are holidays
        (ITALY, date(2015, 12, 1), date(2016, 1, 1), 21),  # 8 and 25 December; the 26th is a Saturday
        (Calendar(holidays="DE-BY"), date(2025, 6, 16), date(2025, 6, 21), 4),  # Corpus Christi, not in Berlin
        (Calendar(holidays="DE-BE"), date(2025, 6, 16), date(2025, 6, 21), 5),
    ],
)
def test_counted_by_hand(calendar: Calendar, start: date, end: date, count: int) -> None:
    assert working_days(calendar, start, end) == count


@given(DAYS, st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=400))
def test_counts_add_up_day_by_day(start: date, first: int, second: int) -> None:
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    whole = working_days(ITALY, start, end)
    assert whole == working_days(ITALY, start, middle) + working_days(ITALY, middle, end)
    assert whole == sum(is_working_day(ITALY, start + timedelta(days=n)) for n in range(first + second))


def test_which_calendars_are_known() -> None:
    assert knows_holidays("IT")
    assert knows_holidays("DE-BY")
    assert not knows_holidays("XX")
    assert not knows_holidays("DE-ZZ")


def test_holiday_dates_leave_out_weekends() -> None:
    days = holiday_dates(ITALY, 2015, 2016)
    assert len(days) == len(set(days)) and days == tuple(sorted(days))
    assert (date(2015, 12, 25) in days, date(2015, 12, 26) in days, date(2016, 12, 26) in days) == (True, False, True)
    assert {day.year for day in days} == {2015, 2016}
    assert holiday_dates(Calendar(), 2015, 2016) == ()

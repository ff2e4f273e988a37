"""When a rule comes next: by a table, over the changes of the clocks, and as properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from truenorth.app.jobs.rules import EXAMPLES, next_time
from truenorth.errors import Refused

ROME = "Europe/Rome"
TABLE = [
    # rule, after, next; wall clocks of Rome (2026-01-06 is Epiphany, a holiday in Italy; 2026-04-06 Easter Monday)
    ("every minute", "2026-01-05 10:00:30", "2026-01-05 10:01"),
    ("every 5 minutes", "2026-01-05 10:00", "2026-01-05 10:05"),
    ("every 5 minutes", "2026-01-05 10:04:59", "2026-01-05 10:05"),
    ("hourly", "2026-01-05 10:59", "2026-01-05 11:00"),
    ("hourly at minute 15", "2026-01-05 10:15", "2026-01-05 11:15"),
    ("every 6 hours", "2026-01-05 18:00", "2026-01-06 00:00"),
    ("daily at 06:00", "2026-01-05 05:59", "2026-01-05 06:00"),
    ("daily at 06:00", "2026-01-05 06:00", "2026-01-06 06:00"),
    ("Daily  at 6:00", "2026-01-05 06:00", "2026-01-06 06:00"),
    ("weekdays at 07:30", "2026-01-02 08:00", "2026-01-05 07:30"),
    ("weekdays at 07:30", "2026-01-05 08:00", "2026-01-06 07:30"),
    ("working days at 07:00", "2026-01-05 08:00", "2026-01-07 07:00"),
    ("weekly on monday at 06:00", "2026-01-05 06:00", "2026-01-12 06:00"),
    ("monthly on day 3 at 06:00", "2026-01-03 06:00", "2026-02-03 06:00"),
    ("monthly on day 31 at 06:00", "2026-01-31 06:00", "2026-02-28 06:00"),
    ("monthly on last day at 06:00", "2028-02-01 00:00", "2028-02-29 06:00"),
    ("monthly on working day 3 at 06:00", "2026-01-01 00:00", "2026-01-07 06:00"),
    ("monthly on working day 23 at 06:00", "2026-02-01 00:00", "2026-02-27 06:00"),
    ("monthly on last working day at 06:00", "2026-01-01 00:00", "2026-01-30 06:00"),
    ("quarterly on day 5 at 06:00", "2026-01-05 06:00", "2026-04-05 06:00"),
    ("quarterly on working day 4 at 06:00", "2026-02-01 00:00", "2026-04-07 06:00"),
    ("quarterly on last day at 06:00", "2026-01-01 00:00", "2026-03-31 06:00"),
    ("yearly on day 10 at 06:00", "2026-01-10 06:00", "2027-01-10 06:00"),
    ("yearly on working day 2 at 06:00", "2026-01-05 06:00", "2027-01-05 06:00"),
    ("yearly on last working day at 18:00", "2026-01-03 00:00", "2026-12-31 18:00"),
    ("yearly on 29 february at 06:00", "2026-01-03 00:00", "2026-02-28 06:00"),
    ("yearly on 29 february at 06:00", "2028-01-03 00:00", "2028-02-29 06:00"),
    ("0 6 * * 1-5", "2026-01-02 06:00", "2026-01-05 06:00"),
    ("*/20 * * * *", "2026-01-05 10:05", "2026-01-05 10:20"),
    # the clocks skip from 02:00 to 03:00 on 2026-03-29, and show 02:00 to 03:00 twice on 2026-10-25
    ("daily at 02:30", "2026-03-28 12:00", "2026-03-29 03:30"),
    ("daily at 02:30", "2026-03-29 03:30", "2026-03-30 02:30"),
    ("hourly", "2026-03-29 01:30", "2026-03-29 03:00"),
    ("daily at 06:00", "2026-03-28 12:00", "2026-03-29 06:00"),
]


def _wall(text: str) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ROME))


@pytest.mark.parametrize(("rule", "after", "expected"), TABLE)
def test_a_rule_comes_next(rule: str, after: str, expected: str) -> None:
    assert next_time(rule, _wall(after), ROME, "IT") == _wall(expected).astimezone(UTC)


def test_an_hour_that_comes_twice_has_its_daily_time_once_and_its_hourly_times_twice() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in summer time
    assert next_time("daily at 02:30", first - timedelta(hours=1), ROME) == first
    assert next_time("daily at 02:30", first, ROME) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
    assert next_time("hourly at minute 30", first, ROME) == first + timedelta(hours=1)


def test_without_a_country_working_days_are_weekdays() -> None:
    assert next_time("working days at 07:00", _wall("2026-01-05 08:00"), ROME) == _wall("2026-01-06 07:00")


@pytest.mark.parametrize(
    ("rule", "code", "nearest"),
    [
        ("dayly at 06:00", "RULE_UNKNOWN", "daily at 06:00"),
        ("monthly on day 3", "RULE_UNKNOWN", "monthly on day 3 at 06:00"),
        ("", "RULE_UNKNOWN", None),
        ("every 7 minutes", "RULE_UNEVEN", "6"),
        ("every 0 minutes", "RULE_UNEVEN", "1"),
        ("every 5 hours", "RULE_UNEVEN", "4"),
        ("daily at 24:00", "RULE_TIME", None),
        ("monthly on day 32 at 06:00", "RULE_TIME", None),
        ("monthly on day 0 at 06:00", "RULE_TIME", None),
        ("yearly on 31 june at 06:00", "RULE_TIME", None),
        ("hourly at minute 60", "RULE_TIME", None),
        ("61 6 * * *", "RULE_CRON", None),
        ("0 6 30 2 *", "RULE_CRON", None),
    ],
)
def test_a_rule_not_understood_is_refused_with_the_nearest(rule: str, code: str, nearest: str | None) -> None:
    with pytest.raises(Refused) as refused:
        next_time(rule, _wall("2026-01-05 08:00"), ROME)
    assert refused.value.finding.code == code
    assert nearest is None or nearest in refused.value.finding.nearest


@pytest.mark.parametrize(("zone", "holidays"), [("Europe/Roma", None), (ROME, "Italy"), (ROME, "DE-XX")])
def test_a_zone_or_country_nobody_knows_is_refused(zone: str, holidays: str | None) -> None:
    with pytest.raises(Refused):
        next_time("daily at 06:00", _wall("2026-01-05 08:00"), zone, holidays)


INSTANTS = st.datetimes(datetime(2009, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from([ROME, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"])


@settings(max_examples=tries(300))
@given(rule=st.sampled_from(EXAMPLES), after=INSTANTS, later=st.timedeltas(timedelta(0), timedelta(days=3)), zone=ZONES)
def test_the_next_time_lies_ahead_and_never_goes_back(rule: str, after: datetime, later: timedelta, zone: str) -> None:
    found = next_time(rule, after, zone, "IT")
    assert found > after
    assert found.tzinfo is UTC
    assert next_time(rule, after + later, zone, "IT") >= found
    # Nothing lies between: from just before the found time, it is still the next.
    assert next_time(rule, found - timedelta(microseconds=1), zone, "IT") == found

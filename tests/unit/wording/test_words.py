"""Words for periods, ages, reasons and statuses; the sparkline."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from truenorth.periods import Calendar, Grain, Period, parse_period, period_at
from truenorth.wording import (
    DATA_SHAPES,
    HEADLINE_SHAPES,
    WORDS,
    say,
    shape_of,
    sparkline,
    spell_age,
    spell_date,
    spell_period,
    spell_reason,
)

CALENDAR = Calendar(zone="Europe/Rome", fiscal_year_starts=4)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2015-07", "July 2015"),
        ("2015-07-06", "6 July 2015"),
        ("2025-W01", "week of 30 December 2024"),
        ("2015-Q3", "Q3 2015"),
        ("2015", "2015"),
        ("FY2025", "FY2025"),
        ("FY2025-Q2", "FY2025-Q2"),
        ("2024-03-01..2024-03-10", "1 March 2024 – 10 March 2024"),
    ],
)
def test_spell_period(name: str, words: str) -> None:
    period = parse_period(CALENDAR, name)
    assert period is not None
    assert spell_period(CALENDAR, period) == words


def test_an_hour_is_spelled_by_its_label() -> None:
    start = datetime(2024, 3, 31, 1, tzinfo=UTC)
    assert spell_period(CALENDAR, Period(start, start + timedelta(hours=1), Grain.HOUR)) == "2024-03-31T03:00+02:00"


def test_spell_date_and_age() -> None:
    assert spell_date(date(2026, 5, 18)) == "18 May 2026"
    assert spell_age(timedelta(days=1)) == "24 h"
    assert spell_age(timedelta(days=2)) == "2 days"
    assert spell_age(timedelta(minutes=12, seconds=59)) == "12 min"
    assert spell_age(timedelta(days=-3)) == "up to date"


def test_reasons_are_words() -> None:
    assert spell_reason("no_rows") == "no rows"
    assert spell_reason("missing:expenses") == "expenses is missing"
    assert spell_reason("something_new") == "something new"
    assert spell_reason(None) == ""


def test_every_word_can_be_said() -> None:
    for key, text in WORDS.items():
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
        assert "{" not in say(key, **dict.fromkeys(names, "x"))


def test_another_table_makes_another_language() -> None:
    assert say("age.days", {"age.days": "{count} Tage"}, count=3) == "3 Tage"


def test_headlines_differ_without_colour() -> None:
    glyphs = [shape.glyph for shape in HEADLINE_SHAPES.values()]
    plain = [shape.ascii for shape in HEADLINE_SHAPES.values()]
    assert len(set(glyphs)) == len(set(plain)) == 9
    assert all(sign.isascii() for sign in plain)
    assert shape_of("fresh") is DATA_SHAPES["fresh"]
    assert shape_of("anything else").colour == "grey"


def test_sparkline() -> None:
    assert sparkline([]) == ""
    assert sparkline([None, None]) == "  "
    assert sparkline([5, 5, None]) == "▄▄ "
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([Decimal("-1"), 0.5, None, 2]) == "▁▅ █"
    assert sparkline([1, 2], ascii_only=True) == "_^"


def test_week_of_a_calendar_that_starts_on_sunday() -> None:
    sunday = Calendar(week_starts=7)
    assert spell_period(sunday, period_at(sunday, Grain.WEEK, date(2024, 12, 31))) == "week of 29 December 2024"

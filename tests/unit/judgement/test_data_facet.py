"""Fresh, late, stale and the rest: what the data facet says, and what it makes of the headline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from judgement_facts import at, evidence, kpi, measured, series

from truenorth.errors import Finding
from truenorth.judgement import Evidence, TableAge, data_facet, judge
from truenorth.judgement.data_facet import later
from truenorth.model.answers import Cell, Measured, State
from truenorth.model.targets import Aim, Constant, Target
from truenorth.periods import Calendar, Duration, Grain

GOAL = Target(Aim.AT_LEAST, Constant(Decimal(90)), date(2026, 1, 1))


def facts(as_of: str = "2026-03-20", grain: Grain = Grain.MONTH, min_count: int | None = None) -> Evidence:
    """A good February, known until the end of it."""
    of = kpi(GOAL, grain=grain, min_count=min_count, red_line="80")
    return evidence(of, series([95, 95], "2026-01-01", "2026-03-01", grain), as_of=as_of)


def table(
    newest: str,
    within: Duration | None = None,
    *,
    on_demand: bool = False,
    gap: int | None = None,
    name: str = "orders",
) -> TableAge:
    return TableAge(name, at(newest), within, gap, on_demand)


@pytest.mark.parametrize(
    ("as_of", "within", "word"),
    [
        ("2026-03-03", Duration(2, "day"), "fresh"),
        ("2026-03-03T00:01", Duration(2, "day"), "late"),
        ("2026-03-05", Duration(2, "day"), "late"),
        ("2026-03-05T00:01", Duration(2, "day"), "stale"),
        ("2026-02-20", Duration(2, "day"), "fresh"),
        ("2026-03-01T06:00", Duration(6, "hour"), "fresh"),
        ("2026-03-01T12:00", Duration(6, "hour"), "late"),
        ("2026-04-01", Duration(1, "month"), "fresh"),
        ("2026-05-01", Duration(1, "month"), "late"),
        ("2026-05-02", Duration(1, "month"), "stale"),
        ("2026-04-01", None, "fresh"),  # nothing declared: a month of 31 days at grain month
        ("2026-04-02", None, "late"),  # in April, whose 30 days are over on 31 March
        ("2026-04-30", None, "late"),
        ("2026-05-01", None, "stale"),
    ],
)
def test_age(as_of: str, within: Duration | None, word: str) -> None:
    found = data_facet(replace(facts(as_of), tables=(table("2026-03-01", within),)))
    assert (found.word, found.rule) == (word, f"data.{word}")


@pytest.mark.parametrize(
    ("grain", "as_of", "word"),
    [
        (Grain.DAY, "2026-03-02", "fresh"),
        (Grain.DAY, "2026-03-03T01:00", "stale"),
        (Grain.WEEK, "2026-03-08", "fresh"),
        (Grain.WEEK, "2026-03-15", "late"),
        (Grain.HOUR, "2026-03-01T01:00", "fresh"),
        (Grain.HOUR, "2026-03-01T02:01", "stale"),
        (Grain.YEAR, "2027-03-01", "fresh"),
        (Grain.TOTAL, "2036-03-01", "fresh"),
    ],
)
def test_what_is_fresh_follows_the_grain(grain: Grain, as_of: str, word: str) -> None:
    base = facts()
    of = replace(base, kpi=replace(base.kpi, grain=grain), as_of=at(as_of), tables=(table("2026-03-01"),))
    assert data_facet(of).word == word


def test_the_worst_table_counts_and_is_named() -> None:
    tables = (table("2026-03-19"), table("2026-01-15", name="costs"), table("2026-03-18", name="x"))
    found = data_facet(replace(facts(), tables=tables))
    assert (found.word, found.facts["table"], found.facts["age"]) == ("stale", "costs", timedelta(days=64))


def test_spans_and_tables_that_say_when_they_are_complete_only_if_declared() -> None:
    assert data_facet(replace(facts(), tables=(table("2020-01-01", on_demand=True),))).word == "fresh"
    declared = table("2020-01-01", Duration(1, "day"), on_demand=True)
    assert data_facet(replace(facts(), tables=(declared,))).word == "stale"
    assert data_facet(replace(facts(), tables=(TableAge("prices", None),))).word == "fresh"


def test_days_are_civil_days() -> None:
    rome = Calendar(zone="Europe/Rome")
    spring = datetime(2026, 3, 28, 23, tzinfo=UTC)  # midnight of 29 March, a day of 23 hours
    assert later(rome, spring, Duration(1, "day")) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert later(rome, spring, Duration(24, "hour")) == datetime(2026, 3, 29, 23, tzinfo=UTC)
    assert later(rome, datetime(2026, 1, 30, 23, tzinfo=UTC), Duration(1, "month")).astimezone(UTC).day == 27


@pytest.mark.parametrize(
    ("value", "word", "headline", "note"),
    [
        (measured(None, reason="no_rows"), "no data", "no data", "2026-02: no rows"),
        (measured(None, State.MISSING, "before_data"), "no data", "no data", "2026-02: before the first row"),
        (measured(float("nan")), "no data", "no data", "2026-02: not a number"),
        (
            Measured(Cell(95), State.COMPLETE, doubt="repeated_key"),
            "doubtful",
            "doubtful",
            "a key stands more than once",
        ),
        (measured(95, denominator=47), "too few", "no data", "47 answers, 50 needed"),
        (measured(95, rows=47), "too few", "no data", "47 answers, 50 needed"),
        (measured(95, denominator=50, rows=3), "fresh", "on track", None),
        (Measured(Cell(95), State.COMPLETE, maturity="provisional"), "provisional", "on track", None),
    ],
)
def test_what_else_may_be_wrong(value: Measured, word: str, headline: str, note: str | None) -> None:
    found = judge(replace(facts("2026-03-01", min_count=50), value=value, tables=(table("2026-03-01"),)))
    assert (found.facets["data"] and found.facets["data"].word) == word
    assert (found.headline, found.note) == (headline, note)


def test_silence_is_never_green_but_the_last_colour_is_shown() -> None:
    found = judge(replace(facts(), tables=(table("2026-01-10"),)))
    assert (found.headline, found.last_headline, found.value) == ("stale", "on track", 95)
    assert found.note == "data 69 days old; last seen on track"


def test_late_and_provisional_only_mark() -> None:
    provisional = Measured(Cell(95), State.COMPLETE, maturity="provisional")
    late = judge(replace(facts(), value=provisional, tables=(table("2026-02-10"),)))
    assert (late.headline, late.marks, late.note) == ("on track", ("late", "provisional"), "data 38 days old")


def test_a_failed_question_is_broken() -> None:
    failure = Finding("UNKNOWN_COLUMN", "there is no column `amont`")
    found = judge(replace(facts(), failure=failure))
    assert found.facets["data"] is not None
    assert (found.facets["data"].word, found.headline, found.value) == ("broken", "no data", None)
    assert found.note == "there is no column `amont`"
    nothing = judge(Evidence(kpi(GOAL), Calendar(), at("2026-01-01"), failure=failure))
    assert (nothing.headline, nothing.period, nothing.unit) == ("no data", None, None)


def test_before_the_first_complete_period() -> None:
    found = judge(evidence(kpi(GOAL), series([3], "2026-01-01", "2026-01-20")))
    assert (found.headline, found.note, found.period) == ("no data", "no complete period yet", None)
    assert found.facets["target"] is None

"""Facet, attainment, score and headline of every shape, computed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judgement_facts import evidence, kpi, last_year, measured, series, status, word

from truenorth.judgement import judge
from truenorth.model.answers import Amount
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Direction
from truenorth.model.status import Status
from truenorth.model.targets import (
    Aim,
    Band,
    Constant,
    Levels,
    Linear,
    Path,
    Phasing,
    Steps,
    Target,
    Total,
)

NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def target(aim: Aim, path: Path, by: date | None = None) -> Target:
    return Target(aim, path, NEW_YEAR, by)


def at_least(value: str) -> Target:
    return target(Aim.AT_LEAST, Constant(Decimal(value)))


def at_most(value: str) -> Target:
    return target(Aim.AT_MOST, Constant(Decimal(value)))


def levels(commit: str | None, aimed: str, stretch: str | None = None) -> Target:
    return target(Aim.LEVELS, Levels(Decimal(aimed), number(commit), number(stretch)))


def band(low: str, high: str, low_limit: str | None = None, high_limit: str | None = None) -> Target:
    return target(Aim.WITHIN, Band(Decimal(low), Decimal(high), number(low_limit), number(high_limit)))


def reach(end: str) -> Target:
    return target(Aim.TOWARDS, Linear(Decimal(end)), YEAR_END)


def total(amount: str, over: str = "month", aim: Aim = Aim.AT_LEAST, phasing: Phasing = Phasing.EVEN) -> Target:
    return target(aim, Total(Decimal(amount), over, phasing))


def judged(of: Status) -> tuple[str | None, Decimal | None, Decimal | None, str]:
    """Target word, attainment and score to four places, headline."""

    def short(amount: Amount) -> Decimal | None:
        return None if amount is None else round(Decimal(amount), 4).normalize() + 0

    return word(of), short(of.attainment), short(of.score), of.headline


def check(of: Status, target_word: str, attainment: str | None, score: str | None, headline: str) -> None:
    assert judged(of) == (target_word, number(attainment), number(score), headline)


@pytest.mark.parametrize(
    ("of", "red", "value", "facet", "attainment", "score", "headline"),
    [
        (at_least("95"), "90", "95", "met", "1", "6.6667", "on track"),
        (at_least("95"), "90", "96", "met", "1.2", "7.3333", "on track"),
        (at_least("95"), "90", "100", "met", "2", "10", "on track"),
        (at_least("95"), "90", "200", "met", "22", "10", "on track"),
        (at_least("95"), "90", "94.99", "near", "0.998", "6.66", "at risk"),
        (at_least("95"), "90", "90", "near", "0", "3.3333", "at risk"),
        (at_least("95"), "90", "89.99", "missed", "-0.002", "3.3267", "off track"),
        (at_least("95"), "90", "85", "missed", "-1", "0", "off track"),
        (at_least("95"), "90", "-3", "missed", "-18.6", "0", "off track"),
        (at_least("100"), None, "95", "near", "0", "3.3333", "at risk"),
        (at_least("100"), None, "94.9", "missed", "-0.02", "3.2667", "off track"),
        (at_least("0.95"), "0.9", "0.95", "met", "1", "6.6667", "on track"),
        (at_most("2"), None, "2", "met", "1", "6.6667", "on track"),
        (at_most("2"), None, "2.1", "near", "0", "3.3333", "at risk"),
        (at_most("2"), None, "2.2", "missed", "-1", "0", "off track"),
        (at_most("2"), None, "1.95", "met", "1.5", "8.3333", "on track"),
        (at_most("2"), "4", "3", "near", "0.5", "5", "at risk"),
        (at_least("-100"), None, "-100", "met", "1", "6.6667", "on track"),
        (at_least("-100"), None, "-105", "near", "0", "3.3333", "at risk"),
        (at_least("-100"), None, "-106", "missed", "-0.2", "2.6667", "off track"),
        (at_most("-100"), None, "-97.5", "near", "0.5", "5", "at risk"),
        (at_most("0"), None, "0", "met", None, "6.6667", "on track"),
        (at_most("0"), None, "-5", "met", None, "6.6667", "on track"),
        (at_most("0"), None, "1", "missed", None, "0", "off track"),
        (at_least("0"), None, "-0.01", "missed", None, "0", "off track"),
        (at_least("0"), "-10", "-5", "near", "0.5", "5", "at risk"),
        (levels("90", "95", "98"), None, "92", "near", "0.4", "4.6667", "at risk"),
        (levels("90", "95", "98"), None, "98", "met", "1.6", "8.6667", "on track"),
        (levels("90", "95"), "85", "90", "near", "0.5", "5", "at risk"),
        (levels("10", "5", "3"), None, "7", "near", "0.6", "5.3333", "at risk"),
        (levels("10", "5"), None, "4", "met", "1.2", "7.3333", "on track"),
        (levels(None, "5", "3"), None, "5.25", "near", "0", "3.3333", "at risk"),
        (levels(None, "100"), None, "99", "near", "0.8", "6", "at risk"),
        (band("70", "85", "60", "95"), None, "70", "met", "1", "6.6667", "on track"),
        (band("70", "85", "60", "95"), None, "85", "met", "1", "6.6667", "on track"),
        (band("70", "85", "60", "95"), None, "69", "near", "0.9", "6.3333", "at risk"),
        (band("70", "85", "60", "95"), None, "60", "near", "0", "3.3333", "at risk"),
        (band("70", "85", "60", "95"), None, "95", "near", "0", "3.3333", "at risk"),
        (band("70", "85", "60", "95"), None, "55", "missed", "-0.5", "1.6667", "off track"),
        (band("70", "85", "60", "95"), None, "105", "missed", "-1", "0", "off track"),
        (band("70", "85"), None, "62.5", "near", "0", "3.3333", "at risk"),
        (band("70", "85"), None, "62.4", "missed", "-0.0133", "3.2889", "off track"),
        (band("95", "105"), None, "107.5", "near", "0.5", "5", "at risk"),
        (band("-5", "5"), None, "-10", "near", "0", "3.3333", "at risk"),
    ],
)
def test_levels_and_ranges(
    of: Target, red: str | None, value: str, facet: str, attainment: str | None, score: str | None, headline: str
) -> None:
    check(
        status(kpi(of, red_line=red), [Decimal(value)], "2026-01-01", "2026-02-01"), facet, attainment, score, headline
    )


@pytest.mark.parametrize(
    ("direction", "value", "facet"), [(Direction.HIGHER, 101, "met"), (Direction.LOWER, 101, "near")]
)
def test_levels_follow_the_metrics_direction(direction: Direction, value: int, facet: str) -> None:
    of = kpi(levels(None, "100"))
    assert word(status(of, [value], "2026-01-01", "2026-02-01", direction=direction)) == facet


YEAR = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"]
JUNE = [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("end", "baseline", "red", "value", "facet", "attainment", "score", "headline"),
    [
        # from 0 to 365: June expects 181; 5 % of that is 9.05, 5 % of the end (the score's red line) 18.25
        ("365", "0", None, "190.05", "ahead", "0.5207", "8.3196", "on track"),
        ("365", "0", None, "190.04", "on pace", "0.5207", "8.3178", "on track"),
        ("365", "0", None, "181", "on pace", "0.4959", "6.6667", "on track"),
        ("365", "0", None, "180.99", "near", "0.4959", "6.6648", "at risk"),
        ("365", "0", None, "171.95", "near", "0.4711", "5.0137", "at risk"),
        ("365", "0", None, "171.94", "behind", "0.4711", "5.0119", "off track"),
        ("365", "0", None, "162.75", "behind", "0.4459", "3.3333", "off track"),
        # with a red line 40 below the end, near reaches 40 below the path
        ("365", "0", "325", "141", "near", "0.3863", "3.3333", "at risk"),
        ("365", "0", "325", "140.9", "behind", "0.386", "3.325", "off track"),
        # downwards, from 365 to 0: June expects 184; 5 % of the end is nothing
        ("0", "365", None, "184", "on pace", "0.4959", "6.6667", "on track"),
        ("0", "365", None, "193.2", "near", "0.4707", "0", "at risk"),
        ("0", "365", None, "193.3", "behind", "0.4704", "0", "off track"),
        ("0", "365", None, "174.8", "ahead", "0.5211", "6.6667", "on track"),
        ("0", "365", "20", "194", "near", "0.4685", "5", "at risk"),
        # through zero, from −181 to 184: June expects 0
        ("184", "-181", None, "0", "on pace", "0.4959", "6.6667", "on track"),
        ("184", "-181", None, "1", "ahead", "0.4986", "7.029", "on track"),
        ("184", "-181", None, "-1", "behind", "0.4932", "6.3043", "off track"),
        # from the wrong side: below where it began
        ("365", "0", None, "-73", "behind", "-0.2", "0", "off track"),
    ],
)
def test_a_reach_while_running(
    end: str, baseline: str, red: str | None, value: str, facet: str, attainment: str, score: str, headline: str
) -> None:
    of = kpi(reach(end), baseline=baseline, red_line=red)
    check(status(of, [*JUNE, Decimal(value)], "2026-01-01", "2026-07-01"), facet, attainment, score, headline)


def test_a_reach_ends_achieved_or_missed_and_keeps_saying_so() -> None:
    of, before = kpi(reach("365"), baseline="0"), [0] * 11
    check(status(of, [*before, 365], "2026-01-01", "2027-01-01"), "achieved", "1", "6.6667", "achieved")
    check(status(of, [*before, 364], "2026-01-01", "2027-01-01"), "missed", "0.9973", "6.4840", "missed")
    later = status(of, [*before, 364, 500, 600], "2026-01-01", "2027-03-01")
    assert (later.period_label, later.value, later.headline) == ("2026-12", 364, "missed")


def test_a_row_shows_the_paths_value_of_its_period() -> None:
    found = status(kpi(reach("365"), baseline="0"), [*JUNE, 181], "2026-01-01", "2026-07-01")
    assert (found.target, found.expected_to_date, found.period_label) == (181, None, "2026-06")


def test_steps_hold_until_the_next() -> None:
    steps = Steps(((date(2026, 6, 1), Decimal(92)), (date(2026, 12, 1), Decimal(96))))
    of = kpi(target(Aim.TOWARDS, steps, YEAR_END), baseline="90", red_line="94")
    may, june = ([*JUNE[1:], 90], "2026-06-01"), ([*JUNE, 91], "2026-07-01")
    check(status(of, may[0], "2026-01-01", may[1]), "on pace", "0", "6.6667", "on track")
    check(status(of, june[0], "2026-01-01", june[1]), "near", "0.1667", "5", "at risk")


def test_a_reach_without_baseline_is_only_watched_until_its_end() -> None:
    of = kpi(reach("365"))
    running = status(of, [*JUNE, 181], "2026-01-01", "2026-07-01", direction=Direction.HIGHER)
    assert (word(running), running.headline, running.target) == ("no target", "watched", None)
    assert running.note == "no value before 1 January 2026 to start from; give a baseline"
    assert word(status(of, [*JUNE, 181], "2026-01-01", "2026-07-01")) == "no target"
    ended = status(of, [*[0] * 11, 365], "2026-01-01", "2027-01-01", direction=Direction.HIGHER)
    check(ended, "achieved", None, "6.6667", "achieved")


def test_the_baseline_may_come_from_the_data() -> None:
    of = evidence(kpi(reach("365")), series([*JUNE, 181], "2026-01-01", "2026-07-01"))
    assert judge(replace(of, baseline=measured(0))).headline == "on track"
    assert of.metric is not None
    equal = judge(replace(of, baseline=measured(365), metric=replace(of.metric, direction=Direction.HIGHER)))
    assert (equal.attainment, equal.target) == (None, 365)
    assert "the baseline equals the target" in str(equal.note)


def test_improvement_is_where_the_reach_goes_whatever_the_direction_says() -> None:
    of = kpi(reach("0"), baseline="365")
    found = status(of, [*JUNE, 100], "2026-01-01", "2026-07-01", direction=Direction.HIGHER)
    assert word(found) == "ahead"


FEBRUARY_14 = "2026-02-15"  # half of February 2026 is over


@pytest.mark.parametrize(
    ("amount", "aim", "value", "facet", "attainment", "score", "headline"),
    [
        ("1000", Aim.AT_LEAST, "550", "ahead", "1.1", "10", "on track"),
        ("1000", Aim.AT_LEAST, "525", "ahead", "1.05", "10", "on track"),
        ("1000", Aim.AT_LEAST, "524", "on pace", "1.048", "9.8667", "on track"),
        ("1000", Aim.AT_LEAST, "500", "on pace", "1", "6.6667", "on track"),
        ("1000", Aim.AT_LEAST, "475", "near", "0.95", "3.3333", "at risk"),
        ("1000", Aim.AT_LEAST, "474", "behind", "0.948", "3.2", "off track"),
        ("1000", Aim.AT_LEAST, "0", "behind", "0", "0", "off track"),
        ("1000", Aim.AT_LEAST, "-50", "behind", "-0.1", "0", "off track"),
        ("1000", Aim.AT_MOST, "475", "ahead", "1.05", "10", "on track"),
        ("1000", Aim.AT_MOST, "500", "on pace", "1", "6.6667", "on track"),
        ("1000", Aim.AT_MOST, "525", "near", "0.95", "3.3333", "at risk"),
        ("1000", Aim.AT_MOST, "526", "behind", "0.948", "3.2", "off track"),
        ("-1000", Aim.AT_LEAST, "-500", "on pace", "1", "6.6667", "on track"),
        ("-1000", Aim.AT_LEAST, "-550", "behind", "0.9", "0", "off track"),
        ("0", Aim.AT_MOST, "0", "on pace", None, None, "on track"),
        ("0", Aim.AT_MOST, "3", "near", None, None, "at risk"),
        ("0", Aim.AT_LEAST, "-3", "on pace", None, None, "on track"),
    ],
)
def test_a_total_while_it_runs(
    amount: str, aim: Aim, value: str, facet: str, attainment: str | None, score: str | None, headline: str
) -> None:
    of = kpi(total(amount, aim=aim))
    found = status(of, [5, Decimal(value)], "2026-01-01", FEBRUARY_14, value=Decimal(value))
    check(found, facet, attainment, score, headline)
    assert (found.period_label, found.target) == ("2026-02", Decimal(amount))
    assert found.expected_to_date == Decimal(amount) / 2


@pytest.mark.parametrize(
    ("amount", "aim", "value", "facet", "score"),
    [
        ("1000", Aim.AT_LEAST, "1000", "achieved", "6.6667"),
        ("1000", Aim.AT_LEAST, "999", "missed", "6.6"),
        ("1000", Aim.AT_MOST, "1000", "achieved", "6.6667"),
        ("1000", Aim.AT_MOST, "1001", "missed", "6.6"),
        ("0", Aim.AT_MOST, "1", "missed", None),
        ("0", Aim.AT_MOST, "0", "achieved", None),
    ],
)
def test_a_total_once_complete(amount: str, aim: Aim, value: str, facet: str, score: str | None) -> None:
    found = status(kpi(total(amount, aim=aim)), [5, 5], "2026-01-01", "2026-03-01", value=Decimal(value))
    assert (word(found), found.headline, found.period_label) == (facet, facet, "2026-02")
    assert (None if found.score is None else str(round(Decimal(found.score), 4))) == (score and f"{Decimal(score):.4f}")
    assert found.expected_to_date == Decimal(amount)


def test_nothing_is_expected_before_the_first_working_day() -> None:
    weekend = kpi(total("1000", phasing=Phasing.WORKING_DAYS))
    found = status(weekend, [1], "2026-08-01", "2026-08-03", value=3)  # 1 and 2 August 2026 are a weekend
    check(found, "on pace", None, None, "on track")
    assert (found.note, found.expected_to_date) == ("nothing expected yet", 0)
    budget = kpi(total("1000", aim=Aim.AT_MOST, phasing=Phasing.WORKING_DAYS))
    check(status(budget, [1], "2026-08-01", "2026-08-03", value=3), "near", None, None, "at risk")
    check(status(budget, [1], "2026-08-01", "2026-08-03", value=0), "on pace", None, None, "on track")


def test_a_red_line_of_a_total_counts_in_proportion() -> None:
    of = kpi(total("1000"), red_line="800")
    assert word(status(of, [5, 400], "2026-01-01", FEBRUARY_14, value=400)) == "near"
    assert word(status(of, [5, 399], "2026-01-01", FEBRUARY_14, value=399)) == "behind"


def test_a_total_shaped_like_last_year() -> None:
    of = kpi(total("1000", "quarter", phasing=Phasing.LAST_YEAR))
    base = evidence(of, series([300, 300], "2026-01-01", "2026-02-01"), 300)
    even = judge(base)
    assert even.note == "spread evenly: 2025 is not complete"
    assert even.expected_to_date == Decimal("344.4444444444444444444444444")  # 31 of 90 days
    shaped = judge(last_year(base, {date(2025, 1, 10): 30, date(2025, 2, 10): 20, date(2025, 3, 10): 50}))
    assert (shaped.expected_to_date, shaped.attainment, shaped.note) == (300, 1, None)


def test_a_default_red_line_is_said() -> None:
    assert status(kpi(at_least("95")), [95], "2026-01-01", "2026-02-01").note == "red line taken as 5 % of the target"
    assert status(kpi(at_least("95"), red_line="90"), [95], "2026-01-01", "2026-02-01").note is None
    assert status(kpi(at_most("0")), [1], "2026-01-01", "2026-02-01").note == "no red line: 5 % of zero is no distance"


def test_a_red_line_on_the_better_side_counts_as_none() -> None:
    assert word(status(kpi(at_least("100"), red_line="110"), [96], "2026-01-01", "2026-02-01")) == "near"


def test_without_a_target_it_is_watched() -> None:
    check(status(kpi(), [95], "2026-01-01", "2026-02-01"), "no target", None, None, "watched")
    early = status(kpi(at_least("95")), [95], "2025-12-01", "2026-01-01")
    assert (early.headline, early.note) == ("watched", "the first target begins on 1 January 2026")


def test_a_range_shows_both_ends() -> None:
    assert status(kpi(band("70", "85")), [75], "2026-01-01", "2026-02-01").target == (70, 85)


def test_the_status_carries_its_receipt() -> None:
    found = status(kpi(at_least("95"), red_line="90"), [1, None, 94], "2025-11-01", "2026-02-01")
    assert found.series == (1, None, 94)
    assert (found.kpi, found.metric, found.rule, found.unit and found.unit.text) == ("k", "m", "near", "EUR")
    target_trace = found.trace["facets"]["target"]  # type: ignore[index]
    assert target_trace["rule"] == "target.level.near"
    assert (target_trace["expected"], target_trace["red_line"], target_trace["gap"]) == (95, 90, -1)
    assert found.trace["target_begins"] == NEW_YEAR
    signal, outlook = found.facets["signal"], found.facets["outlook"]
    assert signal is not None and outlook is not None
    assert (signal.word, outlook.word) == ("insufficient data", "too early")


AMOUNTS = st.one_of(
    st.none(),
    st.integers(min_value=-(10**12), max_value=10**12),
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.floats(),
)
NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=3)
ORDER = {"missed": 0, "near": 1, "met": 2, "behind": 0, "on pace": 2, "ahead": 3}


def any_target(first: Decimal, second: Decimal) -> st.SearchStrategy[Target]:
    low, high = sorted((first, second))
    begun = NEW_YEAR + timedelta(days=0)
    return st.sampled_from(
        [
            Target(Aim.AT_LEAST, Constant(first), begun),
            Target(Aim.AT_MOST, Constant(first), begun),
            Target(Aim.LEVELS, Levels(first, second), begun),
            Target(Aim.WITHIN, Band(low, high), begun),
            Target(Aim.WITHIN, Band(low, high, low - 1, high + 1), begun),
            Target(Aim.TOWARDS, Linear(first), begun, YEAR_END),
            Target(Aim.TOWARDS, Steps(((NEW_YEAR, second), (date(2026, 6, 1), first))), begun, YEAR_END),
            *(
                Target(aim, Total(first, over, phasing), begun, date(2026, 3, 3))
                for aim in (Aim.AT_LEAST, Aim.AT_MOST)
                for over in ("month", "year", "until")
                for phasing in Phasing
            ),
        ]
    )


@given(st.data(), NUMBERS, NUMBERS, AMOUNTS, st.one_of(st.none(), NUMBERS), st.one_of(st.none(), NUMBERS))
def test_any_numbers_can_be_judged(
    data: st.DataObject, first: Decimal, second: Decimal, value: Amount, red: Decimal | None, baseline: Decimal | None
) -> None:
    of = replace(
        kpi(data.draw(any_target(first, second)), baseline=None if baseline is None else str(baseline)), red_line=red
    )
    until = data.draw(st.sampled_from(["2026-02-01", "2026-02-15T12:00", "2026-03-01", "2027-01-01", "2027-02-01"]))
    found = status(of, [1, 2] + [value] * 12, "2026-01-01", until, value=measured(value))
    assert found.score is None or 0 <= found.score <= 10
    assert found.headline in ("achieved", "on track", "at risk", "off track", "missed", "watched", "no data")
    assert (found.value is None) == (found.headline == "no data")


@given(
    st.sampled_from([Aim.AT_LEAST, Aim.AT_MOST]),
    NUMBERS,
    st.one_of(st.none(), NUMBERS),
    NUMBERS,
    NUMBERS,
    st.booleans(),
)
def test_better_never_looks_worse(
    aim: Aim, aimed: Decimal, red: Decimal | None, first: Decimal, second: Decimal, is_total: bool
) -> None:
    path = Total(aimed, "month") if is_total else Constant(aimed)
    of: Kpi = replace(kpi(target(aim, path)), red_line=red)
    worse, better = sorted((first, second), reverse=aim is Aim.AT_MOST)
    low, high = (status(of, [x, x], "2026-01-01", FEBRUARY_14, value=x) for x in (worse, better))
    assert ORDER[str(word(low))] <= ORDER[str(word(high))]
    assert (low.score is None) == (high.score is None)
    if low.score is not None and high.score is not None:
        assert low.score <= high.score

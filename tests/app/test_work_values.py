"""Numbers typed into a field: exact, and never one of two meanings."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_cards import metric_row
from truenorth.app.work.spans import charted, check_period, in_words, read_span
from truenorth.app.work.values import TypedMetric, read_segment, read_value, segment_text, typed_metric, value_text
from truenorth.errors import Refused
from truenorth.model.metrics import Unit

PLAIN = TypedMetric("m", "M", None, "month")
SHARE = TypedMetric("m", "M", Unit("percent"), "month")
HOURS = TypedMetric("m", "M", Unit("hours"), "month")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1200", "1200"), (" 1200.50 ", "1200.5"), ("1_000", "1000"), ("1 200", "1200"), ("1 234 567,5", "1234567.5"),
        ("1,234,567", "1234567"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("1’234.5", "1234.5"), ("12,5", "12.5"),
        ("0,125", "0.125"), ("−7", "-7"), ("-0", "0"), ("+3", "3"), ("1.200", "1.2"), ("1234,567", "1234.567"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant(typed: str, kept: str) -> None:
    assert value_text(read_value(typed, PLAIN)) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "NOT_A_NUMBER"), ("many", "NOT_A_NUMBER"), ("12k", "NOT_A_NUMBER"), ("1,200", "NUMBER_AMBIGUOUS"),
        ("1,2,3", "NOT_A_NUMBER"), ("nan", "NOT_A_NUMBER"), ("Infinity", "NOT_A_NUMBER"), ("1e5", "NOT_A_NUMBER"),
        ("٣", "NOT_A_NUMBER"), ("12 EUR", "UNIT_MISMATCH"), ("9" * 19, "NUMBER_TOO_LONG"), ("=1+1", "NOT_A_NUMBER"),
        ("1 20", "NOT_A_NUMBER"), ("<b>1</b>", "NOT_A_NUMBER"),
    ],
)  # fmt: skip
def test_what_is_no_number_or_may_be_two_is_refused_with_a_remedy(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_value(typed, PLAIN)
    assert refused.value.finding.code == code


@pytest.mark.parametrize(
    ("typed", "kept"), [("96", "0.96"), ("96 %", "0.96"), ("0", "0"), ("0.5 %", "0.005"), ("150", "1.5")]
)
def test_before_a_percent_sign_a_number_is_in_percent(typed: str, kept: str) -> None:
    assert value_text(read_value(typed, SHARE)) == kept


@pytest.mark.parametrize("typed", ["0.96", "1", "-0.5"])
def test_a_share_or_a_percentage_is_asked_back(typed: str) -> None:
    with pytest.raises(Refused, match="may be meant as"):
        read_value(typed, SHARE)


def test_a_unit_is_turned_into_the_metrics_own() -> None:
    assert read_value("90 minutes", HOURS) == Decimal("1.5")
    assert SHARE.sign == "%" and HOURS.sign == "hours" and PLAIN.sign == ""


def test_bounds_are_held() -> None:
    metric = typed_metric(metric_row("m", bounds=["0", "10"]))
    assert read_value("10", metric) == 10
    with pytest.raises(Refused, match="outside the bounds 0 to 10"):
        read_value("10.01", metric)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_what_is_written_plainly_is_kept_exactly(number: Decimal) -> None:
    assert Decimal(value_text(read_value(f"{number:f}", PLAIN))) == number


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_a_segment_is_written_one_way_whatever_its_order(members: dict[str, str]) -> None:
    backwards = dict(reversed(members.items()))
    assert segment_text(members) == segment_text(backwards)
    assert json.loads(segment_text(members)) == members


def test_every_dimension_of_a_metric_needs_a_member() -> None:
    metric = typed_metric(metric_row("m", split_by=["shop"]))
    assert read_segment({"shop": " Süd  West ", "else": "x"}, metric) == '{"shop":"Süd West"}'
    for member in ("", "  ", "x" * 200, "a\x07b"):
        with pytest.raises(Refused):
            read_segment({"shop": member}, metric)
    assert read_segment({}, PLAIN) == "{}"


def test_spans_of_days_and_periods_are_half_open_in_the_zone() -> None:
    from app_cards import chart

    known = charted([chart("2015-11", "2015-12")])
    assert read_span("2015-12", "", "", "UTC", known) == known["2015-12"]
    day = read_span("", "2015-03-29", "", "Europe/Berlin", known)
    assert (day.end - day.start).total_seconds() == 23 * 3600  # clocks went forward
    days = read_span("", "2015-03-01", "2015-03-10", "UTC", known)
    assert days.label == "2015-03-01..2015-03-10" and (days.end - days.start).days == 10
    quarter = read_span("2015-Q4", "", "", "UTC", known)
    assert (quarter.end - quarter.start).days == 92
    for first, last in (("2015-03-10", "2015-03-01"), ("yesterday", ""), ("9999-12-31", "9999-12-31")):
        with pytest.raises(Refused):
            read_span("", first, last, "UTC", known)
    with pytest.raises(Refused, match="is not a period"):
        read_span("soon", "", "", "UTC", known)


def test_a_value_is_typed_for_a_period_of_the_metrics_grain_that_has_begun() -> None:
    from app_cards import AS_OF

    assert check_period("2015-12", "month", "UTC", {}, AS_OF) == "2015-12"
    for label, code in (("2016-01", "PERIOD_AHEAD"), ("2015-Q4", "ENTRY_GRAIN"), ("x", "NOT_A_PERIOD")):
        with pytest.raises(Refused) as refused:
            check_period(label, "month", "UTC", {}, AS_OF)
        assert refused.value.finding.code == code
    assert in_words("2015-12") == "December 2015"

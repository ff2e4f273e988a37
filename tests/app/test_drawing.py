"""Charts as pure functions: scales, ticks, labels that never touch, numbers that are the card's, escaping."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_cards import chart as card_chart
from truenorth.app.pages.drawing import modes
from truenorth.app.pages.drawing.chart import Flag, Picture, both_sizes, legend, line_chart, newest
from truenorth.app.pages.drawing.frame import NARROW
from truenorth.app.pages.drawing.multiples import multiple, shared_span
from truenorth.app.pages.drawing.places import rows_of, spread
from truenorth.app.pages.drawing.scales import Scale, domain, ticks
from truenorth.app.pages.drawing.svg import width_of
from truenorth.app.pages.drawing.times import GAP, SIZE, time_labels
from truenorth.app.pages.drawing.waterfall import bars_of, origin, waterfall
from truenorth.app.readings.shapes import ChartShown, MemberShown, WhyShown

FINITE = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
SPANS = st.tuples(FINITE, st.floats(min_value=1e-6, max_value=1e9)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def drawn(*values: float | None, **words: Any) -> ChartShown:
    """A chart of months from January 2015 with these values."""
    labels = [f"{2015 + place // 12}-{place % 12 + 1:02d}" for place in range(len(values))]
    made = card_chart(*labels)
    for point, value in zip(made["points"], values, strict=True):
        text = "–" if value is None else f"{value:g}"
        point.update({"value": value, "text": text, "full": text})
    return cast(ChartShown, {**made, "summary": "A summary.", **words})


@given(SPANS, st.sampled_from(["", "percent", "EUR", "days", "hours"]), st.integers(2, 9))
def test_ticks_lie_within_their_span_and_say_different_things(span: tuple[float, float], unit: str, count: int) -> None:
    found = ticks(*span, count, unit)
    assert all(span[0] - 1e-6 * abs(span[0]) <= tick.value <= span[1] + 1e-6 * abs(span[1]) for tick in found)
    texts = [tick.text for tick in found]
    if span[1] - span[0] > 1e-4 * max(abs(span[0]), abs(span[1])):
        assert len(set(texts)) == len(texts)
    assert len(found) <= count + 2


@given(SPANS, FINITE)
def test_places_stay_within_the_ends(span: tuple[float, float], value: float) -> None:
    assert 10 <= Scale(*span, 200, 10).at(value) <= 200


@given(st.lists(FINITE, max_size=20))
def test_a_domain_holds_all_values(values: list[float]) -> None:
    low, high = domain(values)
    assert low < high
    assert all(low <= value <= high for value in values)


@given(
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
    st.integers(1, 400),
    st.floats(100, 1200),
    st.dates(date(1990, 1, 1), date(2040, 1, 1)),
)
def test_time_labels_never_touch(grain: str, count: int, width: float, first: date) -> None:
    labels = _labels(grain, first, count)
    step = width / count
    xs = [step * (place + 0.5) for place in range(count)]
    found = time_labels(labels, grain, xs)
    assert found
    edges = [(xs[e.place], max(width_of(e.text, SIZE), width_of(e.under, SIZE)) / 2) for e in found]
    for (one, half), (other, wide) in pairwise(edges):
        assert one + half + GAP <= other - wide + 1e-6


def _labels(grain: str, first: date, count: int) -> list[str]:
    if grain in ("day", "week"):
        days = [first + timedelta(days=place * (7 if grain == "week" else 1)) for place in range(count)]
        weeks = [day.isocalendar() for day in days]
        return [f"{y}-W{w:02d}" for y, w, _ in weeks] if grain == "week" else [day.isoformat() for day in days]
    months = [first.year * 12 + first.month - 1 + place for place in range(count)]
    return {
        "month": [f"{month // 12}-{month % 12 + 1:02d}" for month in months],
        "quarter": [f"{first.year + place // 4}-Q{place % 4 + 1}" for place in range(count)],
        "year": [str(first.year + place) for place in range(count)],
    }[grain]


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(8, 40)), max_size=14))
def test_labels_at_the_side_never_cover_one_another(wished: list[tuple[float, float]]) -> None:
    heights = [height for _, height in wished]
    middles = spread([y for y, _ in wished], heights, 0, 320)
    kept = sorted((m, h) for m, h in zip(middles, heights, strict=True) if m is not None)
    for (one, tall), (other, high) in pairwise(kept):
        assert other - one >= (tall + high) / 2 - 1e-6
    assert all(m - h / 2 >= -1e-6 and m + h / 2 <= 320 + 1e-6 for m, h in kept)
    if sum(heights) <= 320:
        assert None not in middles


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 90)), max_size=12))
def test_texts_of_one_row_never_touch(texts: list[tuple[float, float]]) -> None:
    spans = [(left, left + width) for left, width in texts]
    rows = rows_of(spans, 3)
    for row in range(3):
        mine = sorted(span for span, found in zip(spans, rows, strict=True) if found == row)
        assert all(one[1] < other[0] for one, other in pairwise(mine))


@given(st.lists(st.one_of(st.none(), FINITE), min_size=1, max_size=40))
def test_any_values_are_drawn_and_say_their_numbers(values: list[float | None]) -> None:
    chart = drawn(*values)
    svg = line_chart(Picture(chart))
    if all(value is None for value in values):
        assert svg == ""
        return
    told = re.findall(r'data-tip="([^"]*)"', svg)
    assert len(told) == len(values)
    for point, text in zip(chart["points"], told, strict=True):
        assert unescape(text).startswith(f"{point['period']}: ")
        assert point["value"] is None or point["full"] in unescape(text)
    assert "nan" not in svg and "inf" not in svg


def test_gaps_open_periods_signals_and_doubts_have_shapes_of_their_own() -> None:
    chart = drawn(1.0, 2.0, None, 4.0, 3.0, 5.0)
    chart["points"][3].update({"rule": "beyond limit", "centre": 2.0, "low": 1.0, "high": 3.0})
    chart["points"][4]["doubt"] = "few rows"
    chart["points"][5].update({"state": "in_progress", "maturity": "open"})
    svg = line_chart(Picture(chart, "higher"))
    assert svg.count('class="gap"') == 1
    assert 'class="pt is-signal is-better"' in svg
    assert 'class="doubt"' in svg
    assert 'class="pt is-hollow"' in svg and 'class="actual is-open"' in svg
    assert {kind for kind, _ in legend(Picture(chart))} == {"actual", "ribbon", "is-signal", "is-hollow"}


def test_everything_given_is_escaped() -> None:
    chart = drawn(1.0, 2.0, summary='<script>"')
    chart["benchmarks"] = [
        {"label": "<b>x", "value": 1.5, "text": "1.5", "gap": "", "source": "", "as_of": ""},
    ]
    chart["levels"] = [{"label": "2015-02", "text": "<i>level</i>"}]
    svg = both_sizes(Picture(chart, flags=(Flag("2015-01", "<u>strike", "event"),)))
    assert not re.search(r"<(script|b|i|u)[ >]", svg)
    assert "&lt;u&gt;strike" in svg
    assert "style=" not in svg and "onclick" not in svg


def test_a_break_of_level_and_of_definition_are_drawn_with_their_text() -> None:
    chart = drawn(*range(12))
    chart["levels"] = [{"label": "2015-05", "text": "New level: +2."}]
    chart["breaks"] = [{"label": "2015-08", "text": "Definition v2"}]
    svg = line_chart(Picture(chart))
    assert "New level: +2" in svg and "Definition v2" in svg
    assert svg.count('<line class="break') == 2


def test_the_narrow_chart_leaves_its_labels_to_the_legend() -> None:
    chart = drawn(1.0, 2.0, 3.0)
    for point in chart["points"]:
        point.update({"target": 2.0, "target_text": "2"})
    assert "target 2" in line_chart(Picture(chart))
    assert 'class="lab' not in line_chart(Picture(chart), NARROW)
    assert ("target", "target 2") in legend(Picture(chart))


def test_a_forecast_begins_at_the_last_closed_value_and_is_labelled_at_its_end() -> None:
    ahead = {
        "label": "2015-04", "period": "April 2015", "value": 3.0, "lo80": 2.5, "hi80": 3.5, "lo95": 2.0, "hi95": 4.0,
        "text": "3", "range_text": "2.5 – 3.5", "target": None,
    }  # fmt: skip
    svg = line_chart(Picture(drawn(1.0, 2.0, 3.0, forecast=[ahead])))
    assert svg.count('class="fan') == 4
    assert "forecast 3" in svg and "80 %: 2.5 – 3.5" in svg
    assert "April 2015: forecast 3, 80 % between 2.5 – 3.5" in svg


def test_only_the_newest_periods_are_drawn() -> None:
    assert len(newest(drawn(*range(100)))["points"]) == 48


def test_running_totals_begin_anew_with_each_year_and_end_with_the_newest_value() -> None:
    chart = drawn(*([10.0] * 14))
    for point in chart["points"]:
        point["target"] = 8.0
    running, ghost = modes.cumulative(chart, "year")
    assert [point["value"] for point in running["points"]] == [10.0, 20.0]
    assert [point["target"] for point in running["points"]] == [8.0, 16.0]
    assert ghost is not None and ghost.values == (10.0, 20.0)
    assert running["summary"] == "20 in all by 2016-02, 16 expected by then."


def test_moving_ranges_lie_between_neighbours_only() -> None:
    assert modes.ranges_of(drawn(1.0, 4.0, None, 2.0, 1.0)["points"]) == [None, 3.0, None, None, 1.0]
    svg = modes.range_chart(Picture(drawn(1.0, 4.0, 3.0, 2.0, 1.0)))
    assert "mean 1.50" in svg


def why(reference: str, value: str, *effects: tuple[str, float, str]) -> WhyShown:
    """A change of parts."""
    shown = [{"exact": text, "text": text, "full": text} for text in (reference, value)]
    parts = [
        {"name": name, "kind": "segment", "effect": effect, "text": f"{effect:+g}", "side": side}
        for name, effect, side in effects
    ]
    told: dict[str, Any] = {
        "versus": "previous-period", "versus_text": "May", "period": "June", "against": "in May", "by": "region",
        "value": shown[1], "reference": shown[0], "change": shown[1], "change_side": "", "parts": parts, "notes": [],
        "sentence": "It rose.", "refused": "",
    }  # fmt: skip
    return cast(WhyShown, told)


def test_the_bars_lead_from_what_it_was_to_what_it_is() -> None:
    told = why("100", "104", ("north", 6.0, "better"), ("south", -2.0, "worse"), ("east", 0.0, ""))
    bars = bars_of(told)
    assert [bar.name for bar in bars] == ["May", "north", "south", "east", "June"]
    for one, other in pairwise(bars[:-1]):
        assert other.begin == one.end
    assert bars[-2].end == bars[-1].end == 104.0
    svg = waterfall(told, "", "")
    assert 'class="up is-better"' in svg and 'class="down is-worse"' in svg and 'class="stripe"' in svg
    assert "not at zero" in svg


@pytest.mark.parametrize(
    ("reference", "value", "broken"), [("10", "100", False), ("100", "101", True), ("-3", "2", False)]
)
def test_a_broken_axis_begins_below_every_bar(reference: str, value: str, broken: bool) -> None:
    change = float(Decimal(value) - Decimal(reference))
    begin = origin(bars_of(why(reference, value, ("all", change, "better"))), "", "")
    assert (begin > 0) is broken
    assert begin <= max(0.0, min(float(reference), float(value)))


def test_segments_of_one_size_share_a_scale_and_others_do_not() -> None:
    def member(name: str, *values: float) -> MemberShown:
        nothing = {"exact": None, "text": "–", "full": "–"}
        words = {"name": name, "value": nothing, "change": nothing, "change_side": "", "share": "", "target": nothing}
        return cast(MemberShown, {**words, "values": list(values), "met": None})

    alike = [member("a", 1.0, 2.0), member("b", 3.0, 2.5)]
    assert shared_span(alike) is not None
    assert shared_span([*alike, member("c", 900.0, 950.0)]) is None
    assert 'class="pt"' in multiple(alike[0], None, "a")

"""Other ways to look at a chart: moving ranges, totals against the path to date, six weeks and twelve months."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.chart import Ghost, Picture, line_chart, newest, svg_of
from truenorth.app.pages.drawing.frame import BELOW, BELOW_NARROW, HALF, Edges, Size, frame_of, grid, time_axis
from truenorth.app.pages.drawing.layers import AHEAD, runs
from truenorth.app.pages.drawing.scales import domain
from truenorth.app.pages.drawing.svg import el, joined, path_of
from truenorth.app.pages.drawing.times import begun
from truenorth.app.readings.shapes import ChartPoint, ChartShown
from truenorth.wording import format_change, format_number, unit_style

ORDINARY = 3.268
"""How many mean moving ranges a single one may reach: D4 of two values (Wheeler 1992)."""


def ranges_of(points: Sequence[ChartPoint]) -> list[float | None]:
    """How far each value lies from the one before; None where either is missing."""
    values = [point["value"] for point in points]
    return [None, *(None if a is None or b is None else abs(b - a) for a, b in pairwise(values))]


def range_chart(picture: Picture, size: Size = BELOW) -> SafeString:
    """The moving ranges below the chart of values, with their mean and the end of the ordinary; "" without any.

    Both lines stand on all the ranges shown: the limits of the values above are those that judge.
    """
    chart = picture.chart
    ranges = ranges_of(chart["points"])
    known = [value for value in ranges if value is not None]
    if len(known) < 2:
        return SafeString("")
    mean = sum(known) / len(known)
    upper = ORDINARY * mean
    labels = [point["label"] for point in chart["points"]]
    unit = (chart["unit"], chart["currency"])
    _, high = domain([0.0, *known, upper])
    right = 14.0 if size.narrow else 130.0
    frame = frame_of(labels, chart["grain"], (0.0, high), unit, size, Edges(top=18, right=right))
    style = unit_style(unit[0], unit[1] or None)
    parts: list[str] = [*grid(replace(frame, unit=style.change or style.sign))]
    for value, name, css in ((mean, "mean", "mean"), (upper, "ordinary up to", "range-limit")):
        y = frame.y.at(value)
        parts.append(el("line", class_=css, x1=frame.left, x2=frame.right, y1=y, y2=y))
        if not size.narrow:
            # A difference of percents is in percentage points; a range has no sign.
            text = f"{name} {format_change(value, unit[0], currency=unit[1] or None).removeprefix('+')}"
            parts.append(el("text", text, class_="lab is-second", x=frame.right + 9, y=y + 4))
    for run in runs(ranges):
        places = [(frame.x(place), frame.y.at(value)) for place, value in run]
        parts.append(el("path", class_="actual is-range", d=path_of(places)))
        for (_, value), (x, y) in zip(run, places, strict=True):
            shape = path_of([(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)], closed=True)
            parts.append(
                el("path", class_="pt is-signal is-worse", d=shape)
                if value > upper
                else el("circle", class_="pt", cx=x, cy=y, r=1.8)
            )
    summary = f"Moving ranges: {len(known)}, {sum(1 for value in known if value > upper)} beyond the ordinary."
    return svg_of(frame, size, summary, [*parts, *time_axis(frame)])


def ranges_both(picture: Picture) -> SafeString:
    """The moving ranges for a wide and a narrow screen."""
    return joined([range_chart(picture, BELOW), range_chart(picture, BELOW_NARROW)])


def six_twelve(weeks: Picture, months: Picture) -> SafeString:
    """The newest six weeks beside the newest twelve months."""
    panels = []
    for title, picture, count in (("Six weeks", weeks, 6), ("Twelve months", months, 12)):
        chart = newest({**picture.chart, "forecast": []}, count)
        drawn = line_chart(Picture(chart, picture.direction, picture.flags, address=picture.address), HALF)
        panels.append(el("figure", el("figcaption", title), drawn, class_="panel-chart"))
    return el("div", *panels, class_="six-twelve")


def over_of(spelled: str) -> str:
    """The period a total adds up over, from the target as it is spelled: month, quarter, year, or "" without an end.

    >>> over_of("total: 470, over: year, phasing: last_year_shape")
    'year'
    """
    found = re.search(r"\bover: (month|quarter|year)\b", spelled)
    return found[1] if found else ""


def cumulative(chart: ChartShown, over: str) -> tuple[ChartShown, Ghost | None]:
    """The running total of the newest period of `over` against its path, and that of the one before to compare."""
    groups: dict[tuple[int, int], list[ChartPoint]] = {}
    for point in [*chart["points"], *_ahead(chart)]:
        groups.setdefault(_group(point["label"], over), []).append(point)
    reached = [key for key, points in groups.items() if any(point["value"] is not None for point in points)]
    if not reached:
        return {**chart, "points": [], "forecast": []}, None
    now = _running(groups[reached[-1]], chart)
    ghost = None
    if len(reached) > 1:
        before = [point["value"] for point in _running(groups[reached[-2]], chart)][: len(now)]
        name = "the period before" if over != "year" else "the year before"
        ghost = Ghost(name, (*before, *[None] * (len(now) - len(before))))
    last = next(point for point in reversed(now) if point["value"] is not None)
    summary = f"{last['text']} in all by {last['period']}."
    if last["target_text"]:
        summary = f"{last['text']} in all by {last['period']}, {last['target_text']} expected by then."
    made: ChartShown = {
        **chart,
        "points": now,
        "forecast": [],
        "levels": [],
        "benchmarks": [],
        "red_line": None,
        "summary": summary,
    }
    return made, ghost


def _ahead(chart: ChartShown) -> list[ChartPoint]:
    """The periods to come, with their targets and nothing else."""
    known = {point["label"] for point in chart["points"]}
    blank = chart["points"][-1] if chart["points"] else None
    if blank is None:
        return []
    return [
        {
            **blank,
            "label": each["label"],
            "period": each["period"],
            "value": None,
            "target": each["target"],
            "state": AHEAD,
            "maturity": "",
            "doubt": "",
            "rule": "",
            "met": None,
        }
        for each in chart["forecast"]
        if each["label"] not in known
    ]


def _group(label: str, over: str) -> tuple[int, int]:
    day = begun(label)
    if day is None or not over:
        return (0, 0)
    part = {"year": 0, "quarter": (day.month - 1) // 3, "month": day.month}[over]
    return (day.year, part)


def _running(points: Sequence[ChartPoint], chart: ChartShown) -> list[ChartPoint]:
    """The points with the sums up to each of them; nothing after a period still to come."""
    made: list[ChartPoint] = []
    total, expected = Decimal(0), Decimal(0)
    known = True
    for point in points:
        total += Decimal(repr(point["value"] or 0.0))
        known = known and point["target"] is not None
        expected += Decimal(repr(point["target"] or 0.0))
        done = point["state"] != AHEAD
        text = format_number(total, chart["unit"], currency=chart["currency"] or None)
        wanted = format_number(expected, chart["unit"], currency=chart["currency"] or None)
        cell = {"value": float(total) if done else None, "text": text, "full": text, "rule": "", "met": None}
        goal = {"target": float(expected) if known else None, "target_text": wanted if known else ""}
        limits = {"low": None, "centre": None, "high": None, "target_low": None, "target_high": None}
        made.append({**point, **cell, **goal, **limits})  # type: ignore[typeddict-item]
    return made

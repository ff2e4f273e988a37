"""What is drawn of a KPI: the chart that was asked for, with its table and legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing import modes
from truenorth.app.pages.drawing.chart import Flag, Ghost, Picture, both_sizes, legend, newest
from truenorth.app.pages.kpi.asked import Asked, chart_at, member_of, total_over
from truenorth.app.pages.kpi.card import CardShown
from truenorth.app.readings.shapes import BreakdownShown, ChartPoint, ChartShown, KpiDetail, MemberShown
from truenorth.wording import format_number

YEAR = {"month": 12, "quarter": 4, "year": 1, "week": 52, "fiscal_quarter": 4, "fiscal_year": 1, "day": 364}
"""So many periods lie between one and the same a year before; of days and weeks the same weekday."""


@dataclass(frozen=True)
class Remark:
    """An annotation: what it says, and the time it is about."""

    text: str
    kind: str
    start: datetime


@dataclass(frozen=True)
class Line:
    """One line of the chart's table."""

    label: str
    period: str
    value: str
    target: str
    met: bool | None
    limits: str
    said: str
    href: str = ""
    raw: str = ""  # the number for programs, to twelve digits


@dataclass(frozen=True)
class Drawing:
    """A chart with everything around it. `more` is a second chart below it."""

    svg: SafeString
    more: SafeString
    legend: list[tuple[str, str]]
    lines: list[Line]
    summary: str
    sentence: str
    note: str


@lru_cache(maxsize=200)
def drawing_of(card: CardShown, asked: Asked, remarks: tuple[Remark, ...], address: str) -> Drawing:
    """The chart that was asked for. A card never changes, so what was drawn of it is kept for a while."""
    detail: KpiDetail = card.detail
    chart = _chart(detail, asked)
    if chart is None:
        return Drawing(SafeString(), SafeString(), [], [], "", "", "")
    cut = newest(chart)
    picture = Picture(
        cut,
        detail["direction"],
        tuple(flags_of(cut, remarks)),
        ghost_of(chart, cut, asked.compare),
        benchmarks=asked.compare == "benchmark",
        address="" if asked.segment else address.replace("GRAIN", chart["grain"]),
    )
    svg, more, picture = _drawn(detail, asked, chart, picture)
    left = len(chart["points"]) - len(cut["points"])
    note = f"The newest {len(cut['points'])} periods; the table has {left} earlier ones."
    note = note if left and asked.mode in ("line", "limits") else ""
    told = {"limits": chart["signal_sentence"], "line": chart["forecast_sentence"]}
    sentence = told.get(asked.mode, "")
    lines = lines_of(picture.chart if asked.mode == "total" else chart, picture.address)
    return Drawing(svg, more, legend(picture), lines, picture.chart["summary"], sentence, note)


def _chart(detail: KpiDetail, asked: Asked) -> ChartShown | None:
    found = member_of(detail, asked.segment) if asked.segment else None
    chart = chart_at(detail, asked.grain)
    if found is None or chart is None:
        return chart
    return segment_chart(chart, *found)


def _drawn(
    detail: KpiDetail, asked: Asked, chart: ChartShown, picture: Picture
) -> tuple[SafeString, SafeString, Picture]:
    """The drawing in its mode, what stands below it, and the picture that the table and the legend are of."""
    nothing = SafeString()
    if asked.mode == "table":
        return nothing, nothing, picture
    if asked.mode == "total":
        running, ghost = modes.cumulative(chart, total_over(detail))
        shown = Picture(running, picture.direction, ghost=ghost)
        return both_sizes(shown), nothing, shown
    if asked.mode == "6-12":
        weeks, months = (chart_at(detail, grain) or chart for grain in ("week", "month"))
        parts = (Picture(each, picture.direction) for each in (weeks, months))
        return modes.six_twelve(*parts), nothing, picture
    more = modes.ranges_both(picture) if asked.mode == "limits" else nothing
    return both_sizes(picture), more, picture


def flags_of(chart: ChartShown, remarks: Sequence[Remark]) -> list[Flag]:
    """Each remark at the period that holds its time; those before the chart's first period are left out."""
    made = []
    for remark in remarks:
        for point in chart["points"]:
            begins, ends = datetime.fromisoformat(point["start"]), datetime.fromisoformat(point["end"])
            if begins <= remark.start < ends:
                made.append(Flag(point["label"], remark.text, remark.kind))
                break
    return made


def ghost_of(chart: ChartShown, cut: ChartShown, compare: str) -> Ghost | None:
    """The values of a year, or of one period, before each period drawn; None where nothing was asked or known."""
    back = {"previous": 1, "last-year": YEAR.get(chart["grain"], 0)}.get(compare, 0)
    if not back:
        return None
    first = len(chart["points"]) - len(cut["points"])
    values = [point["value"] for point in chart["points"]]
    shifted = tuple(values[place - back] if place >= back else None for place in range(first, len(values)))
    name = "the period before" if compare == "previous" else "a year before"
    return Ghost(name, shifted) if any(value is not None for value in shifted) else None


def segment_chart(chart: ChartShown, breakdown: BreakdownShown, member: MemberShown) -> ChartShown:
    """One segment's series as a chart: values and its own target, no limits and no forecast."""
    target = None if member["target"]["exact"] is None else float(member["target"]["exact"])
    known = {point["label"]: point for point in chart["points"]}
    points: list[ChartPoint] = []
    for label, value in zip(breakdown["labels"], member["values"], strict=True):
        text = format_number(value, chart["unit"], currency=chart["currency"] or None)
        whole = known.get(label)
        if whole is None:
            continue
        points.append(
            {
                **whole,
                "value": value,
                "text": text,
                "full": text,
                "reason": "" if value is not None else "no rows",
                "doubt": "",
                "rule": "",
                "centre": None,
                "low": None,
                "high": None,
                "target": target,
                "target_low": None,
                "target_high": None,
                "target_text": member["target"]["text"] if target is not None else "",
                "met": None,
            }
        )
    if points and points[-1]["value"] is not None:
        points[-1]["text"] = points[-1]["full"] = member["value"]["text"]
    summary = f"{member['name']}: {member['value']['text']} in {breakdown['period_text']}."
    blank: ChartShown = {**chart, "points": points, "forecast": [], "levels": [], "breaks": [], "benchmarks": []}
    return {**blank, "red_line": None, "summary": summary, "signal_sentence": "", "forecast_sentence": ""}


def lines_of(chart: ChartShown, address: str) -> list[Line]:
    """The chart's numbers as a table: what is forecast first, then the newest period, then the ones before it."""
    known = {point["label"] for point in chart["points"] if point["value"] is not None}
    ahead = [
        Line(each["label"], each["period"], each["text"], "", None, each["range_text"], "forecast, 80 % range")
        for each in chart["forecast"]
        if each["label"] not in known
    ]
    return [*reversed(ahead), *(_line(chart, point, address) for point in reversed(chart["points"]))]


def _line(chart: ChartShown, point: ChartPoint, address: str) -> Line:
    said = [point["rule"] and f"signal: {point['rule']}", point["doubt"], point["reason"]]
    if point["state"] in ("in_progress", "ahead"):
        said.append("still open" if point["state"] == "in_progress" else "still to come")
    elif point["maturity"] == "provisional":
        said.append("provisional")
    limits = ""
    if point["low"] is not None and point["high"] is not None:
        ends = (format_number(end, chart["unit"], currency=chart["currency"] or None) for end in _ends(point))
        limits = " – ".join(ends)
    value = point["full"] if point["value"] is not None else "–"
    href = address.replace("PERIOD", point["label"]) if address and point["value"] is not None else ""
    words = ", ".join(part for part in said if part)
    raw = "" if point["value"] is None else repr(point["value"])
    target = point["target_text"]
    return Line(point["label"], point["period"], value, target, point["met"], limits, words, href, raw)


def _ends(point: ChartPoint) -> tuple[float | None, float | None]:
    return point["low"], point["high"]

"""The main chart of a KPI: actual, target, natural limits, forecast, benchmarks, breaks and annotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing import layers
from truenorth.app.pages.drawing.frame import NARROW, WIDE, Edges, Frame, Size, frame_of, grid, time_axis
from truenorth.app.pages.drawing.marks import breaks, flags, head_rows, hits, side_labels
from truenorth.app.pages.drawing.scales import domain
from truenorth.app.pages.drawing.svg import el, joined, path_of, width_of
from truenorth.app.readings.shapes import ChartPoint, ChartShown

SHOWN = {"hour": 72, "day": 92, "week": 65, "month": 48, "quarter": 24}
"""The newest periods that are drawn; the table has them all."""
FEW = 26
"""So many of them on a narrow screen."""
FAR = 0.6
"""How much of the span the outer forecast or a benchmark may add to the axis."""


@dataclass(frozen=True)
class Flag:
    """A remark on the time axis, at the period that begins at or before `label`'s."""

    label: str
    text: str
    kind: str = "event"


@dataclass(frozen=True)
class Ghost:
    """Other values drawn behind the actual ones, period by period."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Picture:
    """What is drawn: a chart, already cut to its newest periods, and what was asked to be seen with it.

    `direction` is higher or lower where one of them is better; `benchmarks` asks for their lines across the plot.
    """

    chart: ChartShown
    direction: str = ""
    flags: tuple[Flag, ...] = ()
    ghost: Ghost | None = None
    benchmarks: bool = False
    address: str = ""  # of a period's receipt, with PERIOD in place of its label


def newest(chart: ChartShown, count: int | None = None) -> ChartShown:
    """The chart with its newest periods only."""
    keep = count or SHOWN.get(chart["grain"], 40)
    return {**chart, "points": chart["points"][-keep:]}


def line_chart(picture: Picture, size: Size = WIDE) -> SafeString:
    """The chart as one SVG; empty text where there is no value to draw."""
    chart = picture.chart
    if not any(point["value"] is not None for point in chart["points"]):
        return SafeString("")
    frame = _frame(picture, size)
    points = chart["points"]
    parts = [
        *grid(frame),
        *layers.ribbons(frame, points),
        *layers.fan(frame, chart),
        *layers.targets(frame, chart),
        *_red_line(frame, chart),
        *_benchmarks(frame, picture),
        *breaks(frame, chart, size),
        *flags(frame, [(each.label, each.text, each.kind) for each in picture.flags], size),
        *_ghost(frame, picture),
        *layers.gaps(frame, points),
        *layers.actual(frame, points),
        *layers.dots(frame, points, picture.direction),
        *time_axis(frame),
        *([] if size.narrow else side_labels(frame, chart, _named(picture.ghost))),
        *hits(frame, chart, picture.address),
    ]
    return svg_of(frame, size, chart["summary"], parts)


def both_sizes(picture: Picture) -> SafeString:
    """The chart for a wide and, with fewer periods, for a narrow screen; the style sheet shows one of them."""
    chart = newest(picture.chart, FEW)
    left = len(picture.chart["points"]) - len(chart["points"])
    ghost = picture.ghost and Ghost(picture.ghost.name, picture.ghost.values[left:])
    return joined([line_chart(picture, WIDE), line_chart(replace(picture, chart=chart, ghost=ghost), NARROW)])


def legend(picture: Picture) -> list[tuple[str, str]]:
    """What the narrow chart draws without a label: its class and its name with the newest number."""
    chart = picture.chart
    made = [("actual", "actual")]
    target = next((point for point in reversed(chart["points"]) if point["target_text"]), None)
    if target is not None:
        made.append(("target", f"target {target['target_text']}"))
    if any(point["low"] is not None for point in chart["points"]):
        made.append(("ribbon", "natural limits"))
    if chart["forecast"]:
        end = chart["forecast"][-1]
        made.append(("forecast", f"forecast {end['text']} in {end['period']} (80 %: {end['range_text']})"))
    made += [("benchmark", f"{each['label']} {each['text']}") for each in chart["benchmarks"]]
    if picture.ghost is not None:
        made.append(("ghost", picture.ghost.name))
    if any(point["rule"] for point in chart["points"]):
        made.append(("is-signal", "signal"))
    if any(point["state"] == "in_progress" for point in chart["points"]):
        made.append(("is-hollow", "still open"))
    return made


def labels_of(chart: ChartShown) -> list[str]:
    """The labels of all periods drawn, those ahead included."""
    return list(dict.fromkeys([*(p["label"] for p in chart["points"]), *(f["label"] for f in chart["forecast"])]))


def span_of(picture: Picture) -> tuple[float, float]:
    """From where to where the axis runs: all that happened and is expected, the rest as far as it stays readable."""
    chart = picture.chart
    values = [value for point in chart["points"] for value in _values(point)]
    values += [value for each in chart["forecast"] for value in (each["lo80"], each["hi80"], each["value"])]
    values += [each["target"] for each in chart["forecast"] if each["target"] is not None]
    values += [value for value in (picture.ghost.values if picture.ghost else ()) if value is not None]
    low, high = min(values), max(values)
    reach = (high - low) * FAR or abs(high) * 0.2
    outer = [value for each in chart["forecast"] for value in (each["lo95"], each["hi95"])]
    outer += [each["value"] for each in chart["benchmarks"]]
    outer += [value for point in chart["points"] for value in (point["low"], point["high"]) if value is not None]
    outer += [] if chart["red_line"] is None else [chart["red_line"]]
    # Benchmarks that were asked for are always within the axis; others only where they do not flatten the line.
    near = [value for value in outer if low - reach <= value <= high + reach]
    near += [each["value"] for each in chart["benchmarks"] if picture.benchmarks]
    return domain([*values, *near])


def _values(point: ChartPoint) -> list[float]:
    found = [point[name] for name in ("value", "target", "target_low", "target_high")]
    return [value for value in found if value is not None]


def _frame(picture: Picture, size: Size) -> Frame:
    chart = picture.chart
    labels = labels_of(chart)
    right = 14.0 if size.narrow else _room(chart, picture.ghost)
    edges = Edges(top=16 + 15 * head_rows(labels, chart, size, right), right=right)
    return frame_of(labels, chart["grain"], span_of(picture), (chart["unit"], chart["currency"]), size, edges)


def _room(chart: ChartShown, ghost: Ghost | None) -> float:
    """The width that the labels at the right need."""
    texts = [f"target {point['target_text']}" for point in chart["points"][-1:] if point["target_text"]]
    texts += [f"{each['label']} {each['text']}" for each in chart["benchmarks"]]
    texts += [ghost.name] if ghost else []
    if chart["forecast"]:
        end = chart["forecast"][-1]
        texts += [f"forecast {end['text']}", f"80 %: {end['range_text']}"]
    return min(max([width_of(text) for text in texts] + [24.0]) + 18, 200.0)


def svg_of(frame: Frame, size: Size, summary: str, parts: Sequence[str]) -> SafeString:
    """The whole drawing, with the edges of its plot for the crosshair."""
    return el(
        "svg",
        *parts,
        class_=f"chart {size.css}",
        viewBox=f"0 0 {size.width:g} {size.height:g}",
        role="img",
        aria_label=summary,
        data_chart="",
        data_left=frame.left,
        data_right=frame.right,
        data_top=frame.top,
        data_bottom=frame.bottom,
    )


def _red_line(frame: Frame, chart: ChartShown) -> list[SafeString]:
    red = chart["red_line"]
    if red is None or not frame.y.holds(red) or not any(point["target"] is not None for point in chart["points"]):
        return []
    y = frame.y.at(red)
    return [
        el("line", el("title", "red line"), class_="red-line", x1=frame.left, x2=frame.right, y1=y, y2=y),
    ]


def _benchmarks(frame: Frame, picture: Picture) -> list[SafeString]:
    made = []
    for each in picture.chart["benchmarks"]:
        if frame.y.holds(each["value"]):
            y = frame.y.at(each["value"])
            left = frame.left if picture.benchmarks else frame.right - 10
            made.append(el("line", class_="benchmark", x1=left, x2=frame.right + 4, y1=y, y2=y))
    return made


def _named(ghost: Ghost | None) -> tuple[str, tuple[float | None, ...]] | None:
    return None if ghost is None else (ghost.name, ghost.values)


def _ghost(frame: Frame, picture: Picture) -> list[SafeString]:
    if picture.ghost is None:
        return []
    return [
        el("path", class_="ghost", d=path_of((frame.x(place), frame.y.at(value)) for place, value in run))
        for run in layers.runs(picture.ghost.values)
    ]

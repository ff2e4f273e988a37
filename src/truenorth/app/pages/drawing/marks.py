"""What is written into the plot: breaks, annotations, the labels at the right, and where the crosshair stops."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.frame import Frame, Size
from truenorth.app.pages.drawing.layers import AHEAD, wanted
from truenorth.app.pages.drawing.places import rows_of, spread
from truenorth.app.pages.drawing.svg import el, fitted, width_of
from truenorth.app.readings.shapes import ChartPoint, ChartShown
from truenorth.wording import format_number

ROW = 15.0
MOST_ROWS = 3


def head_rows(labels: Sequence[str], chart: ChartShown, size: Size, right: float) -> int:
    """The rows of text that breaks need above the plot."""
    spans = _spans(labels, chart, size, (40.0, size.width - right))
    return 1 + max((row for row in rows_of([span[:2] for span in spans], MOST_ROWS) if row is not None), default=-1)


def breaks(frame: Frame, chart: ChartShown, size: Size) -> list[SafeString]:
    """Where a new level or a new definition began: a line from top to bottom with its text above the plot."""
    spans = _spans(frame.labels, chart, size, (frame.left, frame.right))
    rows = rows_of([span[:2] for span in spans], MOST_ROWS)
    made = []
    for (left, right, place, text, kind), row in zip(spans, rows, strict=True):
        x = frame.x(place) - frame.half
        y = frame.top - 8 - ROW * (row or 0)
        made.append(el("line", class_=f"break {kind}", x1=x, x2=x, y1=y + 4, y2=frame.bottom))
        if row is not None:
            shown = fitted(text, right - left + 1)
            made.append(el("text", el("title", text), shown, class_=f"lab break {kind}", x=left, y=y))
    return made


def _spans(
    labels: Sequence[str], chart: ChartShown, size: Size, edges: tuple[float, float]
) -> list[tuple[float, float, int, str, str]]:
    """Each break's text from left to right with its place and kind; a text that would leave the plot is shifted."""
    left, right = edges
    half = (right - left) / max(len(labels), 1) / 2
    places = {label: place for place, label in enumerate(labels)}
    made = []
    for kind, found in (("is-level", chart["levels"]), ("is-definition", chart["breaks"])):
        for each in found:
            if each["label"] in places:
                place = places[each["label"]]
                text = each["text"].rstrip(".")
                width = min(width_of(text) + 2, (right - left) * (1 if size.narrow else 0.75))
                begin = max(left, min(left + 2 * place * half + 4, right - width))
                made.append((begin, begin + width, place, text, kind))
    return sorted(made)


def flags(frame: Frame, remarks: Sequence[tuple[str, str, str]], size: Size) -> list[SafeString]:
    """Annotations: a short line up from the axis, with its text beside it."""
    places = {label: place for place, label in enumerate(frame.labels)}
    found = sorted((places[label], text, kind) for label, text, kind in remarks if label in places)
    spans, room = [], (120.0 if size.narrow else 220.0)
    for place, text, _ in found:
        x, width = frame.x(place), min(width_of(text), room)
        spans.append((x + 4, x + 6 + width) if x + 6 + width <= frame.right else (x - 6 - width, x - 4))
    made = []
    for (place, text, kind), span, row in zip(found, spans, rows_of(spans, MOST_ROWS), strict=True):
        x, y = frame.x(place), frame.bottom - 12 - ROW * (row or 0)
        stem = el("line", class_="flag", x1=x, x2=x, y1=y - 10, y2=frame.bottom)
        pennant = el("path", class_="flag-head", d=f"M{x:.1f} {y - 10:.1f}l6 3l-6 3z")
        title = el("title", f"{kind}: {text}")
        text_of = (
            []
            if row is None
            else [el("text", fitted(text, room), class_="lab flag", x=span[0] + (6 if span[0] > x else 0), y=y)]
        )
        made.append(el("g", title, stem, pennant, *text_of, class_="annotation"))
    return made


def side_labels(
    frame: Frame, chart: ChartShown, ghost: tuple[str, Sequence[float | None]] | None = None
) -> list[SafeString]:
    """Names and newest numbers at the right: target, forecast, benchmarks, spread so that none covers another."""
    wished = _wished(frame, chart)
    last = next((value for value in reversed(ghost[1]) if value is not None), None) if ghost else None
    if ghost is not None and last is not None:
        wished.append((frame.y.at(last), [ghost[0]], "is-ghost"))
    heights = [13.5 * len(lines) + 3 for _, lines, _ in wished]
    middles = spread([y for y, _, _ in wished], heights, frame.top - 10, frame.bottom + 10)
    made = []
    for (y, lines, kind), middle, height in zip(wished, middles, heights, strict=True):
        if middle is None:
            continue
        if abs(middle - y) > 7:
            made.append(el("line", class_="lead-line", x1=frame.right + 2, x2=frame.right + 7, y1=y, y2=middle))
        for number, line in enumerate(lines):
            base = middle - height / 2 + 12 + 13.5 * number
            css = f"lab {kind}" + (" is-second" if number else "")
            made.append(el("text", fitted(line, 190), class_=css, x=frame.right + 9, y=base))
    return made


def _wished(frame: Frame, chart: ChartShown) -> list[tuple[float, list[str], str]]:
    made = []
    last = next((point for point in reversed(chart["points"]) if point["target_text"]), None)
    if last is not None:
        known = [value for value in wanted(frame, chart) if value is not None]
        ends = [last["target_low"], last["target_high"]]
        band = [value for value in ends if value is not None]
        value = sum(band) / len(band) if band else (known[-1] if known else None)
        if value is not None:
            text = last["target_text"]
            if not band and value != last["target"]:
                text = format_number(value, chart["unit"], currency=chart["currency"] or None)
            made.append((frame.y.at(value), [f"target {text}"], "is-target"))
    if chart["forecast"]:
        end = chart["forecast"][-1]
        lines = [f"forecast {end['text']}", f"80 %: {end['range_text']}"]
        made.append((frame.y.at(end["value"]), lines, "is-forecast"))
    for each in chart["benchmarks"]:
        arrow = "" if frame.y.holds(each["value"]) else (" ↑" if each["value"] > frame.y.high else " ↓")
        made.append((frame.y.at(each["value"]), [f"{each['label']} {each['text']}{arrow}"], "is-benchmark"))
    return made


def hits(frame: Frame, chart: ChartShown, address: str) -> list[SafeString]:
    """An invisible column for each period with what the crosshair says of it."""
    places = {label: place for place, label in enumerate(frame.labels)}
    made, seen = [], set()
    for point in chart["points"]:
        seen.add(point["label"])
        y = None if point["value"] is None else frame.y.at(point["value"])
        where = address.replace("PERIOD", quote(point["label"])) if address else None
        made.append(_hit(frame, places[point["label"]], y, point_text(point), where))
    for each in chart["forecast"]:
        if each["label"] not in seen:
            text = f"{each['period']}: forecast {each['text']}, 80 % between {each['range_text']}"
            made.append(_hit(frame, places[each["label"]], frame.y.at(each["value"]), text, None))
    return made


def _hit(frame: Frame, place: int, y: float | None, text: str, address: str | None) -> SafeString:
    x = frame.x(place)
    return el(
        "rect",
        class_="hit",
        x=x - frame.half,
        width=2 * frame.half,
        y=frame.top,
        height=frame.bottom - frame.top,
        data_x=x,
        data_y=y,
        data_tip=text,
        data_href=address,
    )


def point_text(point: ChartPoint) -> str:
    """One period in words: value, target, limits, what is special about it."""
    text = point["full"] if point["value"] is not None else f"no value ({point['reason'] or 'no rows'})"
    text = "still to come" if point["state"] == AHEAD else text
    parts = [f"{point['period']}: {text}"]
    if point["target_text"]:
        met = {True: ", met", False: ", not met", None: ""}[point["met"]]
        parts.append(f"target {point['target_text']}{met}")
    if point["rule"]:
        parts.append(f"signal: {point['rule']}")
    if point["state"] == "in_progress":
        parts.append("still open")
    elif point["maturity"] == "provisional":
        parts.append("provisional")
    if point["doubt"]:
        parts.append(point["doubt"])
    return " · ".join(parts)

"""The layers of the main chart, from the ribbon at the back to the points in front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.frame import Frame
from truenorth.app.pages.drawing.svg import el, path_of
from truenorth.app.readings.shapes import ChartPoint, ChartShown, ForecastShown

Run = list[tuple[int, float]]
"""Neighbouring places with their values."""
MANY = 70
"""Beyond so many points only those that say something are drawn."""
AHEAD = "ahead"
"""The state of a period still to come, of which only the target is known."""


def runs(values: Sequence[float | None]) -> Iterator[Run]:
    """The stretches without a gap.

    >>> list(runs([1.0, None, 2.0, 3.0]))
    [[(0, 1.0)], [(2, 2.0), (3, 3.0)]]
    """
    run: Run = []
    for place, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((place, value))
    if run:
        yield run


def ribbons(frame: Frame, points: Sequence[ChartPoint]) -> list[SafeString]:
    """The natural limits as a pale ribbon with its centre; one ribbon as long as no period in between has none."""
    made = []
    for run in runs([point["low"] for point in points]):
        stretch = [place for place, _ in run]
        for piece in _pieces(points, stretch):
            upper = [(x, frame.y.at(points[place]["high"] or 0.0)) for x, place in _ends(frame, piece)]
            lower = [(x, frame.y.at(points[place]["low"] or 0.0)) for x, place in _ends(frame, piece)]
            middle = [(x, frame.y.at(points[place]["centre"] or 0.0)) for x, place in _ends(frame, piece)]
            outline = path_of(_corners([*upper, *reversed(lower)]), closed=True)
            made.append(el("path", class_="ribbon", d=outline))
            made.append(el("path", class_="mean", d=path_of(_corners(middle))))
    return made


def _pieces(points: Sequence[ChartPoint], stretch: Sequence[int]) -> Iterator[list[int]]:
    """A stretch cut where the limits jump: where a new level began its centre lies outside the old one's limits."""
    piece: list[int] = []
    for place in stretch:
        if piece and _jumps(points[piece[-1]], points[place]):
            yield piece
            piece = []
        piece.append(place)
    yield piece


def _jumps(before: ChartPoint, after: ChartPoint) -> bool:
    low, centre, high = before["low"], after["centre"], before["high"]
    return low is not None and centre is not None and high is not None and not low <= centre <= high


def _ends(frame: Frame, piece: Sequence[int]) -> list[tuple[float, int]]:
    """The middles of the periods, and the outer edges of the first and last one."""
    first, last = piece[0], piece[-1]
    inner = [(frame.x(place), place) for place in piece]
    return [(frame.x(first) - frame.half, first), *inner, (frame.x(last) + frame.half, last)]


def targets(frame: Frame, chart: ChartShown) -> list[SafeString]:
    """The target's path, or its band, through the past and as far as it is known ahead."""
    values = wanted(frame, chart)
    made = [el("path", class_="target", d=_stepped(frame, run)) for run in runs(values)]
    lows = [(point["target_low"], point["target_high"]) for point in chart["points"]]
    for band, same in groupby(enumerate(lows), lambda each: each[1]):
        places = [place for place, _ in same]
        left, right = frame.x(places[0]) - frame.half, frame.x(places[-1]) + frame.half
        low, high = band
        if low is not None and high is not None:
            top, bottom = frame.y.at(high), frame.y.at(low)
            made.append(el("rect", class_="target-band", x=left, width=right - left, y=top, height=bottom - top))
        for edge in (low, high):
            if edge is not None:
                y = frame.y.at(edge)
                made.append(el("line", class_="target", x1=left, x2=right, y1=y, y2=y))
    return made


def wanted(frame: Frame, chart: ChartShown) -> list[float | None]:
    """The target of every period of the frame, those ahead included."""
    known = {point["label"]: point["target"] for point in chart["points"]}
    for ahead in chart["forecast"]:
        if known.get(ahead["label"]) is None:
            known[ahead["label"]] = ahead["target"]
    return [known.get(label) for label in frame.labels]


def _stepped(frame: Frame, run: Run) -> str:
    """A line through the periods; where the target stands still and then changes, it jumps between two periods."""
    still = sum(1 for (_, one), (_, other) in pairwise(run) if one == other)
    if len(run) == 1 or still * 2 >= len(run) - 1:
        corners = []
        for place, value in run:
            y = frame.y.at(value)
            corners += [(frame.x(place) - frame.half, y), (frame.x(place) + frame.half, y)]
        return path_of(_corners(corners))
    return path_of((frame.x(place), frame.y.at(value)) for place, value in run)


def _corners(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without those in the middle of a level stretch."""
    kept = list(points[:1])
    for place in range(1, len(points) - 1):
        if not points[place - 1][1] == points[place][1] == points[place + 1][1]:
            kept.append(points[place])
    return [*kept, *points[-1:]]


def actual(frame: Frame, points: Sequence[ChartPoint]) -> list[SafeString]:
    """The line through the values; its way to an open or provisional period is dashed, a missing one is a gap."""
    made = []
    for run in runs([point["value"] for point in points]):
        places = [(frame.x(place), frame.y.at(value)) for place, value in run]
        open_from = next((number for number, (place, _) in enumerate(run) if _hollow(points[place])), len(run))
        if open_from and len(places[:open_from]) > 1:
            made.append(el("path", class_="actual", d=path_of(places[:open_from])))
        if open_from < len(run) and len(run) > 1:
            made.append(el("path", class_="actual is-open", d=path_of(places[max(open_from - 1, 0) :])))
    return made


def dots(frame: Frame, points: Sequence[ChartPoint], direction: str) -> list[SafeString]:
    """The points: full; hollow while they may move; a signal is a diamond; a doubted one is crossed."""
    made, few = [], len(points) <= MANY
    known = [place for place, point in enumerate(points) if point["value"] is not None]
    for place in known:
        point = points[place]
        value = point["value"] or 0.0
        x, y = frame.x(place), frame.y.at(value)
        alone = (not place or points[place - 1]["value"] is None) and (
            place + 1 == len(points) or points[place + 1]["value"] is None
        )
        hollow = " is-hollow" if _hollow(point) else ""
        if point["rule"]:
            corners = path_of([(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)], closed=True)
            made.append(el("path", class_=f"pt is-signal {side_of(point, direction)}{hollow}", d=corners))
        elif few or hollow or alone or place == known[-1]:
            made.append(el("circle", class_=f"pt{hollow}", cx=x, cy=y, r=3 if hollow or place == known[-1] else 2.1))
        if point["doubt"]:
            cross = f"{path_of([(x - 5, y - 5), (x + 5, y + 5)])}{path_of([(x - 5, y + 5), (x + 5, y - 5)])}"
            made.append(el("path", class_="doubt", d=cross))
    return made


def _hollow(point: ChartPoint) -> bool:
    return point["state"] == "in_progress" or point["maturity"] in ("open", "provisional")


def side_of(point: ChartPoint, direction: str) -> str:
    """On which side of its centre a point lies: is-better, is-worse, or "" where nobody said which is better."""
    if point["value"] is None or point["centre"] is None or direction not in ("higher", "lower"):
        return ""
    above = point["value"] > point["centre"]
    return "is-better" if above == (direction == "higher") else "is-worse"


def gaps(frame: Frame, points: Sequence[ChartPoint]) -> list[SafeString]:
    """A small mark on the axis below each period without a value."""
    made = []
    for place, point in enumerate(points):
        if point["value"] is None and point["state"] != AHEAD:
            x, y = frame.x(place), frame.bottom
            made.append(el("path", class_="gap", d=f"{path_of([(x - 3, y - 6), (x + 3, y)])}"))
    return made


def fan(frame: Frame, chart: ChartShown) -> list[SafeString]:
    """The forecast: a dotted middle, and where 80 and 95 of a hundred values will come."""
    ahead, start = chart["forecast"], last_mature(chart)
    if not ahead:
        return []
    places = {label: place for place, label in enumerate(frame.labels)}
    begin = [] if start is None else [(frame.x(start), frame.y.at(chart["points"][start]["value"] or 0.0))]
    xs = [frame.x(places[each["label"]]) for each in ahead]
    made = []
    for name, low, high in (("95", "lo95", "hi95"), ("80", "lo80", "hi80")):
        upper = [(x, frame.y.at(_ahead(each, high))) for x, each in zip(xs, ahead, strict=True)]
        lower = [(x, frame.y.at(_ahead(each, low))) for x, each in zip(xs, ahead, strict=True)]
        made.append(el("path", class_=f"fan is-{name}", d=path_of([*begin, *upper, *reversed(lower)], closed=True)))
        if len(ahead) == 1:
            made.append(el("line", class_=f"fan-bar is-{name}", x1=xs[0], x2=xs[0], y1=upper[0][1], y2=lower[0][1]))
    middle = [(x, frame.y.at(each["value"])) for x, each in zip(xs, ahead, strict=True)]
    return [*made, el("path", class_="forecast", d=path_of([*begin, *middle]))]


def _ahead(each: ForecastShown, name: str) -> float:
    value: float = each[name]  # type: ignore[literal-required]  # one of its four bounds
    return value


def last_mature(chart: ChartShown) -> int | None:
    """The place of the last closed value before the forecast begins; None where there is none."""
    begins = chart["forecast"][0]["label"] if chart["forecast"] else None
    found = None
    for place, point in enumerate(chart["points"]):
        if point["label"] == begins:
            break
        if point["value"] is not None:
            found = place
    return found

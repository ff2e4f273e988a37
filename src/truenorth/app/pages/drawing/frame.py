"""The ground of a chart: its size, its scales, its grid and axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.scales import Scale, Tick, ticks, unit_word
from truenorth.app.pages.drawing.svg import el, width_of
from truenorth.app.pages.drawing.times import time_labels


@dataclass(frozen=True)
class Size:
    """A drawing's own pixels. `narrow` ones leave labels to the legend below them."""

    width: float
    height: float
    css: str
    narrow: bool = False


WIDE = Size(940, 330, "chart-wide")
NARROW = Size(358, 250, "chart-narrow", narrow=True)
HALF = Size(460, 250, "chart-half", narrow=True)
BELOW = Size(940, 150, "chart-wide")
BELOW_NARROW = Size(358, 140, "chart-narrow", narrow=True)


@dataclass(frozen=True)
class Frame:
    """Periods from left to right, values from the bottom up, within the edges of the plot."""

    labels: tuple[str, ...]
    grain: str
    y: Scale
    ticks: tuple[Tick, ...]
    left: float
    right: float
    unit: str

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y.end

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y.start

    @cached_property
    def half(self) -> float:
        """Half the width of a period."""
        return (self.right - self.left) / max(len(self.labels), 1) / 2

    def x(self, place: float) -> float:
        """The middle of the period that stands at a place."""
        return self.left + (2 * place + 1) * self.half


@dataclass(frozen=True)
class Edges:
    """How much is left free around a plot."""

    top: float
    right: float
    bottom: float = 38.0


def frame_of(
    labels: Sequence[str], grain: str, span: tuple[float, float], unit: tuple[str, str], size: Size, edges: Edges
) -> Frame:
    """The frame for values within `span`, of a unit and currency."""
    count = max(2, int((size.height - edges.top - edges.bottom) / 42))
    marks = ticks(*span, count, *unit)
    left = max([width_of(tick.text) for tick in marks] + [24.0]) + 14
    scale = Scale(*span, size.height - edges.bottom, edges.top)
    return Frame(tuple(labels), grain, scale, tuple(marks), left, size.width - edges.right, unit_word(*unit))


def grid(frame: Frame) -> list[SafeString]:
    """Hairlines at the ticks with their numbers, the unit above the highest."""
    made = []
    for tick in frame.ticks:
        y = frame.y.at(tick.value)
        made.append(el("line", class_="grid", x1=frame.left, x2=frame.right, y1=y, y2=y))
        made.append(el("text", tick.text, class_="ax", x=frame.left - 8, y=y + 4, text_anchor="end"))
    if frame.unit and frame.ticks:
        # Beside the highest number: above it stand the texts of breaks.
        top = frame.y.at(max(tick.value for tick in frame.ticks))
        made.append(el("text", frame.unit, class_="ax unit", x=frame.left - 8, y=top - 9, text_anchor="end"))
    return made


def time_axis(frame: Frame) -> list[SafeString]:
    """Dates below the plot."""
    xs = [frame.x(place) for place in range(len(frame.labels))]
    made = []
    for label in time_labels(frame.labels, frame.grain, xs):
        x = xs[label.place]
        made.append(el("line", class_="tick", x1=x, x2=x, y1=frame.bottom, y2=frame.bottom + 4))
        made.append(el("text", label.text, class_="ax", x=x, y=frame.bottom + 17, text_anchor="middle"))
        if label.under:
            made.append(el("text", label.under, class_="ax year", x=x, y=frame.bottom + 31, text_anchor="middle"))
    return made

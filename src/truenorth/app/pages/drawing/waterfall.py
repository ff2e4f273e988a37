"""A change and its parts as bars that add up: from what it was, part by part, to what it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.scales import Scale, nice_step
from truenorth.app.pages.drawing.svg import el, fitted, joined, path_of, width_of
from truenorth.app.readings.shapes import WhyPart, WhyShown
from truenorth.wording import format_number, unit_style

ROW = 26.0
SHORT = 0.4
"""Where the whole change is less than this part of the values, the axis does not begin at zero, and says so."""


@dataclass(frozen=True)
class Width:
    """How wide the drawing is and how much of it the names have."""

    whole: float
    names: float
    css: str


SIZES = (Width(540, 150, "chart-wide"), Width(340, 110, "chart-narrow"))


@dataclass(frozen=True)
class Bar:
    """One row: from one value to another. `kind` is whole, up or down; `side` better, worse or ""."""

    name: str
    text: str
    begin: float
    end: float
    kind: str
    side: str = ""


def bars_of(why: WhyShown) -> list[Bar]:
    """The rows of a change: what it was, its parts, what it is; parts that print as zero are one row together."""
    reference, value = why["reference"]["exact"], why["value"]["exact"]
    if why["refused"] or reference is None or value is None:
        return []
    level = float(reference)
    made = [Bar(_first(why), why["reference"]["text"], 0.0, level, "whole")]
    still = [part for part in why["parts"] if not part["effect"]]
    for part in [part for part in why["parts"] if part["effect"]]:
        kind = "up" if part["effect"] > 0 else "down"
        made.append(Bar(name_of(part), part["text"], level, level + part["effect"], kind, part["side"]))
        level += part["effect"]
    if still:
        name = name_of(still[0]) if len(still) == 1 else f"{len(still)} others"
        made.append(Bar(name, still[0]["text"], level, level, "up"))
    return [*made, Bar(why["period"], why["value"]["text"], 0.0, float(value), "whole")]


def name_of(part: WhyPart) -> str:
    """A part by name, with what of it changed where that is not the whole."""
    kinds = {"mix": "mix", "rate": "rate"}
    return f"{part['name']}, {kinds[part['kind']]}" if part["kind"] in kinds else part["name"]


def _first(why: WhyShown) -> str:
    return why["versus_text"][:1].upper() + why["versus_text"][1:]


def origin(bars: list[Bar], unit: str, currency: str) -> float:
    """Where the axis begins: at zero, or at a round number just below where the change would be too small to see."""
    levels = [value for bar in bars for value in ((bar.end,) if bar.kind == "whole" else (bar.begin, bar.end))]
    low, high = min(levels), max(levels)
    if low <= 0 or high - low >= SHORT * high:
        return 0.0
    times = unit_style(unit, currency or None).times
    step = nice_step((high - low or high * 0.1) * 10**times, 2).scaleb(-times)
    start = (Decimal(repr(low)) / step).to_integral_value(rounding="ROUND_FLOOR") * step - step
    return max(float(start), 0.0)


def waterfall(why: WhyShown, unit: str, currency: str) -> SafeString:
    """The bars for a wide and for a narrow screen; "" where there is nothing to draw."""
    return joined([_drawn(why, unit, currency, width) for width in SIZES])


def _drawn(why: WhyShown, unit: str, currency: str, width: Width) -> SafeString:
    bars = bars_of(why)
    if not bars:
        return SafeString("")
    begin = origin(bars, unit, currency)
    ends = [value for bar in bars for value in (bar.begin, bar.end)]
    low = min([*[value for value in ends if value < begin], begin]) if begin == 0 else begin
    room = max(width_of(bar.text, 13) for bar in bars) + 12
    x = Scale(low, max([*ends, low + 1e-12]), width.names + 8 + (room if low < 0 else 0), width.whole - room)
    parts, height = [], ROW * len(bars) + 24
    for row, bar in enumerate(bars):
        parts += _row(bar, x, row, width.names, broken=begin > 0)
        if row + 1 < len(bars):
            joint, y = x.at(bar.end), ROW * row + ROW - 4
            parts.append(el("line", class_="joint", x1=joint, x2=joint, y1=y, y2=y + 8))
    zero = x.at(begin)
    parts.append(el("line", class_="zero", x1=zero, x2=zero, y1=2, y2=ROW * len(bars) - 2))
    said = f"bars begin at {format_number(begin, unit, currency=currency or None)}, not at zero" if begin else "0"
    parts.append(el("text", said, class_="ax", x=zero, y=height - 8, text_anchor="start" if begin else "middle"))
    box = f"0 0 {width.whole:g} {height:g}"
    return el("svg", *parts, class_=f"waterfall {width.css}", viewBox=box, role="img", aria_label=why["sentence"])


def _row(bar: Bar, x: Scale, row: int, names: float, *, broken: bool) -> list[SafeString]:
    top = ROW * row + 4
    left, right = sorted((x.at(max(bar.begin, x.low)), x.at(bar.end)))
    css = bar.kind + (f" is-{bar.side}" if bar.side else "")
    height = ROW - 8
    title = el("title", f"{bar.name}: {bar.text}")
    made = [
        el("text", title, fitted(bar.name, names, 11), class_="ax name", x=names, y=top + 13, text_anchor="end"),
        el("rect", class_=css, x=left, width=max(right - left, 1.5), y=top, height=height, rx=1.5),
    ]
    if bar.side == "worse":
        # Stripes say the same as the colour to those who cannot see it, and in print.
        places = range(int(left) + 5, int(right), 6)
        made += [el("line", class_="stripe", x1=at, x2=at, y1=top, y2=top + height) for at in places]
    if broken and bar.kind == "whole":
        at = left + 8
        zigzag = [(at, top - 1), (at + 3, top + height / 3), (at - 3, top + height * 2 / 3), (at, top + height + 1)]
        made.append(el("path", class_="broken", d=path_of(zigzag)))
    beside = bar.end < bar.begin and x.low < 0
    place = left - 6 if beside else right + 6
    made.append(el("text", bar.text, class_="v", x=place, y=top + 13, text_anchor="end" if beside else "start"))
    return made

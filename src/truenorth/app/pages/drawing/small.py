"""Small drawings of a line in a list: sparkline, strip of past periods, four facets. Each says itself in words too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from truenorth.app.readings.shapes import FacetShown, PeriodMark, Spark
from truenorth.wording import HEADLINE_SHAPES

WIDTH, HEIGHT, EDGE = 132, 30, 3.0
CELLS = 13

GLYPHS = {
    word: (shape.glyph, "hatched" if word == "doubtful" else shape.colour) for word, shape in HEADLINE_SHAPES.items()
}
"""The mark and the colour of each headline, as in every other output."""

FACET_COLOURS = {
    **dict.fromkeys(
        ("met", "achieved", "on pace", "ahead", "stable", "better", "shifted better", "likely", "fresh"), "green"
    ),
    **dict.fromkeys(("near", "uncertain", "late", "doubtful", "provisional"), "yellow"),
    **dict.fromkeys(("missed", "behind", "worse", "shifted worse", "unlikely", "stale", "broken"), "red"),
    **dict.fromkeys(("no target", "no data", "too few", "too early", "insufficient data"), "blue"),
}
FACETS = ("target", "signal", "outlook", "data")
MARK_HEIGHTS = {"met": (0, 16), "near": (4, 12), "missed": (8, 8)}


def glyph(headline: str) -> SafeString:
    """The mark of a headline with its word for who does not see it.

    >>> glyph("at risk")
    '<span class="glyph is-yellow" aria-hidden="true">▲</span><span class="visually-hidden">at risk</span>'
    """
    mark, colour = GLYPHS.get(headline, ("·", "grey"))
    return SafeString(
        f'<span class="glyph is-{colour}" aria-hidden="true">{mark}</span>'
        f'<span class="visually-hidden">{escape(headline)}</span>'
    )


def colour_of(headline: str) -> str:
    """The colour's name of a headline, as in the class `is-red`."""
    return GLYPHS.get(headline, ("·", "grey"))[1]


def spark(shown: Spark) -> SafeString:
    """A sparkline: natural limits as a ribbon, the values as a line with gaps, the newest as a dot."""
    values = shown["values"]
    known = [value for value in values if value is not None]
    if not known:
        return SafeString('<span class="muted">–</span>')
    low, high = shown["low"], shown["high"]
    every = [*known, *(limit for limit in (low, high) if limit is not None)]
    least, most = min(every), max(every)
    span = (most - least) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    ys = [None if v is None else HEIGHT - EDGE - (v - least) / span * (HEIGHT - 2 * EDGE) for v in values]
    parts = [f'<svg class="spark" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"']
    parts.append(f' aria-label="{escape(shown["text"])}">')
    if low is not None and high is not None:
        top = HEIGHT - EDGE - (high - least) / span * (HEIGHT - 2 * EDGE)
        tall = max((high - low) / span * (HEIGHT - 2 * EDGE), 1)
        parts.append(f'<rect class="band" x="0" y="{top:.1f}" width="{WIDTH}" height="{tall:.1f}"/>')
    parts.append(f'<path class="line" d="{_line(ys, step)}"/>')
    signals = set(shown["signals"])
    last = max(place for place, y in enumerate(ys) if y is not None)
    for place in sorted({*signals, last}):
        if 0 <= place < len(ys) and ys[place] is not None:
            css, radius = ("dot signal" if place in signals else "dot"), (2.6 if place == last else 1.7)
            parts.append(f'<circle class="{css}" cx="{EDGE + place * step:.1f}" cy="{ys[place]:.1f}" r="{radius}"/>')
    return SafeString("".join([*parts, "</svg>"]))


def _line(ys: Sequence[float | None], step: float) -> str:
    path, pen = [], "M"
    for place, y in enumerate(ys):
        if y is None:
            pen = "M"
            continue
        path.append(f"{pen}{EDGE + place * step:.1f} {y:.1f}")
        pen = "L"
    return "".join(path)


def strip(cells: Sequence[PeriodMark]) -> SafeString:
    """The past periods as small marks, at the right: high for met, lower for near, low for missed."""
    if not cells:
        return SafeString('<span class="muted">–</span>')
    shown = cells[-CELLS:]
    said = ", ".join(f"{cell['label']} {cell['word'] or 'not judged'}" for cell in shown)
    parts = [f'<svg class="strip" width="128" height="16" viewBox="0 0 128 16" role="img" aria-label="{escape(said)}">']
    parts += [
        _mark(place, cell["label"], cell["text"], cell["word"]) for place, cell in enumerate(shown, CELLS - len(shown))
    ]
    return SafeString("".join([*parts, "</svg>"]))


@lru_cache(maxsize=8192)  # the same marks stand in everybody's lists
def _mark(place: int, label: str, text: str, word: str) -> str:
    top, tall = MARK_HEIGHTS.get(word, (0, 16))
    css = f' class="is-{word}"' if word in MARK_HEIGHTS else ""
    title = escape(f"{label}: {text}{', ' + word if word else ''}")
    return f'<rect{css} x="{place * 10}" y="{top}" width="8" height="{tall}" rx="1.5"><title>{title}</title></rect>'


def four(facets: Mapping[str, FacetShown]) -> SafeString:
    """The four facets as squares: target and signal above, outlook and data below."""
    words = [(name, facets[name]["word"] if name in facets else "") for name in FACETS]
    said = escape(" · ".join(f"{name}: {word or 'not said'}" for name, word in words))
    parts = [f'<svg class="four" width="17" height="17" viewBox="0 0 17 17" role="img" aria-label="{said}">']
    for place, (_, word) in enumerate(words):
        x, y = place % 2 * 9 + 0.5, place // 2 * 9 + 0.5
        colour = FACET_COLOURS.get(word, "")
        css = f"is-{colour}" if colour else "is-hollow"
        parts.append(f'<rect class="{css}" x="{x}" y="{y}" width="7" height="7" rx="1.5"/>')
    return SafeString("".join([*parts, f"<title>{said}</title></svg>"]))

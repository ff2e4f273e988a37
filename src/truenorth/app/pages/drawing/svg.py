"""Elements of SVG as text in which everything that was given is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape

from django.utils.safestring import SafeString

Attribute = str | float | int | None

LETTER = 0.57
"""The width of an average letter, in font sizes; a little more than it is, so that labels never touch."""


def el(name: str, *children: str, **attributes: Attribute) -> SafeString:
    """One element: `class_` is written class, `stroke_width` stroke-width; an attribute that is None is left out.

    >>> el("text", "a < b", x=1.25, class_="ax")
    '<text x="1.2" class="ax">a &lt; b</text>'
    """
    written = "".join(
        [
            f'{_name(key)}"{escape(value) if isinstance(value, str) else number(value)}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    return SafeString(f"<{name}{written}>{joined(children)}</{name}>")


def joined(parts: Iterable[str]) -> SafeString:
    """Elements one after another."""
    return SafeString("".join([part if isinstance(part, SafeString) else escape(part) for part in parts]))


def path_of(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of a line through points.

    >>> path_of([(0, 1), (2.04, 3)], closed=True)
    'M0 1L2 3Z'
    """
    text = "".join(f"{'L' if place else 'M'}{number(x)} {number(y)}" for place, (x, y) in enumerate(points))
    return text + "Z" if closed and text else text


def number(value: float) -> str:
    """A place to a tenth of a pixel.

    >>> number(12.04), number(-0.01)
    ('12', '0')
    """
    text = f"{value:.1f}"
    if text[-2:] == ".0":
        return text[:-2] if text != "-0.0" else "0"
    return text


def width_of(text: str, size: float = 11.0) -> float:
    """About how wide a text is in pixels."""
    return len(text) * size * LETTER


def fitted(text: str, room: float, size: float = 11.0) -> str:
    """The text, cut short with an ellipsis where it does not fit into so many pixels."""
    if width_of(text, size) <= room:
        return text
    keep = int(room / (size * LETTER)) - 1
    return text[:keep].rstrip() + "…" if keep > 1 else ""


@cache
def _name(key: str) -> str:
    return f" {key.rstrip('_').replace('_', '-')}="

"""Small charts of the data pages, as SVG without styles of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from truenorth.wording import format_number

WIDTH, HEIGHT = 720, 96
BAR_WIDTH, BAR_HEIGHT, GAP = 150, 14, 4


def rows_chart(per_day: Sequence[Sequence[Any]]) -> SafeString:
    """A bar for each day, as high as it has rows; empty without days."""
    if not per_day:
        return SafeString("")
    most = max(int(rows) for _, rows in per_day) or 1
    step = WIDTH / len(per_day)
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" class="bar"><title>{}: {} rows</title></rect>',
        (
            (
                f"{at * step:.2f}",
                f"{HEIGHT - HEIGHT * int(rows) / most:.2f}",
                f"{max(step - 1, 0.5):.2f}",
                f"{HEIGHT * int(rows) / most:.2f}",
                day,
                format_number(int(rows)),
            )
            for at, (day, rows) in enumerate(per_day)
        ),
    )
    empty = sum(not int(rows) for _, rows in per_day)
    words = f"Rows a day from {per_day[0][0]} to {per_day[-1][0]}, at most {format_number(most)}; {empty} days without."
    return format_html(
        '<svg class="rows-a-day" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="none">{}</svg>',
        WIDTH,
        HEIGHT,
        words,
        bars,
    )


def balance_chart(title: str, counts: Mapping[str, int]) -> SafeString:
    """A bar for each word, the longest for the most KPIs."""
    most = max(counts.values(), default=0) or 1
    height = len(counts) * (BAR_HEIGHT + GAP)
    lines = format_html_join(
        "",
        '<rect x="0" y="{}" width="{}" height="{}" class="bar{}"></rect>',
        (
            (at * (BAR_HEIGHT + GAP), f"{BAR_WIDTH * count / most:.1f}", BAR_HEIGHT, "" if word else " is-unsaid")
            for at, (word, count) in enumerate(counts.items())
        ),
    )
    words = f"{title}: " + ", ".join(f"{word or 'not said'} {count}" for word, count in counts.items())
    return format_html(
        '<svg class="balance" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        BAR_WIDTH,
        height,
        BAR_WIDTH,
        height,
        words,
        lines,
    )

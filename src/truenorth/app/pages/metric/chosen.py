"""The metrics that were asked for: by words, by what they serve, by how they come about, broken ones first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from truenorth.app.readings.shapes import MetricRow

SHOWS: Mapping[str, tuple[str, Callable[[MetricRow], bool]]] = {
    "": ("All", lambda row: True),
    "serving": ("Serve a KPI", lambda row: bool(row["kpis"])),
    "idle": ("Serve no KPI", lambda row: not row["kpis"]),
    "typed": ("Typed", lambda row: row["typed"]),
    "broken": ("Broken", lambda row: bool(row["error"])),
}


@dataclass(frozen=True)
class Show:
    """One choice of what to show, with how many metrics there are of it."""

    value: str
    text: str
    count: int
    here: bool


@dataclass(frozen=True)
class Chosen:
    """The lines to show, and how they were asked for."""

    rows: list[MetricRow]
    shows: list[Show]
    words: str
    show: str


def chosen_of(rows: Sequence[MetricRow], query: Mapping[str, str]) -> Chosen:
    """The lines that an address asks for; broken ones stand first."""
    words = query.get("words", "").strip()[:100]
    show = query.get("show", "") if query.get("show", "") in SHOWS else ""
    named = [row for row in rows if all(word in _text(row) for word in words.lower().split())]
    shows = [
        Show(value, text, sum(1 for row in named if holds(row)), value == show)
        for value, (text, holds) in SHOWS.items()
    ]
    found = [row for row in named if SHOWS[show][1](row)]
    return Chosen(
        sorted(found, key=lambda row: (not row["error"], row["label"].lower())),
        [each for each in shows if each.count or each.here],
        words,
        show,
    )


def _text(row: MetricRow) -> str:
    return " ".join(
        (row["key"], row["label"], row["words"], *row["tables"], *(k["label"] for k in row["kpis"]))
    ).lower()

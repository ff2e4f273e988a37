"""Labels of the time axis: as many as fit without touching, at the turns of the calendar where there are such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from truenorth.app.pages.drawing.svg import width_of
from truenorth.wording import say

SIZE = 11.0
GAP = 10.0

_WEEK = re.compile(r"(\d{4})-W(\d\d)")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class TimeLabel:
    """A text below the axis at the place of one period; `under` is the year, where it begins."""

    place: int
    text: str
    under: str = ""


def begun(label: str) -> date | None:
    """The first day of a period by its label; None where the label names no civil period.

    >>> begun("2015-W02"), begun("2018-Q3"), begun("FY2025")
    (datetime.date(2015, 1, 5), datetime.date(2018, 7, 1), None)
    """
    try:
        if found := _WEEK.fullmatch(label):
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        if found := _QUARTER.fullmatch(label):
            return date(int(found[1]), 3 * int(found[2]) - 2, 1)
        if found := _MONTH.fullmatch(label):
            return date(int(found[1]), int(found[2]), 1)
        if _YEAR.fullmatch(label):
            return date(int(label), 1, 1)
        return datetime.fromisoformat(label).date()
    except ValueError:
        return None


def time_labels(labels: Sequence[str], grain: str, xs: Sequence[float]) -> list[TimeLabel]:
    """The labels to write below periods at the places `xs`; none of them touches another.

    >>> [each.text for each in time_labels(["2015-11", "2015-12", "2016-01"], "month", [0, 60, 120])]
    ['Nov', 'Dec', 'Jan']
    """
    if not labels:
        return []
    for chosen in _choices(labels, grain):
        written = _with_years(chosen, labels, grain)
        if (len(chosen) > 1 or len(labels) == 1) and _fit(written, xs):
            return written
    ends = [TimeLabel(0, labels[0]), TimeLabel(len(labels) - 1, labels[-1])]
    return ends if len(labels) > 1 and _fit(ends, xs) else ends[-1:]


def _choices(labels: Sequence[str], grain: str) -> Iterator[list[tuple[int, str]]]:
    """Ever sparser sets of labels."""
    days = [begun(label) for label in labels]
    if any(day is None for day in days):
        yield from _every(labels)
        return
    known = [day for day in days if day is not None]
    if grain == "hour":
        yield from _every([label[11:16] for label in labels])
        yield _turns(known, lambda day: (day.year, day.month, day.day), _day_text)
    if grain in ("day", "week"):
        yield from _every([_day_text(day) for day in known], most=4)
    if grain == "quarter":
        yield from _aligned(known, 3, lambda day: f"Q{(day.month + 2) // 3}", (3, 6))
    elif grain != "year":
        yield from _aligned(known, 1, lambda day: say(f"month.{day.month}")[:3], (1, 2, 3, 6))
    for years in (1, 2, 5, 10, 20, 50):
        found = _turns(known, lambda day: day.year, lambda day: str(day.year))
        yield [(place, text) for place, text in found if int(text) % years == 0]


def _every(texts: Sequence[str], most: int = 400) -> Iterator[list[tuple[int, str]]]:
    step = 1
    while step <= most and step < max(len(texts), 2):
        yield [(place, text) for place, text in enumerate(texts) if (len(texts) - 1 - place) % step == 0]
        step *= 2


def _aligned(
    days: Sequence[date], size: int, write: Callable[[date], str], strides: tuple[int, ...]
) -> Iterator[list[tuple[int, str]]]:
    """The periods at which a month begins whose number is a multiple of the stride."""
    for stride in strides:
        found = _turns(days, lambda day: (day.year, (day.month - 1) // size), write)
        yield [(place, text) for place, text in found if (days[place].month - 1) % stride == 0]


def _turns(days: Sequence[date], key: Callable[[date], object], write: Callable[[date], str]) -> list[tuple[int, str]]:
    """The first period of each month or year; the first of all only where it begins one."""
    found = []
    for place, day in enumerate(days):
        if (place and key(day) != key(days[place - 1])) or (not place and day.day == 1):
            found.append((place, write(day)))
    return found


def _day_text(day: date) -> str:
    return f"{day.day} {say(f'month.{day.month}')[:3]}"


def _with_years(chosen: Sequence[tuple[int, str]], labels: Sequence[str], grain: str) -> list[TimeLabel]:
    """The labels, with the year under the first one and wherever it changes."""
    made, before = [], ""
    for place, text in chosen:
        day = begun(labels[place])
        year = str(day.year) if day and text != str(day.year) and grain != "year" else ""
        made.append(TimeLabel(place, text, year if year != before else ""))
        before = year or before
    return made


def _fit(written: Sequence[TimeLabel], xs: Sequence[float]) -> bool:
    edge = float("-inf")
    for each in written:
        half = max(width_of(each.text, SIZE), width_of(each.under, SIZE)) / 2
        if xs[each.place] - half < edge:
            return False
        edge = xs[each.place] + half + GAP
    return True

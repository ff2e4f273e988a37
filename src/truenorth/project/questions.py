"""The words of a question, as a person or program gives them, become a Question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from truenorth.errors import nearest_names, refuse
from truenorth.expressions import parse
from truenorth.model.questions import Question
from truenorth.periods import Calendar, Grain, Period, Shift, parse_period, parse_shift

_COMPARISONS = (
    "previous-period", "same-period-last-year", "same-weekday-last-year", "shift:N units", "baseline:PERIOD",
)  # fmt: skip


def make_question(
    calendar: Calendar,
    metrics: Iterable[str],
    *,
    as_of: datetime,
    grain: str = "total",
    by: Iterable[str] = (),
    period: str | None = None,
    start: str | date | None = None,
    end: str | date | None = None,
    where: str | None = None,
    compare: Iterable[str] = (),
    totals: bool = False,
    rows: int | None = None,
) -> Question:
    """The question in the engine's terms; Refused where a word is unknown."""
    asked = tuple(dict.fromkeys(metrics))
    if not asked:
        raise refuse("NO_METRIC", "No metric was asked.", hint="Name one or more metrics.")
    if rows is not None and rows < 1:
        raise refuse("ROWS_TOO_FEW", f"--rows is a number from 1, not {rows}.")
    return Question(
        asked,
        as_of,
        _grain(grain),
        tuple(dict.fromkeys(by)),
        _period(calendar, period, start, end),
        parse(where) if where else None,
        tuple(dict.fromkeys(_shift(calendar, text) for text in compare)),
        totals,
        rows,
    )


def _grain(text: str) -> Grain:
    plain = text.strip().lower().replace(" ", "_").replace("-", "_")
    try:
        return Grain(plain)
    except ValueError:
        known = [grain.value for grain in Grain]
        near = nearest_names(plain, known)
        raise refuse(
            "UNKNOWN_GRAIN", f"{text!r} is not a grain.", nearest=near, hint=f"The grains: {', '.join(known)}."
        ) from None


def _shift(calendar: Calendar, text: str) -> Shift:
    shift = parse_shift(calendar, text)
    if shift is None:
        near = nearest_names(text, _COMPARISONS)
        raise refuse(
            "UNKNOWN_COMPARISON",
            f"{text!r} is not a comparison.",
            nearest=near,
            hint=f"Comparisons: {', '.join(_COMPARISONS)}.",
        )
    return shift


def _period(calendar: Calendar, period: str | None, start: str | date | None, end: str | date | None) -> Period | None:
    """`period` names whole units and includes the last; `start` and `end` are half-open."""
    if period is not None and (start is not None or end is not None):
        raise refuse("TWO_RANGES", "A period and a start or end were both asked.", hint="Say one of the two.")
    if period is not None:
        named = parse_period(calendar, str(period))
        if named is None:
            raise refuse(
                "UNKNOWN_PERIOD",
                f"{period!r} is not a period.",
                hint="Examples: 2024, 2024-03, 2024-Q1, 2024-W05, 2024-03-31, FY2025-Q1, 2024-01-01..2024-01-31.",
            )
        return named if named.grain is Grain.TOTAL else Period(named.start, named.end, Grain.TOTAL)
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise refuse("HALF_A_RANGE", "A range has a start and an end.", hint="Say both --from and --to.")
    begins, ends = instant_of(calendar, start), instant_of(calendar, end)
    if ends <= begins:
        raise refuse(
            "EMPTY_RANGE", f"The range {start} to {end} holds nothing.", hint="--to is the day after the last."
        )
    return Period(begins, ends, Grain.TOTAL)


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def instant_of(calendar: Calendar, value: str | date, *, end_of_day: bool = False) -> datetime:
    """A date (its midnight, or with `end_of_day` the next) or a timestamp (local unless it has an offset).

    A month or year stands for its first day. Raises Refused.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else calendar.instant(value)
    if isinstance(value, date):
        return calendar.midnight(value + timedelta(days=1) if end_of_day else value)
    text = value.strip()
    try:
        if _DAY.fullmatch(text):
            return instant_of(calendar, date.fromisoformat(text), end_of_day=end_of_day)
        if len(text) > 10:
            return instant_of(calendar, datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    named = parse_period(calendar, text)
    if named is None or ".." in text:
        raise refuse(
            "UNKNOWN_DATE_TEXT",
            f"{value!r} is not a date.",
            hint="Dates are written 2024-03-31, timestamps 2024-03-31T12:00 or 2024-03-31T12:00+02:00.",
        )
    return named.end if end_of_day else named.start

"""When a check-in is due: at the beginning of each turn of the KPI's review rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True)
class Turn:
    """One turn of a rhythm: its first day and the first day of the next."""

    begins: date
    next: date


def turn_of(review: str, today: date) -> Turn | None:
    """The turn that holds a day; None for no rhythm. `weekly` begins on Monday.

    >>> turn_of("every Friday", date(2026, 5, 18)).begins, turn_of("quarterly", date(2026, 5, 18)).begins
    (datetime.date(2026, 5, 15), datetime.date(2026, 4, 1))
    """
    if review == "daily":
        return Turn(today, today + timedelta(days=1))
    weekday = "monday" if review == "weekly" else review.removeprefix("every ").strip().lower()
    if weekday in _DAYS:
        begins = today - timedelta(days=(today.weekday() - _DAYS.index(weekday)) % 7)
        return Turn(begins, begins + timedelta(days=7))
    months = _MONTHS.get(review)
    return None if months is None else _months(today, months)


def _months(today: date, months: int) -> Turn:
    count = today.year * 12 + today.month - 1
    count -= count % months
    return Turn(_first_of(count), _first_of(count + months))


def _first_of(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def turns_missed(review: str, last: date | None, today: date) -> int:
    """How many whole turns before the present one went by without a check-in, 12 at most; 0 where there was none yet.

    >>> turns_missed("monthly", date(2026, 1, 20), date(2026, 5, 18))
    3
    """
    turn = turn_of(review, today)
    if turn is None or last is None:
        return 0
    missed = 0
    while missed < 12:
        turn = turn_of(review, turn.begins - timedelta(days=1))
        if turn is None or last >= turn.begins:
            break
        missed += 1
    return missed

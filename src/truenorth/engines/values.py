"""Driver values → the few Python types that the rest of Truenorth knows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

Change = Callable[[object], object]


def finite(value: object) -> object:
    """The number, or None for NaN and infinity.

    >>> finite(1.5), finite(float("nan")), finite(Decimal("Infinity"))
    (1.5, None, None)
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    return value


def instant(value: object) -> object:
    """The naive moment in UTC as an aware one."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def text(value: object) -> object:
    """The value as text; None stays None.

    >>> text(b"paid"), text(None)
    ('paid', None)
    """
    if value is None or isinstance(value, str):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def nearest_date(value: object) -> object:
    """The date; for one before the year 1 or after 9999, which drivers hand over as text, the nearest there is.

    >>> nearest_date("290000-01-01"), nearest_date("0044-03-15 (BC)")
    (datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    if isinstance(value, str):
        return date.min if value.endswith("(BC)") else date.max
    return value


def nearest_moment(value: object) -> object:
    """The same for a date with a time of day."""
    if isinstance(value, str):
        return datetime.min if value.endswith("(BC)") else datetime.max
    return value


def changed(rows: Sequence[tuple[object, ...]], changes: Mapping[int, Change]) -> tuple[tuple[object, ...], ...]:
    """The rows with the columns at these positions changed.

    >>> changed([(1, b"a"), (2, None)], {1: text})
    ((1, 'a'), (2, None))
    """
    if not rows or not changes:
        return tuple(rows)
    columns: list[Sequence[object]] = list(zip(*rows, strict=True))
    for position, change in changes.items():
        columns[position] = [change(value) for value in columns[position]]
    return tuple(zip(*columns, strict=True))

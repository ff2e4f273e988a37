"""Lengths of time as people write them: `7 days`, `2 hours`, `1 month`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

UNITS = ("minute", "hour", "day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SPELLED = re.compile(r"\s*(\d{1,6})\s*([a-z]+?)s?\s*")


@dataclass(frozen=True)
class Duration:
    """`count` whole `unit`s; months and longer are calendar units, not a number of days."""

    count: int
    unit: str

    @property
    def months(self) -> int | None:
        """The number of calendar months, or None for weeks and shorter."""
        return self.count * _MONTHS[self.unit] if self.unit in _MONTHS else None

    @property
    def days(self) -> int | None:
        """The number of civil days for `day` and `week`, else None."""
        return {"day": self.count, "week": 7 * self.count}.get(self.unit)

    @property
    def elapsed(self) -> timedelta:
        """The length in elapsed time; ValueError for calendar months and longer."""
        if self.unit in _MONTHS:
            raise ValueError(f"{self} has no fixed length; add it on the calendar instead")
        return timedelta(**{f"{self.unit}s": self.count})

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def parse_duration(text: str) -> Duration | None:
    """The duration written in `text`, or None.

    >>> parse_duration("28 days"), parse_duration("soon")
    (Duration(count=28, unit='day'), None)
    """
    found = _SPELLED.fullmatch(text)
    if found is None or found[2] not in UNITS:
        return None
    return Duration(int(found[1]), found[2])

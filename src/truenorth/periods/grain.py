"""The sizes of a time bucket."""

from __future__ import annotations

from enum import StrEnum


class Grain(StrEnum):
    """The size of the time bucket; `total` takes the whole asked range as one period."""

    TOTAL = "total"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_YEAR = "fiscal_year"

    @property
    def rank(self) -> int:
        """Order by size: hour 0, day 1, week 2, month 3, quarters 4, years 5, total 9."""
        return _RANK[self]


FISCAL = frozenset({Grain.FISCAL_QUARTER, Grain.FISCAL_YEAR})

_RANK = {
    Grain.HOUR: 0,
    Grain.DAY: 1,
    Grain.WEEK: 2,
    Grain.MONTH: 3,
    Grain.QUARTER: 4,
    Grain.FISCAL_QUARTER: 4,
    Grain.YEAR: 5,
    Grain.FISCAL_YEAR: 5,
    Grain.TOTAL: 9,
}


def divides(finer: Grain, coarser: Grain) -> bool:
    """Whether whole units of `finer` make up each unit of `coarser` (weeks make up nothing but themselves).

    >>> divides(Grain.MONTH, Grain.FISCAL_YEAR), divides(Grain.WEEK, Grain.MONTH)
    (True, False)
    """
    if finer == coarser:
        return True
    if finer is Grain.WEEK or finer is Grain.TOTAL:
        return False
    if finer in (Grain.QUARTER, Grain.FISCAL_QUARTER):
        return coarser is (Grain.YEAR if finer is Grain.QUARTER else Grain.FISCAL_YEAR)
    return coarser is not Grain.TOTAL and finer.rank < coarser.rank

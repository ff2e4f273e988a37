"""What targets expect of a period: of a total the sum of its days, each at the total agreed for that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise

from truenorth.judgement.exact import decimal
from truenorth.judgement.in_force import in_force
from truenorth.judgement.paths import Expected, expected
from truenorth.judgement.totals import Ground, Share, amount_between
from truenorth.model.kpis import Kpi
from truenorth.model.targets import Target, Total
from truenorth.periods import Calendar, Period

GroundOf = Callable[[Target], Ground]


def expected_of(kpi: Kpi, target: Target, period: Period, calendar: Calendar, ground_of: GroundOf) -> Expected:
    """What is expected of a period on whose last day `target` is in force."""
    if not isinstance(target.path, Total):
        return expected(target, period, ground_of(target))
    share = total_between(kpi, target, calendar.day(period.start), calendar.day(period.end), ground_of)
    return Expected(decimal(share.part), note=share.note)


def total_between(kpi: Kpi, target: Target, start: date, end: date, ground_of: GroundOf) -> Share:
    """The sum over the civil days `[start, end)`, each at the total in force on it; else at `target`."""
    changes = sorted({each.begins for each in kpi.targets if start < each.begins < end})
    part, note = Fraction(0), None
    for first, after in pairwise([start, *changes, end]):
        agreed = in_force(kpi.targets, first, kpi.segment)
        used = agreed if agreed is not None and isinstance(agreed.path, Total) else target
        share = amount_between(used, first, after, ground_of(used))
        part, note = part + share.part, note or share.note
    return Share(part, note)

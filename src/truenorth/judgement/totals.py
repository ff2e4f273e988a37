"""Totals, spread over the days of the period they add up over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from truenorth.judgement.evidence import Point
from truenorth.judgement.exact import fraction
from truenorth.model.answers import State
from truenorth.model.targets import Phasing, Target, Total
from truenorth.periods import Calendar, Grain
from truenorth.periods.calendar import add_months_clamped
from truenorth.periods.working_days import working_days
from truenorth.wording import say

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bucket:
    """What came in on the civil days `[first, end)`."""

    first: date
    end: date
    value: Fraction


@dataclass(frozen=True)
class Ground:
    """What a path stands on besides itself: the calendar, the baseline, and last year's buckets where it needs them."""

    calendar: Calendar
    baseline: Fraction | None = None
    last_year: tuple[Bucket, ...] = ()


@dataclass(frozen=True)
class Share:
    """A part of a total, with a note where it was not spread as asked."""

    part: Fraction
    note: str | None = None


def over_days(calendar: Calendar, target: Target, day: date) -> tuple[date, date]:
    """The civil days `[first, end)` over which the total that counts on `day` adds up."""
    over = _total(target).over
    if over == "until":
        return target.begins, (target.by or target.begins) + DAY
    first = calendar.floor(Grain(over), day)
    return first, calendar.add(Grain(over), first, 1)


def amount_between(target: Target, start: date, end: date, ground: Ground) -> Share:
    """How much of the total is expected on the civil days `[start, end)`: a sum of days, across months too."""
    amount, total, note, day = Fraction(_total(target).amount), Fraction(0), None, start
    while day < end:
        first, after = over_days(ground.calendar, target, day)
        if day >= after or end <= first:
            break
        upper = share_before(target, first, after, min(end, after), ground)
        lower = share_before(target, first, after, max(day, first), ground)
        total += amount * (upper.part - lower.part)
        note = note or upper.note
        day = after
    return Share(total, note)


def share_before(target: Target, first: date, end: date, day: date, ground: Ground) -> Share:
    """Which part of the total over `[first, end)` is expected on the civil days before `day`."""
    phasing = _total(target).phasing
    if day <= first:
        return Share(Fraction(0))
    if day >= end:
        return Share(Fraction(1))
    weights = _weights(target, first, end)
    part = _weighted(weights, end, day) if weights else _SHARES.get(phasing, _nothing)(first, end, day, ground)
    if part is not None:
        return Share(part)
    notes = {
        Phasing.WORKING_DAYS: say("note.no_working_days"),
        Phasing.LAST_YEAR: say("note.even_instead", year=year_back(first).year),
        Phasing.PROFILE: say("note.no_weights"),
        Phasing.CUSTOM: say("note.no_weights"),
    }
    return Share(Fraction((day - first).days, (end - first).days), notes[phasing])


def buckets(calendar: Calendar, points: Iterable[Point]) -> tuple[Bucket, ...]:
    """The complete ones among last year's answers; a complete period without rows is 0."""
    found = []
    for point in points:
        value = fraction(point.measured.cell.value)
        if value is None and point.measured.cell.reason == "no_rows":
            value = Fraction(0)
        if value is not None and point.measured.state is State.COMPLETE:
            found.append(Bucket(calendar.day(point.period.start), calendar.day(point.period.end), value))
    return tuple(found)


def year_back(day: date) -> date:
    """The same civil date one year earlier; 29 February as the 28th."""
    return add_months_clamped(day, -12)


def year_back_end(end: date) -> date:
    """The first day after the same stretch one year earlier; a stretch that ends with 28 February ends so too."""
    return year_back(end - DAY) + DAY if (end.month, end.day) == (2, 29) else year_back(end)


def _even(first: date, end: date, day: date, ground: Ground) -> Fraction:
    return Fraction((day - first).days, (end - first).days)


def _working_days(first: date, end: date, day: date, ground: Ground) -> Fraction | None:
    whole = working_days(ground.calendar, first, end)
    return Fraction(working_days(ground.calendar, first, day), whole) if whole else None


def _weights(target: Target, first: date, end: date) -> list[tuple[date, Fraction]]:
    """The weights of the parts of `[first, end)`, each with its first day; none for other phasings."""
    total = _total(target)
    if total.phasing is Phasing.CUSTOM:
        inside = [(day, Fraction(weight)) for day, weight in total.custom if first <= day < end]
        return inside if not inside or inside[0][0] == first else [(first, Fraction(0)), *inside]
    count = len(total.profile)
    if not count:
        return []
    months = (end.year - first.year) * 12 + end.month - first.month
    if first.day == 1 and end.day == 1 and months % count == 0:
        starts = [add_months_clamped(first, months // count * place) for place in range(count)]
    else:
        starts = [first + (end - first) * place // count for place in range(count)]
    return list(zip(starts, map(Fraction, total.profile), strict=True))


def _weighted(weights: list[tuple[date, Fraction]], end: date, day: date) -> Fraction | None:
    """Which part of the weights lies before a day, each spread evenly over its own days."""
    whole, part = sum((weight for _, weight in weights), start=Fraction(0)), Fraction(0)
    for (start, weight), after in zip(weights, [*(start for start, _ in weights[1:]), end], strict=True):
        if day > start:
            days = (after - start).days
            part += weight * (Fraction((min(day, after) - start).days, days) if days else 1)
    return part / whole if whole else None


def _nothing(first: date, end: date, day: date, ground: Ground) -> None:
    """No weights are given for this stretch."""
    return


def _last_year(first: date, end: date, day: date, ground: Ground) -> Fraction | None:
    """Last year's sum through the same civil date over last year's whole; None without a complete last year."""
    start = year_back(first)
    whole = _sum(ground.last_year, start, year_back_end(end))
    part = _sum(ground.last_year, start, year_back(day - DAY) + DAY)
    return part / whole if part is not None and whole else None


def _sum(found: tuple[Bucket, ...], start: date, end: date) -> Fraction | None:
    """The sum over `[start, end)`, a bucket that is cut by its days; None where days are missing."""
    total, days = Fraction(0), 0
    for bucket in found:
        if bucket.end <= start or bucket.first >= end:
            continue
        inside, whole = (min(bucket.end, end) - max(bucket.first, start)).days, (bucket.end - bucket.first).days
        total += bucket.value if inside == whole else bucket.value * Fraction(inside, whole)
        days += inside
    return total if days == (end - start).days else None


def _total(target: Target) -> Total:
    if not isinstance(target.path, Total):
        raise TypeError("only a total is spread over days; ask `expected` about other targets")
    return target.path


_SHARES: dict[Phasing, Callable[[date, date, date, Ground], Fraction | None]] = {
    Phasing.EVEN: _even,
    Phasing.WORKING_DAYS: _working_days,
    Phasing.LAST_YEAR: _last_year,
}

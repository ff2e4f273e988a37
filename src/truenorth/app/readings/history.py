"""Readings: a row where a value, its components or its maturity are not what was known before. Nothing is overwritten.

A period is known by its label: where a fiscal year begins in another month, FY2024 is still FY2024, restated.

Knowledge has an order of its own, `known_from`. A run of a past date takes its place in that order: its rows are
compared with what was known then, and what a later run had found unchanged is said again at that run's date.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from truenorth.app.readings.measured import Found, Value
from truenorth.app.readings.models import Reading, Run, Series
from truenorth.app.readings.store import BATCH, batched

CLOSE = Decimal("1e-12")
"""Sums of floats differ so little with the order of rows; that is no change."""

NOT_KNOWN = "not_known"
"""The reason of a row which says that nothing was known of a period at a time; it takes back an earlier one."""

Split = Callable[[Found, "Known"], Mapping[str, dict[str, str]]]
"""Of a series whose definition changed: for each period what the old definition says of the new rows."""


@dataclass(frozen=True)
class Known:
    """What was known of one period: the newest row at a time."""

    id: int
    run_id: int
    value: Value
    value_hash: str
    cause: str
    note: str
    watermark: datetime | None
    known_from: datetime


@dataclass(frozen=True, eq=False)
class Keeping:
    """What rows are written with: the run, the clock, the next run in the order of knowledge, and the split."""

    run: Run
    now: datetime
    next_at: datetime | None
    split: Split


def keep(keeping: Keeping, found: Sequence[Found]) -> int:
    """How many rows were written for some series."""
    if not found:
        return 0
    series = _series(keeping.run, found)
    seen = _seen(series.values(), keeping.run.as_of)
    news = {each.named: _news(each, seen.get(series[each.named], {})) for each in found}
    known = _in_full(pk for each in news.values() for pk in each.known)
    later = _later(series.values(), keeping) if keeping.next_at else {}
    made: list[Reading] = []
    for each in found:
        pk, its = series[each.named], news[each.named]
        before = {row.value.period: row for row in (known[one] for one in its.known)}
        rows = list(_rows(keeping, each, pk, its, before))
        made += rows
        made += _said_again(keeping, rows, before, later.get(pk, {}))
    for batch in batched(made, BATCH):
        Reading.objects.bulk_create(batch)
    return len(made)


def next_run(run: Run) -> datetime | None:
    """The knowledge time of the next finished run after this one's; None where there is none."""
    others = Run.objects.filter(workspace=run.workspace, state="done", as_of__gt=run.as_of).exclude(pk=run.pk)
    return others.order_by("as_of").values_list("as_of", flat=True).first()


def _series(run: Run, found: Iterable[Found]) -> dict[tuple[str, str, str], int]:
    """The row of each series, made where there is none yet."""
    wanted = {each.named for each in found}
    metrics = {metric for metric, _, _ in wanted}

    def known() -> dict[tuple[str, str, str], int]:
        rows = Series.objects.filter(workspace=run.workspace, metric__in=metrics)
        every = rows.values_list("metric", "grain", "segment", "id")
        return {(m, g, s): pk for m, g, s, pk in every if (m, g, s) in wanted}

    there = known()
    missing = [Series(workspace=run.workspace, metric=m, grain=g, segment=s) for m, g, s in wanted - set(there)]
    if missing:
        Series.objects.bulk_create(missing, batch_size=BATCH, ignore_conflicts=True)
        there = known()
    return there


def known_rows(series: Iterable[int], as_of: datetime | None) -> Iterator[Reading]:
    """Every row of some series known at a time, in the order of knowledge."""
    for batch in batched(series, 400):
        rows = Reading.objects.filter(series_id__in=batch)
        rows = rows if as_of is None else rows.filter(known_from__lte=as_of)
        yield from rows.order_by("known_from", "id").iterator(chunk_size=2000)


class Seen(NamedTuple):
    """Of what was known of a period so much as tells whether it is still so."""

    id: int
    period: str
    value: str | None
    numerator: str | None
    denominator: str | None
    row_count: int | None
    maturity: str
    null_reason: str
    doubt: str


def _seen(series: Iterable[int], as_of: datetime) -> dict[int, dict[str, Seen]]:
    """The newest row of each period known at a time."""
    found: dict[int, dict[str, Seen]] = {}
    for batch in batched(series, 400):
        rows = Reading.objects.filter(series_id__in=batch, known_from__lte=as_of).order_by("known_from", "id")
        for pk, *row in rows.values_list("series_id", *Seen._fields).iterator(chunk_size=2000):
            seen = Seen._make(row)
            if seen.null_reason == NOT_KNOWN:
                found.setdefault(pk, {}).pop(seen.period, None)
            else:
                found.setdefault(pk, {})[seen.period] = seen
    return found


@dataclass(frozen=True, eq=False)
class _News:
    """What of a series is not as it was known: values, periods that are gone, and the rows that were known of both."""

    values: tuple[Value, ...]
    gone: tuple[str, ...]
    known: tuple[int, ...]


def _news(found: Found, seen: Mapping[str, Seen]) -> _News:
    fresh = tuple(each for each in found.values if each.period not in seen or changed(seen[each.period], each))
    here = {value.period for value in found.values}
    gone = tuple(period for period, before in seen.items() if period not in here and before.value is not None)
    known = [seen[period].id for period in (*(each.period for each in fresh), *gone) if period in seen]
    return _News(fresh, gone, tuple(known))


def _in_full(ids: Iterable[int]) -> dict[int, Known]:
    """Some rows with all that they say."""
    return {row.pk: known_of(row) for batch in batched(ids, 400) for row in Reading.objects.filter(pk__in=batch)}


def _later(series: Iterable[int], keeping: Keeping) -> dict[int, dict[str, datetime]]:
    """When each period was next said anything of after this run's time."""
    found: dict[int, dict[str, datetime]] = {}
    for batch in batched(series, 400):
        rows = Reading.objects.filter(series_id__in=batch, known_from__gt=keeping.run.as_of)
        for pk, period, known_from in rows.order_by("-known_from").values_list("series_id", "period", "known_from"):
            found.setdefault(pk, {})[period] = known_from
    return found


def known_of(row: Reading) -> Known:
    """A row as a value."""
    value = Value(
        row.period,
        row.period_start,
        row.period_end,
        row.value,
        row.numerator,
        row.denominator,
        row.row_count,
        row.low,
        row.high,
        row.completeness,
        row.maturity,
        row.null_reason,
        row.doubt,
    )
    return Known(row.pk, row.run_id, value, row.value_hash, row.cause, row.note, row.watermark, row.known_from)


def _rows(keeping: Keeping, found: Found, series: int, news: _News, known: Mapping[str, Known]) -> Iterator[Reading]:
    """A row for each period that is not as it was known, and for each that is gone."""
    split: Mapping[str, dict[str, str]] | None = None
    for value in news.values:
        before = known.get(value.period)
        note: dict[str, str] = {}
        if (
            before is not None
            and before.value_hash != found.value_hash
            and differs(before.value.value, value.value, rough=value.rough)
        ):
            split = keeping.split(found, before) if split is None else split
            note = split.get(value.period, {})
        yield _row(keeping, found, series, value, (cause_of(found, before, value, note), note))
    for period in news.gone:
        before = known[period]
        yield _row(keeping, found, series, _gone(before.value), (cause_of(found, before, None, {}), {}))


def _row(keeping: Keeping, found: Found, series: int, value: Value, why: tuple[str, Mapping[str, str]]) -> Reading:
    cause, note = why
    return Reading(
        series_id=series,
        run=keeping.run,
        period=value.period,
        period_start=value.start,
        period_end=value.end,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        row_count=value.row_count,
        low=value.low,
        high=value.high,
        completeness=value.completeness,
        maturity=value.maturity,
        null_reason=value.null_reason,
        doubt=value.doubt,
        value_hash=found.value_hash,
        watermark=found.watermark,
        known_from=keeping.run.as_of,
        recorded_at=keeping.now,
        cause=cause,
        note=json.dumps(note) if note else "",
    )


def _gone(value: Value) -> Value:
    """A period of which nothing is left."""
    return Value(value.period, value.start, value.end, None, None, None, None, None, None, None, "final", "no_rows", "")


def _said_again(
    keeping: Keeping, rows: Sequence[Reading], known: Mapping[str, Known], later: Mapping[str, datetime]
) -> Iterator[Reading]:
    """What the next run had found unchanged, said at its date: otherwise the row of a past date would hide it."""
    if keeping.next_at is None:
        return
    for row in rows:
        before, after = known.get(row.period), later.get(row.period)
        if after is not None and after <= keeping.next_at:
            continue
        hash_, mark = (before.value_hash, before.watermark) if before else (row.value_hash, None)
        value = before.value if before else _unknown(row)
        found = Found("", "", "", hash_, mark, ())
        again = _row(keeping, found, row.series_id, value, (before.cause if before else "first", {}))
        again.note, again.known_from = before.note if before else "", keeping.next_at
        yield again


def _unknown(row: Reading) -> Value:
    ends = (row.period, row.period_start, row.period_end)
    return Value(*ends, None, None, None, None, None, None, None, "open", NOT_KNOWN, "")


def changed(before: Seen, now: Value) -> bool:
    """Whether value, components, maturity or doubt are other than they were known."""
    pairs = ((before.value, now.value), (before.numerator, now.numerator), (before.denominator, now.denominator))
    plain = ((before.maturity, now.maturity), (before.null_reason, now.null_reason), (before.doubt, now.doubt))
    counts = before.row_count != now.row_count
    return counts or any(differs(*pair, rough=now.rough) for pair in pairs) or any(one != other for one, other in plain)


def differs(before: str | None, now: str | None, *, rough: bool = False) -> bool:
    """Whether two stored numbers are not the same; of rough ones what the order of adding floats makes is nothing."""
    if before is None or now is None or before == now:
        return before != now
    one, other = Decimal(before), Decimal(now)
    return abs(one - other) > CLOSE * max(abs(one), abs(other)) if rough else one != other


def cause_of(found: Found, before: Known | None, now: Value | None, note: Mapping[str, str]) -> str:
    """Why a row is written: first, matured, data, definition, both or entry."""
    if before is None:
        return "first"
    new, rough = (now.value, now.rough) if now else (None, False)
    moved = differs(before.value.value, new, rough=rough)
    if before.value_hash != found.value_hash and moved:
        old = note.get("old")
        if old is None:
            return "both"
        if not differs(old, before.value.value, rough=rough):
            return "definition"
        return "both" if differs(old, new, rough=rough) else "data"
    if before.value.maturity == "open" or not moved:
        return "matured"
    return "entry" if found.typed else "data"

"""What someone owes: check-ins by each KPI's rhythm, and values to type; pure functions of what is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from truenorth.app.readings.shapes import KpiRow
from truenorth.app.work.rhythm import turn_of, turns_missed
from truenorth.app.work.values import TypedMetric

Places = frozenset[tuple[str, str, str]]
"""(metric, period, segment) of typed values."""


@dataclass(frozen=True)
class DueValue:
    """A value to type: of a metric, for a period, and for one segment of it (empty: one that is still to be named)."""

    metric: TypedMetric
    period: str
    segment: str
    members: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Owed:
    """What is due on one KPI. `since` is the day on which its check-in fell due; `missed` whole turns went by."""

    row: KpiRow
    check_in: bool
    since: date | None
    missed: int
    values: tuple[DueValue, ...]
    own: bool


@dataclass(frozen=True)
class Known:
    """What owing depends on besides the KPIs' own rows."""

    today: date
    last: Mapping[str, date]  # the day of each KPI's newest check-in
    metrics: Callable[[str], TypedMetric | None]
    typed: Places


def owed(address: str, rows: Iterable[KpiRow], known: Known) -> tuple[Owed, ...]:
    """What a person owes, their own KPIs first, then by need of attention."""
    found = [due for row in rows if (due := due_on(row, known, address)) is not None]
    return tuple(sorted(found, key=lambda due: (not due.own, due.row["need"], due.row["label"])))


def owns(address: str, row: KpiRow) -> bool:
    """Whether the KPI is the person's own."""
    return bool(address) and row["owner"].casefold() == address.casefold()


def types(address: str, row: KpiRow) -> bool:
    """Whether the person types the KPI's values: its updater, and without one its owner."""
    updater = row.get("updater", "")
    return bool(address) and (updater or row["owner"]).casefold() == address.casefold()


def due_on(row: KpiRow, known: Known, address: str) -> Owed | None:
    """What a person owes on one KPI; None where nothing is due. Only a KPI in use is checked in."""
    if row["state"] not in ("", "active"):
        return None
    own = owns(address, row)
    turn, last = turn_of(row["review"], known.today), known.last.get(row["key"])
    check_in = turn is not None and own and (last is None or last < turn.begins)
    values = due_values(row, known) if types(address, row) else ()
    if not check_in and not values:
        return None
    since = turn.begins if turn is not None and check_in else None
    missed = turns_missed(row["review"], last, known.today) if check_in else 0
    return Owed(row, check_in, since, missed, values, own)


def due_values(row: KpiRow, known: Known) -> tuple[DueValue, ...]:
    """The values that the KPI's open period waits for: of each segment ever typed, where the metric has dimensions."""
    if not row["open_period"]:
        return ()
    metrics = [metric for key in row["entry_metrics"] if (metric := known.metrics(key)) is not None]
    return tuple(due for metric in metrics for due in _of_metric(metric, row["open_period"], known.typed))


def _of_metric(metric: TypedMetric, period: str, typed: Places) -> Iterable[DueValue]:
    mine = [(when, segment) for key, when, segment in typed if key == metric.key]
    if metric.split_by and not mine:
        yield DueValue(metric, period, "")
        return
    for segment in sorted({segment for _, segment in mine}) if metric.split_by else ["{}"]:
        if (period, segment) not in mine:
            yield DueValue(metric, period, segment, tuple(sorted(json.loads(segment).items())))

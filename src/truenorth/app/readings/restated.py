"""Past periods whose readings changed: from what to what, when it became known, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby, pairwise

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.models import Reading
from truenorth.app.readings.read import rows
from truenorth.wording import format_change, format_number

ORDINARY = ("first", "matured")
"""Causes of a reading that restate nothing: a period got its first value, or ended."""
CAUSES = {
    "data": "the rows of the source changed",
    "definition": "the definition changed",
    "both": "rows and definition changed",
    "entry": "a typed value was corrected",
    "late": "rows arrived late",
    "correction": "it was corrected",
}


@dataclass(frozen=True)
class Step:
    """One change of a reading; `before` and `after` as people read them."""

    known_from: datetime
    before: str
    after: str
    change: str
    cause: str
    note: str


@dataclass(frozen=True)
class Restated:
    """A period of a series that was restated, with its steps from the first number to the newest: the bridge."""

    metric: str
    label: str
    grain: str
    segment: str
    period: str
    first: str
    newest: str
    change: str
    steps: tuple[Step, ...]

    @property
    def last_known(self) -> datetime:
        return self.steps[-1].known_from


def restated(workspace: Workspace, *, metric: str = "", most: int = 200) -> tuple[Restated, ...]:
    """The restated periods of the whole series (no segments), those changed last first."""
    known = Reading.objects.filter(series__workspace=workspace, series__segment="{}")
    known = known.filter(series__metric=metric) if metric else known
    changed = known.exclude(cause__in=ORDINARY).order_by("-known_from", "-id")
    wanted = dict.fromkeys(changed.values_list("series_id", "period_start")[: 4 * most])
    chosen = list(wanted)[:most]
    readings = known.filter(series_id__in={series for series, _ in chosen}, period_start__in={at for _, at in chosen})
    ordered = readings.select_related("series").order_by("series_id", "period_start", "known_from", "id")
    lines = {each["key"]: each for each in rows(workspace, "metric")}
    found = {
        key: _restated(list(group), lines)
        for key, group in groupby(ordered, key=lambda one: (one.series_id, one.period_start))
        if key in wanted
    }
    return tuple(found[key] for key in chosen if key in found and found[key].steps)


def _restated(readings: list[Reading], lines: dict[str, dict[str, str]]) -> Restated:
    series = readings[0].series
    line = lines.get(series.metric, {})
    unit = line.get("unit") or None
    first, newest = readings[0].value, readings[-1].value
    return Restated(
        metric=series.metric,
        label=line.get("label", series.metric),
        grain=series.grain,
        segment=series.segment,
        period=readings[0].period,
        first=_text(first, unit),
        newest=_text(newest, unit),
        change=_change(first, newest, unit),
        steps=tuple(_steps(readings, unit)),
    )


def _steps(readings: Iterable[Reading], unit: str | None) -> Iterator[Step]:
    for before, after in pairwise(readings):
        if after.cause not in ORDINARY:
            yield Step(
                after.known_from,
                _text(before.value, unit),
                _text(after.value, unit),
                _change(before.value, after.value, unit),
                CAUSES.get(after.cause, after.cause),
                after.note,
            )


def _text(value: str | None, unit: str | None) -> str:
    return format_number(None if value is None else Decimal(value), unit)


def _change(before: str | None, after: str | None, unit: str | None) -> str:
    if before is None or after is None:
        return ""
    return format_change(Decimal(after) - Decimal(before), unit)

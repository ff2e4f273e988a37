"""Series as they are stored: many in one question, each period's newest reading."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.history import NOT_KNOWN
from truenorth.app.readings.models import Reading, Series
from truenorth.app.readings.store import BATCH, batched

Named = tuple[str, str, str]
"""A series: metric, grain, and segment as canonical JSON (`{}` for the whole)."""


class Point(NamedTuple):
    """A period's reading; its value with all digits, in the metric's unit."""

    period: str
    value: str | None
    maturity: str
    null_reason: str
    doubt: str


def points(
    workspace: Workspace, named: Iterable[Named], as_of: datetime | None = None
) -> dict[Named, tuple[Point, ...]]:
    """Of each series the newest reading of each period known now or at an instant, the oldest period first."""
    wanted = dict.fromkeys(named)
    series: dict[int, Named] = {}
    for some in batched({metric for metric, _, _ in wanted}, BATCH):
        found = Series.objects.filter(workspace=workspace, metric__in=some, grain__in={grain for _, grain, _ in wanted})
        for pk, *name in found.values_list("pk", "metric", "grain", "segment"):
            if (one := (name[0], name[1], name[2])) in wanted:
                series[pk] = one
    newest: dict[int, dict[str, tuple[Any, ...]]] = {pk: {} for pk in series}
    for ids in batched(series, BATCH):
        rows = Reading.objects.filter(series_id__in=ids)
        rows = rows if as_of is None else rows.filter(known_from__lte=as_of)
        for row in rows.order_by("known_from", "id").values_list(*Point._fields, "series_id"):
            newest[row[-1]][row[0]] = row
    lines = {series[pk]: periods for pk, periods in newest.items()}
    return {name: _known(lines.get(name, {})) for name in wanted}


def _known(periods: dict[str, tuple[Any, ...]]) -> tuple[Point, ...]:
    """In the order of their labels, which within a grain is that of time; what is not known any more is left out."""
    told = (Point._make(periods[label][:-1]) for label in sorted(periods))
    return tuple(point for point in told if point.null_reason != NOT_KNOWN)

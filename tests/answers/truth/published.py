"""The published values, and the questions that must give them.

A file in `values/` holds one published value a row. Rows that can be asked together (same grain, same dimension) become
one query, so that 1,809 values take a dozen queries.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import truenorth as tn

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Published:
    """One row of `values/*.csv`."""

    kpi: str
    period: str  # 2015, 2015-07 or 2021/2025
    dimension: str | None
    member: str | None
    value: Decimal
    tolerance: Decimal


@dataclass(frozen=True)
class DataSet:
    """Which metric gives a published kpi: by its name, or by (name, dimension) where a segment needs another metric.

    `percent` names the kpis that are published in percent points and that we keep as fractions.
    """

    values: str
    metrics: Mapping[str | tuple[str, str], str]
    percent: frozenset[str] = frozenset()
    whole: frozenset[str] = field(default=frozenset({"all"}))  # segments that mean: everything

    def metric(self, row: Published) -> str:
        """The metric that gives this row's value."""
        if row.dimension is not None and (row.kpi, row.dimension) in self.metrics:
            return self.metrics[row.kpi, row.dimension]
        return self.metrics[row.kpi]

    def published(self) -> tuple[Published, ...]:
        """All rows of the file."""
        with (HERE / "values" / self.values).open(encoding="utf-8", newline="") as file:
            return tuple(self._row(record) for record in csv.DictReader(file))

    def _row(self, record: Mapping[str, str]) -> Published:
        value, tolerance = Decimal(record["published_value"]), Decimal(record["tolerance"])
        if record["segment"] in self.whole:
            return Published(record["kpi"], record["period"], None, None, value, tolerance)
        dimension, _, member = record["segment"].partition("=")
        return Published(record["kpi"], record["period"], dimension, member, value, tolerance)


@dataclass(frozen=True)
class Computed:
    """Our answer to one published row, in the published unit."""

    value: Decimal | None
    reason: str | None
    state: str
    doubt: str | None


def _member(dimension: str | None, segment: Mapping[str, object]) -> str | None:
    """The row's member as the published table spells it: weekdays by name, everything else as it is."""
    if dimension is None:
        return None
    member = segment[dimension]
    if dimension == "weekday" and isinstance(member, int):
        return WEEKDAYS[member - 1]
    return str(member)


def computed(folder: Path, data: DataSet) -> list[tuple[Published, Computed]]:
    """Every published row with our answer, in few queries."""
    rows = data.published()
    groups: dict[tuple[str, str | None, str | None], list[Published]] = defaultdict(list)
    for row in rows:
        groups[_grain(row), row.dimension, row.period if _grain(row) == "total" else None].append(row)
    answers: dict[Published, Computed] = {}
    with tn.Project(folder) as project:
        for (grain, dimension, _), group in groups.items():
            answers |= _ask(project, data, grain, dimension, group)
    return [(row, answers[row]) for row in rows]


def _ask(
    project: tn.Project, data: DataSet, grain: str, dimension: str | None, group: list[Published]
) -> dict[Published, Computed]:
    metrics = sorted({data.metric(row) for row in group})
    by = [] if dimension is None else [dimension]
    answer = json.loads(project.query(*metrics, grain=grain, by=by, period=_span(group)).to_json(), parse_float=Decimal)
    cells = {(found["period"], _member(dimension, found["segment"])): found["values"] for found in answer["rows"]}
    whole = answer["rows"][0]["period"]
    answers = {}
    for row in group:
        found = cells[whole if grain == "total" else row.period, row.member][data.metric(row)]
        value = None if found["value"] is None else Decimal(found["value"])
        if value is not None and row.kpi in data.percent:
            value *= 100
        answers[row] = Computed(value, found["reason"], found["state"], found["doubt"])
    return answers


def _grain(row: Published) -> str:
    if "/" in row.period:
        return "total"
    return "month" if "-" in row.period else "year"


def _span(group: Iterable[Published]) -> str:
    """The asked range: from the first to the last period, both included."""
    periods = sorted({label for row in group for label in row.period.split("/")})
    return periods[0] if len(periods) == 1 else f"{periods[0]}..{periods[-1]}"


def agrees(row: Published, ours: Computed) -> bool:
    """Whether our value lies within the row's tolerance."""
    return ours.value is not None and abs(ours.value - row.value) <= row.tolerance


def disagreements(results: Iterable[tuple[Published, Computed]]) -> list[tuple[Published, Computed]]:
    """The rows where we give another value, or none."""
    return [(row, ours) for row, ours in results if not agrees(row, ours)]

"""The values typed of one metric: all of them, with corrections, and the form for one more."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from truenorth.app.pages.checkin.due import Desk
from truenorth.app.pages.fields import Fields, new_token
from truenorth.app.readings import read as readings
from truenorth.app.readings.shapes import ChartShown, MetricRow
from truenorth.app.work import read, write
from truenorth.app.work.clock import now
from truenorth.app.work.read import TypedValue
from truenorth.app.work.refresh import values_changed
from truenorth.app.work.spans import charted, check_period, in_words
from truenorth.app.work.values import TypedMetric, read_segment, read_value, typed_metric
from truenorth.app.work.wanted import TypedNumber
from truenorth.app.work.write import Author
from truenorth.errors import Finding
from truenorth.wording import format_exactly

MOST_PERIODS = 36


@dataclass(frozen=True)
class Line:
    """One typed value as it is shown."""

    typed: TypedValue
    text: str
    period_text: str
    members: str


@dataclass(frozen=True)
class MemberField:
    """A dimension for which the value is typed, with the members seen so far."""

    name: str
    dimension: str
    typed: str
    known: tuple[str, ...]
    error: Finding | None


@dataclass(frozen=True)
class ValuesPage:
    """Everything that the page of a metric's typed values shows."""

    metric: TypedMetric
    row: MetricRow
    lines: tuple[Line, ...]
    periods: tuple[tuple[str, str], ...]
    period: str
    members: tuple[MemberField, ...]
    token: str
    fields: Fields


def values_page(desk: Desk, key: str, fields: Fields) -> ValuesPage | None:
    """The page of a metric's typed values; None where no such metric is typed."""
    row: MetricRow | None = readings.row(desk.visit.workspace, "metric", key)
    if row is None or "every" not in row:
        return None
    metric = typed_metric(row)
    lines = tuple(_line(one, metric) for one in read.entries(desk.visit.workspace, key))
    periods = _periods(desk, row, metric)
    chosen = fields.text("period") or (_open_period(desk, row) or next(iter(periods), ""))
    if chosen and chosen not in periods:
        periods = [chosen, *periods]
    return ValuesPage(
        metric,
        row,
        lines,
        tuple((label, in_words(label, desk.zone)) for label in periods),
        chosen,
        tuple(_member(place, name, lines, fields) for place, name in enumerate(metric.split_by)),
        new_token(),
        fields,
    )


def save_value(desk: Desk, shown: ValuesPage, fields: Fields) -> str | None:
    """The saved value as it is printed; None where a field was refused, which is told there."""
    metric = shown.metric
    known = charted(_charts(desk, metric.key, metric.every))
    period = fields.read(
        "period",
        lambda text: check_period(text, metric.every, desk.zone, known, now(desk.visit.workspace, desk.visit.known)),
    )
    value = fields.read("value", lambda text: read_value(text, metric))
    members = {field.dimension: fields.text(field.name) for field in shown.members}
    segment = fields.attempt("member-0" if members else "", lambda: read_segment(members, metric))
    if period is None or value is None or segment is None:
        return None
    typed = TypedNumber(metric.key, period, value, segment, fields.text("note"), fields.text("evidence"))
    author = Author(desk.visit.workspace, desk.visit.user, fields.text("token"))
    fields.attempt("note", lambda: write.type_value(author, typed))
    if fields.errors:
        return None
    values_changed(author, [metric.key])
    return f"{metric.label} {format_exactly(value, metric.unit)} for {in_words(period, desk.zone)}"


def _charts(desk: Desk, key: str, every: str) -> list[ChartShown]:
    detail = readings.detail(desk.visit.workspace, "metric", key)
    return [] if detail is None else [chart for chart in detail["charts"] if chart["grain"] == every]


def _periods(desk: Desk, row: MetricRow, metric: TypedMetric) -> list[str]:
    """The periods of the metric's grain that its chart shows and those typed, the newest first."""
    labels = [point["label"] for chart in _charts(desk, metric.key, metric.every) for point in chart["points"]]
    typed = [one.period for one in read.entries(desk.visit.workspace, metric.key)]
    return sorted(set(labels) | set(typed), reverse=True)[:MOST_PERIODS]


def _open_period(desk: Desk, row: MetricRow) -> str:
    """The period for which a value is to be typed, as the KPIs that the metric serves say."""
    for linked in row["kpis"]:
        kpi = readings.row(desk.visit.workspace, "kpi", linked["key"]) if linked["noun"] == "kpi" else None
        if kpi is not None and kpi["open_period"] and row["key"] in kpi["entry_metrics"]:
            return str(kpi["open_period"])
    return ""


def _line(typed: TypedValue, metric: TypedMetric) -> Line:
    text = format_exactly(Decimal(typed.value), metric.unit)
    return Line(typed, text, in_words(typed.period), ", ".join(typed.members.values()))


def _member(place: int, dimension: str, lines: tuple[Line, ...], fields: Fields) -> MemberField:
    name = f"member-{place}"
    known = sorted({member for line in lines if (member := line.typed.members.get(dimension))})
    return MemberField(name, dimension, fields.text(name), tuple(known), fields.errors.get(name))

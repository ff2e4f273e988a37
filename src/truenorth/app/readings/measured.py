"""Series as they are to be stored: one metric, grain and segment with the value of each period."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from truenorth.app.readings.cards.breakdown import members_of
from truenorth.app.readings.cards.metric import Answered
from truenorth.app.readings.cards.numbers import exact_text
from truenorth.app.readings.computed import Computed
from truenorth.app.readings.models import Series
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.store import segment_text
from truenorth.app.readings.tree import typed_of
from truenorth.evaluate import Memory
from truenorth.judgement import first_need
from truenorth.judgement.signal_chart import is_share
from truenorth.judgement.uncertainty import MANY
from truenorth.model.answers import Amount, Answer, Measured, State
from truenorth.model.kpis import Kpi
from truenorth.periods import Grain, Period
from truenorth.project.assess import answer_to
from truenorth.stats import wilson


@dataclass(frozen=True, slots=True)
class Value:
    """One period of a series, numbers as text with all their digits."""

    period: str
    start: datetime
    end: datetime
    value: str | None
    numerator: str | None
    denominator: str | None
    row_count: int | None
    low: str | None
    high: str | None
    completeness: float | None
    maturity: str
    null_reason: str
    doubt: str
    rough: bool = False  # a sum of floats took part: it differs a little with the order of the rows


@dataclass(frozen=True, eq=False)
class Found:
    """A series: what it is of, under which definition, complete until when, and its values."""

    metric: str
    grain: str
    segment: str
    value_hash: str
    watermark: datetime | None
    values: tuple[Value, ...]
    typed: bool = False

    @property
    def named(self) -> tuple[str, str, str]:
        """Metric, grain and segment: what the series is known by."""
        return self.metric, self.grain, self.segment


def series_of(scene: Scene, computed: Computed) -> Iterator[Found]:
    """Every series that is stored of a KPI: its own grain, coarser ones, and each kept dimension."""
    kpi = computed.judged.kpi
    if computed.judged.evidence.failure is not None:
        return
    typed = bool(typed_of(scene.project.asking, kpi.metric))
    segment = segment_text(kpi.segment)
    answers = {kpi.grain: answer_to(scene.shared, kpi, first_need(kpi)), **computed.coarser}
    for grain, answer in answers.items():
        yield whole(scene, answer, (kpi.metric, grain.value, segment), typed=typed)
    for answer in computed.parts.values():
        yield from _members(scene, answer, computed, typed=typed)


def measured_of(scene: Scene, found: Answered, coarser: Mapping[Grain, Answer]) -> Iterator[Found]:
    """Every series that is stored of a metric over everything."""
    if found.answer is None:
        return
    typed = bool(typed_of(scene.project.asking, found.metric.key))
    for grain, answer in {found.grain: found.answer, **coarser}.items():
        yield whole(scene, answer, (found.metric.key, grain.value, "{}"), typed=typed)


def whole(scene: Scene, answer: Answer, named: tuple[str, str, str], *, typed: bool) -> Found:
    """The series of an answer without dimensions."""
    metric, grain, segment = named
    info = answer.metrics[0]
    memory = _memory(scene)
    values = tuple(_value(memory, row.label, row.period, row.values[metric]) for row in answer.rows)
    return Found(metric, grain, segment, info.value_hash, info.data_until, values, typed)


def _members(scene: Scene, answer: Answer, computed: Computed, *, typed: bool) -> Iterator[Found]:
    kpi, info = computed.judged.kpi, answer.metrics[0]
    labels, here, memory = {row.period: row.label for row in answer.rows}, set(), _memory(scene)
    for member in members_of(answer, kpi.metric):
        values = tuple(_value(memory, labels[period], period, measured) for period, measured in member.values.items())
        segment = segment_text({**kpi.segment, **member.segment})
        here.add(segment)
        yield Found(kpi.metric, kpi.grain.value, segment, info.value_hash, info.data_until, values, typed)
    for segment in _known(scene, kpi, answer.dimensions) - here:
        yield Found(kpi.metric, kpi.grain.value, segment, info.value_hash, info.data_until, (), typed)


def _known(scene: Scene, kpi: Kpi, dimensions: tuple[str, ...]) -> set[str]:
    """The segments by some dimensions, within the KPI's own, of which anything was ever stored."""
    rows = Series.objects.filter(workspace=scene.workspace, metric=kpi.metric, grain=kpi.grain.value)
    names = {*kpi.segment, *dimensions}
    found = {text: json.loads(text) for text in rows.values_list("segment", flat=True)}
    inside = {
        text for text, members in found.items() if set(members) == names and kpi.segment.items() <= members.items()
    }
    return inside - {segment_text(kpi.segment)}


def _memory(scene: Scene) -> Memory:
    """What earlier runs made of the same values."""
    settled = scene.project.asking.kept()
    return Memory() if settled is None else settled.memory


def _value(memory: Memory, label: str, period: Period, measured: Measured) -> Value:
    return memory.recall(
        (measured,), ("stored", label, period.start, period.end), lambda: value_of(label, period, measured)
    )


def value_of(label: str, period: Period, measured: Measured) -> Value:
    """One period as it is stored, with its label."""
    cell, parts = measured.cell, measured.components
    low = high = None
    if parts is not None and cell.value is not None and is_share(parts) and int(parts.denominator or 0) < MANY:
        found = wilson(int(parts.numerator or 0), int(parts.denominator or 0))
        low, high = exact_text(float(f"{found.low:.12g}")), exact_text(float(f"{found.high:.12g}"))
    return Value(
        label,
        period.start,
        period.end,
        exact_text(cell.value, quotient=cell.quotient),
        exact_text(parts.numerator) if parts else None,
        exact_text(parts.denominator) if parts else None,
        parts.rows if parts else None,
        low,
        high,
        measured.completeness,
        measured.maturity or ("open" if measured.state is State.IN_PROGRESS else "final"),
        (cell.reason or "")[:200] if cell.value is None else "",
        (measured.doubt or "")[:60],
        rough=any(isinstance(each, float) for each in (cell.value, *_numbers(measured))),
    )


def _numbers(measured: Measured) -> tuple[Amount, ...]:
    parts = measured.components
    return () if parts is None else (parts.numerator, parts.denominator)

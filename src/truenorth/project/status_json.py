"""Statuses as the JSON that programs rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from truenorth.judgement.rollup import Rollup, objectives_of, scorecards_of
from truenorth.model.definitions import Definitions
from truenorth.model.status import Status
from truenorth.project.answer_json import dumps, number
from truenorth.wording import exact
from truenorth.wording.statuses import gap_of, gap_reference, gap_to_target


def status_json(
    statuses: Iterable[Status], definitions: Definitions, as_of: datetime, *, receipts: bool = False
) -> str:
    """The text of `truenorth status --json`: `{"as_of": …, "kpis": […], …}`, numbers with all their digits.

    With receipts each KPI holds every rule that fired with the facts it stands on, and where its target is written.
    """
    told = tuple(statuses)
    found = statuses_as_dict(told, definitions, as_of)
    if receipts:
        traces = {status.kpi: status.trace for status in told}
        found["kpis"] = [each | {"receipt": _plain(traces[each["kpi"]])} for each in found["kpis"]]
    return dumps(found, indent=2)


def _plain(value: object) -> Any:
    """Facts as JSON: numbers with their digits, anything written as its text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, str | bool | int | float | Decimal | date):
        return number(value)
    return str(value)


def statuses_as_dict(statuses: Iterable[Status], definitions: Definitions, as_of: datetime) -> dict[str, Any]:
    """The same as plain values."""
    told = {status.kpi: status for status in statuses}
    return {
        "as_of": definitions.calendar.aware(as_of).isoformat(),
        "kpis": [_status(status) | _benchmarks(status, definitions) for status in told.values()],
        "scorecards": [_rollup("scorecard", each) for each in scorecards_of(definitions, told)],
        "objectives": [_rollup("objective", each) for each in objectives_of(definitions, told)],
    }


def _benchmarks(status: Status, definitions: Definitions) -> dict[str, Any]:
    """Other people's levels beside the value: how far above or below."""
    kpi, value = definitions.kpis.get(status.kpi), exact(status.value)
    if kpi is None or not kpi.benchmarks:
        return {}
    return {
        "benchmarks": [
            {
                "label": each.label,
                "value": number(each.value),
                "source": each.source,
                "as_of": each.as_of,
                "gap": None if value is None else number(value - each.value, quotient=status.quotient),
            }
            for each in kpi.benchmarks
        ]
    }


def _rollup(noun: str, found: Rollup) -> dict[str, Any]:
    return {
        noun: found.key,
        "label": found.label,
        "score": number(found.score),
        "worst": found.worst,
        "coverage": number(found.coverage),
        "red": number(found.red),
        "hidden_red": found.hidden_red,
        "capped": found.capped,
        "children": found.children,
    }


def _status(status: Status) -> dict[str, Any]:
    target = status.target
    return {
        "kpi": status.kpi,
        "metric": status.metric,
        "period": status.period_label,
        "value": number(status.value, quotient=status.quotient),
        "unit": status.unit.text if status.unit else None,
        "target": [number(end) for end in target] if isinstance(target, tuple) else number(target),
        "expected_to_date": number(status.expected_to_date),
        "gap_to_pace": number(gap_of(status) if gap_reference(status) else None, quotient=status.quotient),
        "gap_to_target": number(gap_to_target(status), quotient=status.quotient),
        "attainment": number(status.attainment),
        "score": number(status.score),
        "facets": {name: facet.word if facet else None for name, facet in status.facets.items()},
        "headline": status.headline,
        "rule": status.rule,
        "findings": [each.as_finding() for each in status.findings],
    }

"""Statuses as the JSON that programs rely on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from truenorth.model.status import Status
from truenorth.periods import Calendar
from truenorth.project.answer_json import dumps, number


def status_json(statuses: Iterable[Status], calendar: Calendar, as_of: datetime) -> str:
    """The text of `truenorth status --json`: `{"as_of": …, "kpis": […]}`, numbers with all their digits."""
    return dumps(statuses_as_dict(statuses, calendar, as_of), indent=2)


def statuses_as_dict(statuses: Iterable[Status], calendar: Calendar, as_of: datetime) -> dict[str, Any]:
    """The same as plain values."""
    return {"as_of": calendar.aware(as_of).isoformat(), "kpis": [_status(status) for status in statuses]}


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
        "attainment": number(status.attainment),
        "score": number(status.score),
        "facets": {name: facet.word if facet else None for name, facet in status.facets.items()},
        "headline": status.headline,
        "rule": status.rule,
    }

"""What is told of the past: readings, restatements, bridges, runs, publications. Read as they are shown."""

from __future__ import annotations

from typing import Any, TypedDict


class RestatementShown(TypedDict):
    """A period whose number became another after it was told. `kpis` are those that stand on the series."""

    metric: str
    label: str
    grain: str
    segment: str
    period: str
    before: str
    after: str
    change: str
    cause: str
    cause_text: str
    known_from: str
    recorded_at: str
    run: int
    kpis: list[str]


class BridgeStep(TypedDict):
    """One part of the way from a reported number to today's."""

    name: str  # data | definition | calendar | currency | unsplit
    text: str
    effect: str
    exact: str


class BridgeShown(TypedDict):
    """From reported to current, in fixed order; the effects sum to the difference."""

    period: str
    reported: str
    reported_at: str
    current: str
    change: str
    steps: list[BridgeStep]
    note: str


class RunShown(TypedDict):
    """A run in one line."""

    id: int
    as_of: str
    started_at: str
    ended_at: str
    state: str
    cause: str
    revision: int
    code_version: str
    readings: int
    failures: list[dict[str, Any]]


class RunTableShown(TypedDict):
    """What a run read of one table."""

    table: str
    source: str
    fingerprint: str
    rows: int | None
    newest_at: str
    watermark: str
    facts: dict[str, Any]
    error: dict[str, Any] | None


class PublicationShown(TypedDict):
    """A frozen scorecard in one line."""

    id: int
    scorecard: str
    title: str
    as_of: str
    made_by: str
    made_at: str
    note: str
    hash: str


class TransitionShown(TypedDict):
    """A word that became another."""

    kpi: str
    label: str
    facet: str
    before: str
    after: str
    within_noise: bool
    known_from: str

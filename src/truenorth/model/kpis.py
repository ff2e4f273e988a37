"""KPIs and what surrounds them: people, teams, objectives, key results, scorecards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from truenorth.errors import NOWHERE, Place
from truenorth.model.targets import Target
from truenorth.periods import Grain


@dataclass(frozen=True)
class Person:
    """Someone with an address."""

    key: str  # the e-mail address
    name: str
    team: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Team:
    """A group with a lead."""

    key: str
    label: str
    department: str | None = None
    lead: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Objective:
    """What is wanted, in words."""

    key: str
    label: str
    outcome: str | None = None
    perspective: str | None = None
    level: str | None = None
    team: str | None = None
    owner: str | None = None
    parent: str | None = None
    leads_to: tuple[str, ...] = ()
    weight: Decimal | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Benchmark:
    """Somebody else's level, with its source."""

    value: Decimal
    label: str
    source: str | None = None
    as_of: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Baseline:
    """The level from which progress is counted: a value, or the metric's value over a period (its name)."""

    value: Decimal | None = None
    period: str | None = None


@dataclass(frozen=True)
class Kpi:
    """A metric someone has decided to steer by."""

    key: str
    label: str
    metric: str
    state: str = "active"  # draft | proposed | active | retired
    segment: Mapping[str, str] = field(default_factory=dict)
    grain: Grain = Grain.MONTH
    objective: str | None = None
    owner: str | None = None
    updater: str | None = None
    audience: str | None = None
    outcome: str | None = None
    why: str | None = None
    influence: str | None = None
    decision: str | None = None
    achieved_when: str | None = None
    includes: str | None = None
    excludes: str | None = None
    role: str | None = None
    timing: str | None = None
    horizon: str | None = None
    stage: str | None = None
    nature: str | None = None
    level: str | None = None
    department: str | None = None
    team: str | None = None
    supporting: tuple[str, ...] = ()
    contributes_to: tuple[str, ...] = ()
    leads: Mapping[str, str] = field(default_factory=dict)
    guardrails: tuple[str, ...] = ()
    incentive: bool = False
    breakdown: tuple[str, ...] = ()
    review: str | None = None
    review_definition_by: date | None = None
    baseline: Baseline | None = None
    min_count: int | None = None
    red_line: Decimal | None = None
    benchmarks: tuple[Benchmark, ...] = ()
    targets: tuple[Target, ...] = ()
    was: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True)
class KeyResult:
    """A dated distance to travel inside a cycle."""

    key: str
    label: str
    metric: str
    objective: str | None = None
    cycle: str | None = None
    start: Decimal | None = None
    to: Decimal | None = None
    by: date | None = None
    owner: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class ScorecardLine:
    """One KPI on a scorecard, with its weight."""

    kpi: str
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class Scorecard:
    """A chosen, weighted list of KPIs."""

    key: str
    label: str
    kind: str = "flat"
    level: str | None = None
    perspectives: tuple[str, ...] = ()
    lines: tuple[ScorecardLine, ...] = ()
    place: Place = NOWHERE

"""What all cards of one run share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.basis import Basis
from truenorth.errors import Finding, Place
from truenorth.judgement import Evidence, Goal, Lack, Remarks, goal_of
from truenorth.judgement.sides import better
from truenorth.model.answers import Amount
from truenorth.model.definitions import Definitions
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Unit
from truenorth.model.status import Status
from truenorth.periods import Calendar
from truenorth.project import Project
from truenorth.project.assess import Assessing


@dataclass(frozen=True, eq=False)
class Judged:
    """One KPI with its evidence, goal and status."""

    kpi: Kpi
    evidence: Evidence
    goal: Goal | Lack
    status: Status

    @property
    def side(self) -> int:
        """+1 where more is better, −1 where less is, 0 where nobody said."""
        return better(self.evidence.metric, self.goal)


@dataclass(frozen=True)
class Newest:
    """The newest complete value of a metric over everything."""

    value: Amount
    unit: Unit | None
    label: str


@dataclass(frozen=True, eq=False)
class Scene:
    """The definitions, the time, each question asked once, and what is known of every active KPI so far."""

    workspace: Workspace
    basis: Basis
    project: Project
    shared: Assessing
    now: datetime
    remarks: Mapping[str, Remarks] = field(default_factory=dict)  # by KPI; "" are those on every chart
    judged: dict[str, Judged] = field(default_factory=dict)
    kept: set[tuple[str, str, str]] = field(default_factory=set)
    newest: dict[str, Newest] = field(default_factory=dict)
    found: dict[tuple[str, str], list[Finding]] = field(default_factory=dict)

    @property
    def definitions(self) -> Definitions:
        """What the revision says."""
        return self.project.definitions

    @property
    def calendar(self) -> Calendar:
        """The project's calendar."""
        return self.project.definitions.calendar

    @property
    def as_of(self) -> datetime:
        """The instant of knowledge."""
        return self.shared.as_of

    @property
    def statuses(self) -> Mapping[str, Status]:
        """The status of each KPI judged so far."""
        return {key: each.status for key, each in self.judged.items()}

    def remarks_on(self, kpi: str) -> Remarks:
        """What people said of a KPI's past, and of everything's."""
        own, all_charts = self.remarks.get(kpi, Remarks()), self.remarks.get("", Remarks())
        return Remarks((*own.left_out, *all_charts.left_out), (*own.levels, *all_charts.levels))

    def findings(self, noun: str, key: str) -> list[Finding]:
        """What the check found about one thing."""
        return self.found.get((noun, key), [])

    def version(self, noun: str, key: str) -> int:
        """The version of a definition, from 1."""
        return self.basis.versions.get((noun, key), 1)

    def managed_by(self, place: Place) -> str:
        """Whether a thing is managed by code or by the page."""
        return self.basis.stored.managed_by.get(place.file or "", "code")


def judged_of(evidence: Evidence, status: Status) -> Judged:
    """A KPI with what was found."""
    return Judged(evidence.kpi, evidence, goal_of(evidence), status)

"""All that a project says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from truenorth.errors import Finding
from truenorth.model.check_settings import CheckSettings
from truenorth.model.kpis import KeyResult, Kpi, Objective, Person, Scorecard, Team
from truenorth.model.metrics import Metric
from truenorth.model.tables import Rates, Source, Table
from truenorth.periods import Calendar


@dataclass(frozen=True)
class Entry:
    """One typed value of a manual metric, as it stands in `entries/<metric>.csv`."""

    metric: str
    period: str
    value: str
    segment: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    by: str | None = None
    at: str | None = None


@dataclass(frozen=True)
class Definitions:
    """A project's definitions, each by its key, and the findings made while reading them.

    `broken` names the definitions (as `metric:revenue`, `table:orders` …) that a finding concerns: asking for one of
    them is refused with that finding, everything else works. `*` stands for everything (broken YAML, a mistake in the
    project's head), `link:orders.customers` for one link of a table, `rates` for the table of exchange rates. What
    could not be read at all is in `broken` only.
    """

    name: str
    calendar: Calendar = field(default_factory=Calendar)
    currency: str | None = None
    mission: str | None = None
    as_of: str | None = None  # sample data only; a date or a timestamp as written
    sources: Mapping[str, Source] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    rates: Rates | None = None
    check: CheckSettings | None = None
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    objectives: Mapping[str, Objective] = field(default_factory=dict)
    kpis: Mapping[str, Kpi] = field(default_factory=dict)
    key_results: Mapping[str, KeyResult] = field(default_factory=dict)
    scorecards: Mapping[str, Scorecard] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    broken: Mapping[str, Finding] = field(default_factory=dict)

    @cached_property
    def value_hashes(self) -> dict[str, str]:
        """The value hash of each metric that was asked for one: definitions never change, so it is worked out once."""
        return {}

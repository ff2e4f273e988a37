"""Judgements: evidence in, four facets, a headline and a score out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from truenorth.errors import Finding
from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.periods import Period


@dataclass(frozen=True)
class Facet:
    """One of four judgements: the word, the id of the rule that gave it, the facts it rests on."""

    word: str
    rule: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Status:
    """What is said of one KPI at one time. Facets not built yet are None."""

    kpi: str
    label: str
    metric: str
    period: Period | None
    period_label: str | None
    value: Amount
    unit: Unit | None
    target: Amount | tuple[Amount, Amount]
    expected_to_date: Amount
    attainment: Amount
    score: Amount
    facets: Mapping[str, Facet | None]
    headline: str
    rule: str
    as_of: datetime
    marks: tuple[str, ...] = ()  # late, provisional
    note: str | None = None  # "47 answers", "nothing expected yet"
    series: tuple[Decimal | float | int | None, ...] = ()  # the last values at the KPI's grain, for a sparkline
    quotient: bool = False  # a division took part in the value: printed to 15 significant digits
    last_headline: str | None = None  # of a stale KPI: what it was while its data were fresh
    trace: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()  # what was found in the data that it stands on

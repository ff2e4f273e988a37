"""What a project says about its own check: limits, and findings that are known and accepted for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from truenorth.errors import NOWHERE, Place


@dataclass(frozen=True)
class Suppression:
    """A finding of the KPI check that is accepted: of which rule, on which KPI (else on all), why and until when."""

    rule: str
    reason: str
    until: date
    on: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class CheckSettings:
    """How many KPIs each level may have, and the suppressions."""

    limits: Mapping[str, int] = field(default_factory=dict)
    suppress: tuple[Suppression, ...] = ()
    place: Place = NOWHERE

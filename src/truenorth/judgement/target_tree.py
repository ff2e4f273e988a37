"""The targets of KPIs along exact formulas: whether they agree, and what a missing one has to come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from truenorth.judgement.inputs import inputs_of
from truenorth.judgement.solver import implied, solve
from truenorth.model.definitions import Definitions
from truenorth.model.kpis import Kpi
from truenorth.model.targets import Constant

TOLERANCE = Fraction(1, 100)
"""Of the parent's target: so far apart is still the same."""


@dataclass(frozen=True)
class Implied:
    """What the inputs' targets come to in the parent's unit, or what the one input without a target has to come to."""

    metric: str
    target: Fraction
    implied: Fraction | None
    missing: str | None = None

    @property
    def gap(self) -> Fraction:
        """What the inputs' targets lack of the parent's; 0 where one is missing."""
        return Fraction(0) if self.implied is None or self.missing else self.target - self.implied

    @property
    def agrees(self) -> bool:
        """Whether parent and inputs say the same."""
        return abs(self.gap) <= TOLERANCE * abs(self.target)


def levels_wanted(definitions: Definitions, today: date) -> dict[str, Decimal]:
    """The level in force for each metric of an active KPI over everything, by metric."""
    found: dict[str, Decimal] = {}
    for kpi in definitions.kpis.values():
        begun = [each for each in kpi.targets if each.begins <= today and not each.segment]
        target = max(begun, key=lambda each: each.begins, default=None)
        if kpi.state == "active" and not kpi.segment and target is not None and isinstance(target.path, Constant):
            found[kpi.metric] = target.path.value
    return found


def implied_by_inputs(definitions: Definitions, kpi: Kpi, wanted: Mapping[str, Decimal]) -> Implied | None:
    """The parent's target beside those of its formula's inputs; None without a formula or with too few targets."""
    metric, own = definitions.metrics.get(kpi.metric), wanted.get(kpi.metric)
    if metric is None or metric.formula is None or own is None:
        return None
    names = inputs_of(definitions, kpi.metric)
    known = {name: Fraction(wanted[name]) for name in names if name in wanted}
    lacking = [name for name in names if name not in known]
    if not names or len(lacking) > 1:
        return None
    if lacking:
        value = solve(metric.formula.tree, Fraction(own), known, lacking[0])
        return None if value is None else Implied(kpi.metric, Fraction(own), value, lacking[0])
    value = implied(metric.formula.tree, known)
    return None if value is None else Implied(kpi.metric, Fraction(own), value)

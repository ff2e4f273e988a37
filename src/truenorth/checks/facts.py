"""What the rules look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from truenorth.errors import Place
from truenorth.judgement.evidence import Evidence, Point
from truenorth.judgement.history import mature, plain
from truenorth.model.definitions import Definitions
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Metric
from truenorth.model.status import Status
from truenorth.model.syntax import Apply, Syntax
from truenorth.model.targets import Aim, Constant, Target


@dataclass(frozen=True)
class Facts:
    """A project's definitions and its day; where the data could be reached, what is known of each active KPI."""

    definitions: Definitions
    today: date
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """The KPIs that are not retired."""
        return tuple(kpi for kpi in self.definitions.kpis.values() if kpi.state != "retired")

    @property
    def active(self) -> tuple[Kpi, ...]:
        """The KPIs that are steered by."""
        return tuple(kpi for kpi in self.definitions.kpis.values() if kpi.state == "active")

    def metric(self, kpi: Kpi) -> Metric | None:
        """The metric of a KPI."""
        return self.definitions.metrics.get(kpi.metric)

    def points(self, kpi: Kpi) -> tuple[Point, ...]:
        """The mature periods of a KPI, oldest first."""
        found = self.evidence.get(kpi.key)
        return mature(found.series)[0] if found is not None else ()

    def values(self, kpi: Kpi) -> list[float | None]:
        """Its values in these periods."""
        return plain(self.points(kpi))

    def in_force(self, kpi: Kpi) -> Target | None:
        """The newest target that has begun."""
        begun = [target for target in kpi.targets if target.begins <= self.today and not target.segment]
        return max(begun, key=lambda target: target.begins, default=None)


def at(kpi: Kpi, key: str) -> Place:
    """Where a key of a KPI stands; the KPI itself where it is not written."""
    return kpi.places.get(key, kpi.place)


def applied(node: Syntax) -> Iterator[Apply]:
    """Every operator and function of a formula, outermost first."""
    if isinstance(node, Apply):
        yield node
        for argument in node.arguments:
            yield from applied(argument)


def functions(metric: Metric) -> frozenset[str]:
    """Every operator and function in a metric's own formula."""
    return frozenset(node.function for node in applied(metric.formula.tree)) if metric.formula else frozenset()


def level_of(facts: Facts, kpi: Kpi) -> tuple[float, int] | None:
    """The level that a KPI is held to and on which side it is good to be (+1 above, −1 below), or None."""
    target = facts.in_force(kpi)
    side = {Aim.AT_LEAST: 1, Aim.AT_MOST: -1}.get(target.aim, 0) if target else 0
    if target is None or not side or not isinstance(target.path, Constant):
        return None
    return float(target.path.value), side


def in_formulas(facts: Facts, functions: Sequence[str]) -> Iterator[tuple[Metric, Apply]]:
    """Every use of some functions in the formulas of metrics."""
    for metric in facts.definitions.metrics.values():
        if metric.formula is not None:
            yield from ((metric, node) for node in applied(metric.formula.tree) if node.function in functions)


def place_of(metric: Metric) -> Place:
    """Where a metric's formula stands."""
    return metric.places.get("formula", metric.place)

"""A total is agreed only for what adds up: neither a mean nor a rate of a year is the sum of its months."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.compiler.additive import not_added
from truenorth.compiler.desugar import metric_tree
from truenorth.compiler.scope import Scope
from truenorth.errors import Finding, Place, Refused
from truenorth.model.kpis import Kpi
from truenorth.model.targets import Target, Total
from truenorth.project.ask import Asking


def totals_refused(asking: Asking, kpi: Kpi) -> Iterator[Finding]:
    """A finding for each total that is set for what does not add up."""
    yield from (found for target in kpi.targets if (found := total_refused(asking, kpi, target)) is not None)


def check_total(asking: Asking, kpi: Kpi, target: Target | None) -> None:
    """Refused where the target in force is a total of what does not add up."""
    found = None if target is None else total_refused(asking, kpi, target)
    if found is not None:
        raise Refused(found)


def total_refused(asking: Asking, kpi: Kpi, target: Target) -> Finding | None:
    """Why a target may not be a total, or None."""
    if not isinstance(target.path, Total):
        return None
    what = _what_does_not(asking, kpi.metric)
    if what is None:
        return None
    return Finding(
        "TOTAL_OF_WHAT_DOES_NOT_ADD_UP",
        f"{kpi.key} aims at a total, but {kpi.metric} is {what}: its periods do not add up.",
        _place(kpi, target),
        hint="Say `at_least`, `at_most` or `reach` with the level for a period; set totals for sums and counts.",
    )


def _what_does_not(asking: Asking, key: str) -> str | None:
    """What a metric is that does not add up, in words; of typed values `over_time` decides."""
    manual = asking.definitions.metrics[key].manual
    if manual is None:
        return not_added(metric_tree(Scope(asking.definitions, asking.relations, {}), key))
    return None if manual.over_time in (None, "sum") else f"typed, and over time its {manual.over_time}"


def _place(kpi: Kpi, target: Target) -> Place:
    return target.place if target.place.file is not None else kpi.place

"""Where a definition names a member: the place of a constant in a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from truenorth.compiler.members import Member
from truenorth.errors import NOWHERE, Place
from truenorth.expressions import names, place_of
from truenorth.model.definitions import Definitions
from truenorth.model.metrics import Metric
from truenorth.model.syntax import Apply, Constant, Formula, Syntax
from truenorth.model.tables import Table


def spot_of(definitions: Definitions, metrics: Iterable[str], member: Member) -> Place:
    """The first place where a member stands in metrics, in what they are made of, or in the member's table."""
    first = definitions.tables.get(member.table)
    tables = [*([first] if first else []), *definitions.tables.values()]
    formulas = [*_of_metrics(definitions, metrics), *(each for table in tables for each in _of_table(table))]
    for formula in formulas:
        for node in _constants(formula.tree):
            if node.value == member.constant.value and type(node.value) is type(member.constant.value):
                return place_of(formula, node)
    return NOWHERE


def _of_metrics(definitions: Definitions, keys: Iterable[str]) -> Iterator[Formula]:
    """The formulas of metrics, then those of the metrics that they name."""
    waiting = list(dict.fromkeys(keys))
    for key in waiting:
        metric = definitions.metrics.get(key)
        if metric is None:
            continue
        for formula in _of_metric(metric):
            yield formula
            waiting += [name.text for name in names(formula.tree) if name.text not in waiting]


def _of_metric(metric: Metric) -> Iterator[Formula]:
    found: list[Formula | None] = [metric.filter, metric.formula, *(each.condition for each in metric.each)]
    if metric.conversion is not None:
        found += [metric.conversion.begins.filter, metric.conversion.ends.filter]
    if metric.retention is not None:
        found += [metric.retention.cohort.filter, metric.retention.active.filter]
    yield from (each for each in found if each is not None)


def _of_table(table: Table) -> Iterator[Formula]:
    found = [table.filter, *(each.formula for each in table.dimensions), *(each.formula for each in table.columns)]
    yield from (each for each in found if each is not None)


def _constants(node: Syntax) -> Iterator[Constant]:
    if isinstance(node, Constant):
        yield node
    elif isinstance(node, Apply):
        for argument in node.arguments:
            yield from _constants(argument)

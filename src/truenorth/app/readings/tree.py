"""What a metric stands on: tables, typed values, other metrics."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.compiler.desugar import entries_table, metric_tree, typed_metric
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused, SourceFailed
from truenorth.expressions import names
from truenorth.model.definitions import Definitions
from truenorth.model.trees import Leaf, leaves
from truenorth.project.ask import Asking


def leaves_of(asking: Asking, metric: str) -> tuple[Leaf, ...]:
    """The leaves of a metric's tree; none where it is broken."""
    try:
        return tuple(leaves(metric_tree(_scope(asking), metric)))
    except (Refused, SourceFailed):
        return ()


def tables_of(asking: Asking, metric: str) -> list[str]:
    """The tables whose rows a metric adds up, typed values left out."""
    typed = {f"entries of {key}" for key, each in asking.definitions.metrics.items() if each.manual is not None}
    return [table for table in dict.fromkeys(leaf.table for leaf in leaves_of(asking, metric)) if table not in typed]


def typed_of(asking: Asking, metric: str) -> list[str]:
    """The metrics whose typed values a metric stands on."""
    scope = _scope(asking)
    found = (typed_metric(scope, leaf) for leaf in leaves_of(asking, metric))
    return list(dict.fromkeys(each.key for each in found if each is not None))


def typed_dimensions(asking: Asking, metric: str) -> list[str]:
    """The dimensions that a manual metric's values are typed for, as those typed so far tell."""
    try:
        columns = asking.relations[entries_table(metric)].columns
    except (Refused, SourceFailed):
        return []
    return [name for name in columns if name not in ("period", "value")]


def dimensions_of(asking: Asking, metric: str) -> list[str]:
    """The dimensions by which a metric may be split, the nearest first."""
    scope = _scope(asking)
    tables = dict.fromkeys(leaf.table for leaf in leaves_of(asking, metric))
    try:
        return list(dict.fromkeys(reached.identity for table in tables for reached in scope.dimensions(table)))
    except (Refused, SourceFailed):
        return []


def inputs_of(definitions: Definitions, metric: str) -> list[str]:
    """The metrics that a metric's own formula names."""
    formula = definitions.metrics[metric].formula
    if formula is None:
        return []
    return [name for name in dict.fromkeys(each.text for each in names(formula.tree)) if name in definitions.metrics]


def used_by(definitions: Definitions, metric: str) -> Iterator[str]:
    """The metrics whose formula names this one."""
    return (key for key in definitions.metrics if metric in inputs_of(definitions, key))


def _scope(asking: Asking) -> Scope:
    return Scope(asking.definitions, asking.relations, {})

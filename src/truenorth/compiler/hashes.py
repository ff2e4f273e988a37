"""The value hash: identity of all that can change a metric's number."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from truenorth.compiler.desugar import named_metric
from truenorth.compiler.links import routes
from truenorth.compiler.scope import Scope
from truenorth.errors import Place
from truenorth.expressions.write import names, write
from truenorth.model.metrics import Metric
from truenorth.model.syntax import Formula

_SILENT = frozenset(
    [
        "digits",
        "label",
        "description",
        "includes",
        "excludes",
        "tags",
        "was",
        "places",
        "place",
        "decimals",
        "direction",
        "bounds",
        "history",
        "unit",
        "fresh_within",
        "late_data",
    ]
)
"""Fields that change no number. A unit's text does not; its scale (percent) is printed, never stored."""


def value_hash(scope: Scope, key: str) -> str:
    """Twelve hexadecimal digits that change whenever the metric's number may; worked out once for some definitions."""
    known = scope.definitions.value_hashes
    if key not in known:
        known[key] = _value_hash(scope, key)
    return known[key]


def _value_hash(scope: Scope, key: str) -> str:
    return hashlib.sha256(_metric(scope, key, frozenset()).encode()).hexdigest()[:12]


def depends_on(scope: Scope, key: str) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of all metrics and of all tables, besides the metric itself, that its value hash covers."""
    metrics: set[str] = set()
    tables: set[str] = set()
    ahead = [key]
    while ahead:
        used = _names(named_metric(scope, ahead.pop()))
        tables |= {table for name in used for table in _tables(scope, name)}
        fresh = {name for name in used if name in scope.definitions.metrics} - metrics - {key}
        metrics |= fresh
        ahead += fresh
    return frozenset(metrics), frozenset(tables)


def _metric(scope: Scope, key: str, above: frozenset[str]) -> str:
    metric = named_metric(scope, key)
    used = sorted(_names(metric))
    metrics = [name for name in used if name in scope.definitions.metrics and name not in above]
    inner = [_metric(scope, name, above | {key}) for name in metrics]
    tables = sorted({t for name in used for t in _tables(scope, name)})
    parts = [canonical(metric), *inner, *(canonical(scope.tables[t]) for t in tables)]
    parts += [canonical(scope.definitions.calendar), canonical(scope.definitions.rates)]
    if scope.definitions.rates is not None:
        parts.append(canonical(scope.definitions.currency))
    return "\n".join(parts)


def _names(metric: Metric) -> set[str]:
    """Every first word of a name in the metric's formulas, and the tables of a conversion or retention."""
    formulas = [metric.formula, metric.filter, *(each.condition for each in metric.each)]
    sides = [metric.conversion.begins, metric.conversion.ends] if metric.conversion else []
    sides += [metric.retention.cohort, metric.retention.active] if metric.retention else []
    formulas += [side.filter for side in sides]
    found = {name.parts[0] for formula in formulas if formula for name in names(formula.tree)}
    return found | {side.table for side in sides}


def _tables(scope: Scope, name: str) -> set[str]:
    """The tables a name may lead to: itself, those it belongs to, and those it is rolled up from."""
    if name not in scope.tables:
        return set()
    found = {name} | {link.table for route in routes(scope.tables, name) for link in route}
    above = scope.tables[name].rolled_up_from
    return found | (_tables(scope, above) if above else set())


def canonical(value: object) -> str:
    """One spelling of a frozen value, without places and without what people only read."""
    if isinstance(value, Formula):
        return write(value.tree)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Place):
        return ""
    if is_dataclass(value) and not isinstance(value, type):
        loud = (f.name for f in fields(value) if f.name not in _SILENT)
        parts = (f"{name}={canonical(getattr(value, name))}" for name in loud)
        return f"{type(value).__name__}({','.join(parts)})"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{canonical(item)}" for key, item in sorted(value.items())) + "}"
    if isinstance(value, tuple | list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return repr(value)

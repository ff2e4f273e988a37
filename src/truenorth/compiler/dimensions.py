"""The asked dimensions, found for every fact of the question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from truenorth.compiler.links import ending_table
from truenorth.compiler.scope import Reached, Scope, route_exists
from truenorth.errors import Refused, nearest_names, refuse
from truenorth.model.types import Type, comparable


def find(scope: Scope, name: str, facts: Mapping[str, str]) -> dict[str, Reached]:
    """For each fact, the dimension called `name`; Refused where one lacks it, naming its metric.

    `facts` maps each table to a metric that needs it. A bare name must mean one dimension for all of them;
    dimensions joined by `same_as` count as one.
    """
    by_fact = {fact: _candidates(scope, name, fact) for fact in facts}
    for fact, candidates in by_fact.items():
        if not candidates:
            raise _missing(scope, name, fact, facts[fact], facts)
    shared = set.intersection(*(set(c) for c in by_fact.values())) if by_fact else set()
    if len(shared) == 1:
        identity = shared.pop()
        return {fact: _nearest(scope, name, fact, by_fact[fact][identity]) for fact in facts}
    if len(shared) > 1:
        options = sorted(shared)
        raise refuse(
            "DIMENSION_AMBIGUOUS",
            f"{name} may be {' or '.join(options)}.",
            hint=f"Write {options[0]}, or join them with same_as.",
            nearest=options,
        )
    raise _never_meet(name, by_fact, facts)


def _candidates(scope: Scope, name: str, fact: str) -> dict[str, list[Reached]]:
    """identity → ways to reach it, for every dimension that `name` may mean."""
    scope.table(fact)
    head, _, tail = name.rpartition(".")
    reached = list(scope.dimensions(fact))
    exact = [r for r in reached if r.dimension.name == tail and head in ("", _role(r))]
    if head and not exact:
        # The question names the dimension by another fact's table; joined dimensions count as one.
        identities = {r.identity for key in scope.tables for r in scope.dimensions(key) if _named(r, name)}
        exact = [r for r in reached if r.identity in identities]
    found: dict[str, list[Reached]] = {}
    for candidate in exact:
        found.setdefault(candidate.identity, []).append(candidate)
    return found


def _named(reached: Reached, name: str) -> bool:
    return f"{_role(reached)}.{reached.dimension.name}" == name


def _role(reached: Reached) -> str:
    return reached.route[-1].role if reached.route else reached.table


def _nearest(scope: Scope, name: str, fact: str, ways: Sequence[Reached]) -> Reached:
    """The way with the fewest hops; Refused where two routes are equally near."""
    named = [way for way in ways if _named(way, name)] or list(ways)
    hops = min(len(way.route) for way in named)
    near = [way for way in named if len(way.route) == hops]
    for way in near:
        scope.usable(fact, way.route)
    if len(near) == 1:
        return near[0]
    tables = " and ".join(" → ".join((fact, *(link.role for link in way.route))) for way in near[:3])
    raise refuse(
        "LINK_AMBIGUOUS",
        f"{name} is reached from {fact} in several ways: {tables}.",
        hint="Give each link a role (as: …) and ask for role.dimension.",
    )


def _missing(scope: Scope, name: str, fact: str, metric: str, facts: Mapping[str, str]) -> Refused:
    head, _, tail = name.rpartition(".")
    broken = scope.broken_towards(fact, head) if head else None
    if broken is not None:
        return Refused(broken)
    owners = [t for t in scope.tables.values() if head in ("", t.key) and any(d.name == tail for d in t.dimensions)]
    many = [t.key for t in owners if route_exists(scope.tables, t.key, fact)]
    if many:
        return refuse(
            "DIMENSION_MANY_SIDE",
            f"{metric} cannot be split by {name}: one row of {fact} has many of {many[0]}.",
            hint=f"Ask a metric defined over {many[0]} by {name}, or ask {metric} without it.",
        )
    near = nearest_names(name, scope.all_dimension_names(facts))
    table = scope.tables.get(head) if head else scope.tables.get(fact)
    if table and not owners and tail in scope.relations[table.key].columns:
        return refuse(
            "NOT_A_DIMENSION",
            f"{table.key}.{tail} is a column, not a dimension.",
            table.place,
            hint=f"Add {tail} to the dimensions of {table.key}.",
        )
    return refuse(
        "UNKNOWN_DIMENSION",
        f"{metric} has no dimension {name}.",
        nearest=near,
        hint=f"Did you mean {near[0]}?" if near else "Ask for a dimension of its table or of one it belongs to.",
    )


def _never_meet(name: str, by_fact: Mapping[str, Mapping[str, list[Reached]]], facts: Mapping[str, str]) -> Refused:
    described = [
        f"{facts[fact]} has {' or '.join(sorted(candidates))}" for fact, candidates in list(by_fact.items())[:3]
    ]
    return refuse(
        "DIMENSION_NOT_SHARED",
        f"{name} is not one dimension: {'; '.join(described)}.",
        hint="Join them: say same_as on one of the two.",
    )


def check_same_type(named: Iterable[tuple[str, Type]]) -> None:
    """Refused where dimensions that count as one have types of which no values are equal."""
    (first, kind), *others = named
    for name, other in others:
        if not comparable(kind, other):
            raise refuse(
                "SAME_AS_TYPES",
                f"{first} is {kind} and {name} is {other}: joined by same_as, their members would never meet.",
                hint="Cast one of them by a formula: { name: …, formula: cast(… as text), same_as: … }.",
            )


def tables_on(fact: str, reached: Reached) -> tuple[str, ...]:
    """The tables a dimension's route passes."""
    return tuple(ending_table(fact, reached.route[: n + 1]) for n in range(len(reached.route)))

"""Routes along declared links, from a fact outward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from truenorth.errors import refuse
from truenorth.model.tables import Link, Table

Route = tuple[Link, ...]
MOST_HOPS = 6


def routes(tables: Mapping[str, Table], fact: str) -> Iterator[Route]:
    """Every route from `fact`, the empty one first, then by hops; no table twice on one route."""
    found: list[tuple[Route, frozenset[str]]] = [((), frozenset({fact}))]
    for route, seen in found:
        yield route
        table = tables.get(route[-1].table if route else fact)
        if table is None or len(route) == MOST_HOPS:
            continue
        found.extend(
            ((*route, link), seen | {link.table})
            for link in table.links
            if link.table not in seen and link.table in tables
        )


def path(route: Route) -> tuple[str, ...]:
    """The roles along a route."""
    return tuple(link.role for link in route)


def ending_table(fact: str, route: Route) -> str:
    """The table at the end of a route."""
    return route[-1].table if route else fact


def route_to(tables: Mapping[str, Table], fact: str, name: str) -> Route | None:
    """The one route from `fact` to the table or role called `name`, or None where there is none.

    Refused (LINK_AMBIGUOUS) where there are several, or where only roles lead to the table.
    """
    if name == fact:
        return ()
    every = list(routes(tables, fact))
    found = [route for route in every if route and route[-1].role == name]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        ways = " and ".join(" → ".join((fact, *path(route))) for route in found[:3])
        raise refuse(
            "LINK_AMBIGUOUS",
            f"{name} is reached from {fact} in {len(found)} ways: {ways}.",
            found[0][0].place,
            hint="Give each link a role: belongs_to: [{ column: …, table: …, as: … }].",
        )
    by_role = sorted({route[-1].role for route in every if route and route[-1].table == name})
    if by_role:
        raise refuse(
            "LINK_BY_ROLE",
            f"{name} is linked to {fact} in the role of {', '.join(by_role)}.",
            hint=f"Write {by_role[0]}.column instead of {name}.column.",
            nearest=by_role,
        )
    return None

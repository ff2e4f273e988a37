"""Whether every name in one definition is the key of another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from truenorth.definitions.gather import Gathered, broken_name
from truenorth.definitions.grammar import Reading
from truenorth.definitions.keys import section
from truenorth.definitions.names import split_first, unquoted
from truenorth.definitions.nodes import Pairs, texts_in
from truenorth.errors import Finding, Place, nearest_names
from truenorth.model.fixed import FixedMap
from truenorth.model.metrics import Metric
from truenorth.model.tables import DateRule, SpanRule, Table

Made = Mapping[str, dict[str, Any]]
"""The definitions that could be read, by section and key."""


@dataclass(frozen=True)
class Reference:
    """Definitions of a section name, under a key, definitions of other sections."""

    section: str
    key: str
    names: Callable[[Any], Iterable[str | None]]
    pools: tuple[str, ...]

    @property
    def breaks(self) -> bool:
        """Whether a number or a list rests on it; who owns a KPI, or what stands beside it, changes no number."""
        return self.section in ("tables", "metrics", "scorecards") or (self.section, self.key) in _BREAKING


_BREAKING = frozenset({("objectives", "parent")})
_KEPT = frozenset({"owner", "updater"})
"""Shown as they are written, whoever that may be."""


def _one(attribute: str) -> Callable[[Any], Iterable[str | None]]:
    return lambda made: (getattr(made, attribute),)


def _many(attribute: str) -> Callable[[Any], Iterable[str | None]]:
    return lambda made: tuple(getattr(made, attribute))


def _sides(attribute: str) -> Callable[[Metric], Iterable[str | None]]:
    def names(metric: Metric) -> Iterable[str | None]:
        found = getattr(metric, attribute)
        sides = ("begins", "ends") if attribute == "conversion" else ("cohort", "active")
        return () if found is None else tuple(getattr(found, side).table for side in sides)

    return names


def _dates(table: Table) -> Iterator[str | None]:
    rules: list[DateRule] = list(table.other_dates)
    if isinstance(table.date, SpanRule):
        rules += [table.date.begins, table.date.ends]
    elif table.date is not None:
        rules.append(table.date)
    roles = {link.role for link in table.links}
    yield from (rule.table for rule in rules if rule.table not in roles)


REFERENCES = (
    Reference("tables", "source", _one("source"), ("sources",)),
    Reference("tables", "from", _one("rolled_up_from"), ("tables",)),
    Reference("tables", "date", _dates, ("tables",)),
    Reference("metrics", "conversion", _sides("conversion"), ("tables",)),
    Reference("metrics", "retention", _sides("retention"), ("tables",)),
    Reference("people", "team", _one("team"), ("teams",)),
    Reference("teams", "lead", _one("lead"), ("people",)),
    Reference("objectives", "team", _one("team"), ("teams",)),
    Reference("objectives", "owner", _one("owner"), ("people", "teams")),
    Reference("objectives", "parent", _one("parent"), ("objectives",)),
    Reference("objectives", "leads_to", _many("leads_to"), ("objectives",)),
    Reference("kpis", "objective", _one("objective"), ("objectives",)),
    Reference("kpis", "owner", _one("owner"), ("people", "teams")),
    Reference("kpis", "updater", _one("updater"), ("people",)),
    Reference("kpis", "team", _one("team"), ("teams",)),
    Reference("kpis", "supporting", _many("supporting"), ("metrics",)),
    Reference("kpis", "contributes_to", _many("contributes_to"), ("kpis",)),
    Reference("kpis", "leads", _many("leads"), ("kpis",)),
    Reference("kpis", "guardrails", _many("guardrails"), ("kpis", "metrics")),
    Reference("key_results", "objective", _one("objective"), ("objectives",)),
    Reference("key_results", "owner", _one("owner"), ("people", "teams")),
    Reference("scorecards", "kpis", lambda card: [line.kpi for line in card.lines], ("kpis",)),
)


def check_references(made: Made, gathered: Gathered, reading: Reading) -> None:
    """Notes each name that nothing answers to; what it stands in is broken where a number rests on it."""
    for row in REFERENCES:
        for key, one in list(made[row.section].items()):
            for name in row.names(one):
                if name is not None and not any(name in gathered.known(pool) for pool in row.pools):
                    place = spot(gathered, row.section, key, row.key, name)
                    error = unknown(name, row.pools, place, gathered, reading, what=row.key)
                    if row.breaks:
                        _break(gathered, row.section, key, error)
                    elif row.key not in _KEPT:
                        made[row.section][key] = _without(made[row.section][key], row.key, name)
    for key, table in made["tables"].items():
        _check_links(key, table, made, gathered, reading)
        _check_same_as(key, table, made, gathered, reading)
    for name in ("metrics", "kpis"):
        _check_renames(name, made, gathered, reading)
    _check_routes("tables", "from", lambda one: one.rolled_up_from, made, gathered, reading)
    _check_routes("objectives", "parent", lambda one: one.parent, made, gathered, reading)
    _check_lines(made, gathered, reading)


def unknown(
    name: str, pools: tuple[str, ...], place: Place, gathered: Gathered, reading: Reading, *, what: str
) -> Finding:
    """Notes that no definition has this name, with the nearest ones."""
    nouns = [section(pool).noun.name for pool in pools]
    known = [key for pool in pools for key in gathered.known(pool)]
    near = nearest_names(name, known)
    renamed = _renamed(name, pools, gathered)
    hint = f"`{name}` is now `{renamed}`" if renamed else f"did you mean `{near[0]}`?" if near else None
    message = f"{what}: there is no {' or '.join(nouns)} `{name}`"
    code = f"UNKNOWN_{nouns[0].upper().replace(' ', '_')}"
    reading.error(code, message, place, hint=hint or _known(known, nouns[0]), nearest=(renamed,) if renamed else near)
    return reading.findings[-1]


def _known(known: list[str], noun: str) -> str:
    shown = ", ".join(sorted(known)[:8])
    return f"there are {shown}{' …' if len(known) > 8 else ''}" if known else f"no {noun} is defined"


def _renamed(name: str, pools: tuple[str, ...], gathered: Gathered) -> str | None:
    for pool in pools:
        for key, (_, node) in gathered.known(pool).items():
            was = node.get("was") if isinstance(node, Pairs) else None
            if was is not None and any(text.text == name for text in texts_in(was)):
                return key
    return None


def spot(gathered: Gathered, part: str, key: str, under: str, name: str) -> Place:
    """The place of a name below one key of a definition."""
    text, node = gathered.known(part)[key]
    below = node.get(under) if isinstance(node, Pairs) else None
    if below is None:
        return text.place
    texts = list(texts_in(below))
    exact = (one.place for one in texts if unquoted(one.text) == name)
    inside = (one.place for one in texts if name in one.text)
    return next(exact, None) or next(inside, None) or below.place


def _without(one: Any, key: str, name: str) -> Any:
    """A definition without a name that nothing answers to: the rest of it holds."""
    value = getattr(one, key)
    if isinstance(value, tuple):
        return replace(one, **{key: tuple(each for each in value if each != name)})
    if isinstance(value, Mapping):
        return replace(one, **{key: FixedMap({each: said for each, said in value.items() if each != name})})
    return replace(one, **{key: None})


def _break(gathered: Gathered, part: str, key: str, error: Finding) -> None:
    gathered.broken.setdefault(broken_name(section(part).noun.name, key), error)


def _check_links(key: str, table: Table, made: Made, gathered: Gathered, reading: Reading) -> None:
    """A broken link fails only what uses it: it is broken as `link:orders.customers`."""
    roles: set[str] = set()
    for link in table.links:
        before = len(reading.findings)
        there = made["tables"].get(link.table)
        if link.table not in gathered.known("tables"):
            place = spot(gathered, "tables", key, "belongs_to", link.table)
            unknown(link.table, ("tables",), place, gathered, reading, what="belongs_to")
        elif link.role in roles:
            message = f"`{key}` has two links called `{link.role}`"
            reading.error("LINK_ROLE", message, link.place, hint="give each a role: `as: guests`")
        elif there is not None and not there.one_row_per:
            message = f"`{link.table}` has no `one_row_per`, so nothing can belong to it"
            hint = f"write `one_row_per:` at the table `{link.table}`"
            reading.error("LINK_WITHOUT_KEY", message, link.place, hint=hint)
        elif there is not None and not there.is_span and len(there.one_row_per) != len(link.columns):
            wanted = ", ".join(there.one_row_per)
            message = f"`{link.table}` has one row per {wanted}, but the link names {', '.join(link.columns)}"
            reading.error("LINK_KEY", message, link.place, hint="write `{ columns: […], table: … }`")
        roles.add(link.role)
        error = reading.first_error(before)
        if error is not None:
            gathered.broken.setdefault(f"link:{key}.{link.role}", error)


def _check_same_as(key: str, table: Table, made: Made, gathered: Gathered, reading: Reading) -> None:
    for dimension in table.dimensions:
        if dimension.same_as is None:
            continue
        other, name = split_first(dimension.same_as)
        place = spot(gathered, "tables", key, "dimensions", dimension.same_as)
        before = len(reading.findings)
        if other not in gathered.known("tables"):
            unknown(other, ("tables",), place, gathered, reading, what="same_as")
        elif other in made["tables"] and name not in (known := [one.name for one in made["tables"][other].dimensions]):
            message = f"same_as: the table `{other}` has no dimension `{name}`"
            near = nearest_names(name or "", known)
            reading.error("UNKNOWN_DIMENSION", message, place, nearest=near, hint=_known(known, "dimension of it"))
        error = reading.first_error(before)
        if error is not None:
            _break(gathered, "tables", key, error)


def _check_renames(part: str, made: Made, gathered: Gathered, reading: Reading) -> None:
    old: dict[str, str] = {}
    for key, one in made[part].items():
        if one.was is None:
            continue
        place = spot(gathered, part, key, "was", one.was)
        before = len(reading.findings)
        if one.was in gathered.known(part):
            message = f"was: `{one.was}` still exists, so it was not renamed"
            reading.error("WAS_STILL_EXISTS", message, place, hint="remove `was`, or the old definition")
        elif old.setdefault(one.was, key) != key:
            reading.error("WAS_TWICE", f"was: `{old[one.was]}` also says that it was `{one.was}`", place)
        error = reading.first_error(before)
        if error is not None:
            _break(gathered, part, key, error)


def _check_routes(
    part: str, key: str, parent: Callable[[Any], str | None], made: Made, gathered: Gathered, reading: Reading
) -> None:
    """Notes each definition from which the way up leads back to itself."""
    for start in made[part]:
        route = [start]
        while (above := parent(made[part][route[-1]])) in made[part] and above not in route:
            route.append(str(above))
        if above == start:
            message = f"{key}: the way up leads round in a circle: {' → '.join([*route, start])}"
            reading.error("CYCLE", message, spot(gathered, part, start, key, str(parent(made[part][start]))))
            _break(gathered, part, start, reading.findings[-1])


def _check_lines(made: Made, gathered: Gathered, reading: Reading) -> None:
    for key, card in made["scorecards"].items():
        names = [line.kpi for line in card.lines]
        twice = next((name for index, name in enumerate(names) if name in names[:index]), None)
        if twice is not None:
            place = spot(gathered, "scorecards", key, "kpis", twice)
            reading.error("DUPLICATE_LINE", f"kpis: `{twice}` stands on this scorecard twice", place)
            _break(gathered, "scorecards", key, reading.findings[-1])

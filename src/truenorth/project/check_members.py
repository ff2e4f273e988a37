"""The members that a whole project names, looked up: of metrics, tables, KPIs' segments and targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from truenorth.compiler.members import Member, dimension_members, filter_rows, named_members, table_members
from truenorth.errors import Finding, Level, Place, Refused, SourceFailed
from truenorth.model.kpis import Kpi
from truenorth.model.recipes import Recipe
from truenorth.model.rows import Row
from truenorth.model.syntax import Formula
from truenorth.project.ask import Asking, sought
from truenorth.project.members import Absent, Sought, absent_members
from truenorth.project.remarks import absent_of
from truenorth.project.segments import segment_filters
from truenorth.project.spots import spot_of
from truenorth.sql.world import World

Planned = Callable[[Formula], Recipe]
"""The recipe of a KPI's metric within a filter."""


def members_of_metric(asking: Asking, asked: World, recipe: Recipe, key: str) -> list[Finding]:
    """A finding for each member named in what a metric adds up that no row has."""
    metric = asking.definitions.metrics[key]
    return [each.finding.at(metric.place) for each in absent_of(sought(asking, asked), recipe, key)]


def members_of_table(asking: Asking, asked: World, key: str) -> list[Finding]:
    """The same for a table's own filter and for the formulas of its dimensions."""
    rows = sought(asking, asked)
    try:
        members = [*table_members(rows.scope, key), *dimension_members(rows.scope, key)]
    except (Refused, SourceFailed):
        return []  # told by the check of the table's formulas

    def spot(member: Member) -> Place:
        return spot_of(asking.definitions, (), member)

    return [each.finding.at(asking.definitions.tables[key].place) for each in absent_members(rows, members, spot)]


def members_of_kpi(asking: Asking, asked: World, kpi: Kpi, planned: Planned) -> Iterator[Finding]:
    """The same for a KPI's segment and for the segments that its targets are `for`."""
    segments = [(kpi.segment, kpi.places.get("segment", kpi.place))]
    segments += [(target.segment, target.place) for target in kpi.targets]
    for segment, place in segments:
        if segment:
            yield from _of_segment(sought(asking, asked), segment, place, planned)


def _of_segment(rows: Sought, segment: Mapping[str, str], place: Place, planned: Planned) -> Iterator[Finding]:
    """What no row has of a segment; where no filter that it may mean can be planned, why not."""
    first: Refused | SourceFailed | None = None
    for where in segment_filters(segment):
        assert where is not None
        try:
            conditions = filter_rows(rows.scope, planned(where), where)
        except (Refused, SourceFailed) as failed:
            first = first or failed
            continue
        found = [each.finding for each in _absent(rows, conditions, place)]
        if not found and not any(rows.present(*each) for each in conditions.items()):
            found = [_never(conditions, where, place)]
        yield from found
        return
    assert first is not None
    yield replace(first.finding, place=place)


def _absent(rows: Sought, conditions: Mapping[str, Row], place: Place) -> list[Absent]:
    members = [each for table, row in conditions.items() for each in named_members(rows.scope.tables, table, [row])]
    return absent_members(rows, members, lambda _: place)


def _never(conditions: Mapping[str, Row], where: Formula, place: Place) -> Finding:
    """The finding on a segment of which no row is, though each of its members is somewhere."""
    tables = " or ".join(conditions)
    return Finding(
        "SEGMENT_EMPTY",
        f"No row of {tables} has {where.text}.",
        place,
        Level.WARNING,
        hint="Correct the segment, or leave the KPI a draft until it has rows.",
    )
